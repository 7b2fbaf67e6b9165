// One card a gate: panel, hall from above, relay and last answer.

import { pick, t } from "./words.js";

const NS = "http://www.w3.org/2000/svg";
const DOTS_MAX = 5;
const FAULTS = [[1 | 16 | 32 | 64, "fault_gate"], [2 | 128, "fault_scanner"], [4, "fault_service"], [8, "fault_internal"]];
const boxes = new Map();

const element = (tag, words = "", set = {}) => Object.assign(document.createElement(tag), { textContent: words }, set);

function shape(tag, set) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(set)) made.setAttribute(name, value);
  return made;
}

export function build(parent, gates) {
  boxes.clear();
  parent.dataset.count = gates.length;
  parent.replaceChildren(...gates.map((one) => {
    const box = element("article", "", { className: "card" });
    box.dataset.gate = one.name;
    box.dataset.kind = one.kind;
    const parts = { box, name: element("b"), lane: element("em"), panel: element("div", "", { className: "panel" }) };
    const top = element("header");
    top.append(parts.name, parts.lane);
    parts.zh = element("b");
    parts.zh.lang = "zh-CN";
    parts.en = element("span");
    parts.en.lang = "en";
    const prompt = element("p", "", { className: "prompt" });
    prompt.append(parts.zh, parts.en);
    const lamp = element("span", "", { className: "lamp" });
    lamp.setAttribute("aria-hidden", "true");
    parts.panel.append(lamp, prompt);
    parts.figures = element("dl", "", { className: "figures" });
    parts.last = element("p", "", { className: "last" });
    box.append(top, parts.panel, hall(parts, one), parts.figures, parts.last);
    boxes.set(one.name, parts);
    return box;
  }));
}

/** The place in front of the gate, from above: who waits, who stands at the reader, who walks. */
function hall(parts, one) {
  const drawing = shape("svg", { class: "hall", viewBox: "0 0 240 100", role: "img" });
  const flip = shape("g", { class: "flip" });
  flip.append(shape("path", { class: "way", d: "M8 50H222" }), shape("path", { class: "way-head", d: "M218 45l7 5-7 5" }));
  if (one.kind === "sentinel") {
    flip.append(shape("rect", { class: "cabinet", x: 134, y: 66, width: 30, height: 22, rx: 6 }), shape("circle", { class: "eye", cx: 149, cy: 77, r: 4.5 }));
  } else {
    flip.append(
      shape("rect", { class: "cabinet", x: 108, y: 12, width: 92, height: 19, rx: 7 }),
      shape("rect", { class: "cabinet", x: 108, y: 69, width: 92, height: 19, rx: 7 }),
      shape("circle", { class: "eye", cx: 122, cy: 78.5, r: 4.5 }),
      shape("rect", { class: "flap top", x: 157, y: 31, width: 6, height: 18, rx: 3 }),
      shape("rect", { class: "flap bottom", x: 157, y: 51, width: 6, height: 18, rx: 3 }),
    );
  }
  if (one.attendant) flip.append(shape("circle", { class: "attendant", cx: 144, cy: 5.5, r: 5 }), shape("path", { class: "attendant", d: "M135 21a9 8 0 0 1 18 0" }));
  parts.dots = [];
  for (let n = 0; n < DOTS_MAX; n += 1) {
    const dot = shape("circle", { class: "waiting", cx: 76 - n * 15, cy: 50, r: 6 });
    parts.dots.push(dot);
    flip.append(dot);
  }
  parts.head = shape("circle", { class: "head", cx: 0, cy: 0, r: 7.5, "data-phase": "none" });
  parts.hand = shape("rect", { class: "hand", x: one.kind === "sentinel" ? 134 : 117, y: 61, width: 9, height: 13, rx: 2 });
  flip.append(parts.head, parts.hand);
  parts.more = shape("text", { class: "more", x: one.kind === "exit" ? 226 : 14, y: 34 });
  drawing.append(flip, parts.more);
  parts.hall = drawing;
  return drawing;
}

export function name(gates) {
  for (const one of gates) boxes.get(one.name).name.textContent = `${one.name} · ${pick(one)}`;
}

/** [words, tone] of what a gate has said of its service. */
export function service(g) {
  if (g.power === false) return [t("no_power"), "bad"];
  if (g.emergency) return [t("emergency"), "warn"];
  if (g.faults === null) return [t("not_known"), ""];
  if (g.faults) return [t(FAULTS.find(([bits]) => g.faults & bits)?.[1] ?? "fault_gate"), "bad"];
  return [t("in_service"), "good"];
}

export function draw(gates, s, at) {
  for (const one of gates) {
    const g = s.gates[one.name];
    const parts = boxes.get(one.name);
    const { box } = parts;
    box.dataset.lamp = g.lamp ?? "off";
    box.dataset.arms = g.arms ?? "";
    box.dataset.power = String(g.power ?? "");
    box.dataset.phone = String(Boolean(g.head?.phone));
    box.dataset.phase = g.head?.phase ?? "none";
    box.dataset.result = g.last?.result ?? "";
    parts.panel.dataset.lamp = g.lamp ?? "off";
    words(parts.zh, g.zh ?? t("not_known"));
    parts.en.textContent = g.en ?? "";
    lane(parts.lane, g, one);
    people(parts, g);
    figures(parts.figures, g, one);
    last(parts.last, g, one, at);
  }
}

/** Chinese prompts have their parts apart by blanks; a line ends between them. */
function words(box, text) {
  if (box.dataset.words === text) return;
  box.dataset.words = text;
  box.replaceChildren(...text.split(" ").map((part) => element("span", part)));
}

function lane(box, g, one) {
  box.dataset.lane = g.lane ?? "";
  box.textContent = one.kind === "sentinel" ? t("no_fare") : g.lane ? t(`lane_${g.lane}`) : t("not_known");
}

function people(parts, g) {
  const waiting = Math.max(0, g.queue - 1);
  parts.dots.forEach((dot, n) => { dot.style.display = n < waiting ? "" : "none"; });
  parts.more.textContent = waiting > DOTS_MAX ? `+${waiting - DOTS_MAX}` : "";
  const head = parts.head;
  const person = g.head ? String(g.head.person) : "";
  if (head.dataset.person !== person) {
    head.classList.add("new"); // another one: stands there at once
    head.dataset.person = person;
    head.dataset.phase = g.head ? "waits" : "none";
    head.getBoundingClientRect();
    head.classList.remove("new");
  }
  head.dataset.phase = g.head?.phase ?? "none";
  parts.hall.setAttribute("aria-label", t("hall", g.queue));
}

function figures(box, g, one) {
  const shown = one.kind === "sentinel"
    ? [["allowed", g.answers.ALLOWED ?? 0, ""], ["denied", g.answers.DENIED ?? 0, ""], ["unsure", g.answers.NOT_KNOWN ?? 0, ""]]
    : [
      ["relay", g.released === null ? t("not_known") : t(g.released ? "relay_closed" : "relay_open"), g.released ? "good" : ""],
      ["passed", g.passed ?? t("not_known"), ""],
      ["queue", g.queue, ""],
    ];
  box.replaceChildren(...shown.map(([name, value, tone]) => {
    const part = element("div");
    const dd = element("dd", String(value));
    dd.dataset.state = tone;
    dd.dataset.of = name;
    part.append(element("dt", t(`f_${name}`)), dd);
    return part;
  }));
}

function last(box, g, one, at) {
  box.replaceChildren();
  if (g.power === false) return void box.append(element("b", t("no_power")));
  if (one.kind === "sentinel") return void box.append(t("sentinel_keeps"));
  if (!g.last) return void box.append(t("no_answer"));
  const good = g.last.result === "ACCEPTED";
  const flagged = good && (g.last.by_staff || g.last.eligibility === "unknown");
  const head = element("b", good ? t("accepted") : pick(g.last));
  head.dataset.tone = good ? (flagged ? "warn" : "good") : "bad";
  const notes = [g.last.account ? `…${g.last.account}` : "", at(g.last.at_ms)];
  if (g.last.by_staff) notes.push(t("through"));
  else if (g.last.eligibility === "unknown") notes.push(t("flagged"));
  else if (!good) notes.push(g.last.result);
  box.append(head, element("br"), notes.filter(Boolean).join(" · "));
}
