// The operator's panel: what can be set, and made to fail. What it shows is what the gate reported.

import { spoken, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const OFFSETS = [-86400, -3600, 0, 3600, 86400];
const LANE = ["mode", "trip", "lane"];
const NOT_HERE = [...LANE, "card"]; // a card is held up beside the phones
const known = { clock: { offset_s: 0, trusted: true }, passenger: { walks: true } };
let hello = null;
let send = () => {};

export function begin(given, sender) {
  hello = given;
  send = sender;
  build();
}

export function set(name, message) {
  known[name] = message;
  if (hello) paint();
}

export function gate(message) {
  known.emergency = message.emergency;
  if (hello) paint();
}

const make = (tag, set = {}, ...children) => {
  const one = Object.assign(document.createElement(tag), set);
  one.append(...children);
  return one;
};

function build() {
  if (!hello) return;
  const form = $("controls");
  form.replaceChildren();
  if (can("emergency") || can("power_cut")) {
    const row = make("div", { className: "urgent" });
    if (can("emergency")) row.append(button("c_emergency", "emergency", () => send({ do: "emergency", active: !known.emergency })));
    if (can("power_cut")) row.append(button("c_power", "power_cut", () => send({ do: "power_cut" })));
    form.append(row);
  }
  if (can("clock")) form.append(clock());
  for (const name of Object.keys(hello.states)) if (can(name) && !NOT_HERE.includes(name)) form.append(choice(name));
  if (can("fare")) form.append(fare());
  form.append(passengers());
  if (can("mode")) form.append(lane());
  paint();
}

const can = (name) => hello.can.includes(name);

function button(words, name, press) {
  const one = make("button", { type: "button", textContent: t(words), onclick: press });
  one.dataset.do = name;
  return one;
}

function group(words, ...children) {
  const box = make("div", { className: "setting" }, make("span", { className: "label", textContent: t(words) }), ...children);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", t(words));
  return box;
}

function choice(name) {
  const box = make("div", { className: "segments" });
  box.dataset.of = name;
  for (const state of hello.states[name]) {
    const input = make("input", { type: "radio", name, value: state });
    input.dataset.do = name;
    input.dataset.state = state;
    input.onchange = () => send({ do: name, state });
    box.append(make("label", {}, input, make("span", { textContent: t(`s_${state}`) })));
  }
  return group(`c_${name}`, box);
}

function clock() {
  const box = make("div", { className: "segments" });
  for (const offset of OFFSETS) {
    const input = make("input", { type: "radio", name: "offset", value: offset });
    input.dataset.do = "clock";
    input.dataset.offset = offset;
    input.onchange = () => send({ do: "clock", offset_s: offset, trusted: known.clock.trusted });
    box.append(make("label", {}, input, make("span", { textContent: span(offset) })));
  }
  const exact = make("input", { type: "text", inputMode: "numeric", id: "offset", className: "exact" });
  exact.setAttribute("aria-label", t("c_clock"));
  const note = refusal();
  const most = hello.bounds.offset_s;
  checked(exact, note, (text) => (/^[-+−]?\d+$/.test(text) && Math.abs(seconds(text)) <= most ? "" : t("offset_wrong", most, most)),
    (text) => send({ do: "clock", offset_s: seconds(text), trusted: known.clock.trusted }));
  const untrusted = make("input", { type: "checkbox", id: "untrusted" });
  untrusted.dataset.do = "untrusted";
  untrusted.onchange = () => send({ do: "clock", offset_s: known.clock.offset_s, trusted: !untrusted.checked });
  const row = make("div", { className: "line" }, exact, make("span", { textContent: "s" }), make("label", {}, untrusted, make("span", { textContent: t("c_untrusted") })));
  return group("c_clock", box, row, note);
}

const seconds = (text) => Number(text.replace("−", "-"));

/** A place for the words of a refusal, beside what was typed. */
function refusal() {
  const note = make("p", { className: "refusal", hidden: true });
  note.setAttribute("role", "alert");
  return note;
}

/** Refuse what is out of range where it is typed; take the rest. wrong(text): words, or nothing. */
function checked(input, note, wrong, take) {
  const look = () => {
    const words = wrong(input.value.trim());
    note.textContent = words;
    note.hidden = !words;
    input.setAttribute("aria-invalid", String(Boolean(words)));
    return !words;
  };
  input.oninput = () => { if (!note.hidden) look(); };
  input.onchange = () => { if (look()) take(input.value.trim()); };
  input.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    input.value = input.dataset.told;
    look();
  };
}

function span(offset_s) {
  const size = Math.abs(offset_s);
  if (!size) return "0";
  return `${offset_s < 0 ? "−" : "+"}${size < 86400 ? `${size / 3600} h` : `${size / 86400} d`}`;
}

function fare() {
  const input = make("input", { type: "text", inputMode: "decimal", id: "fare" });
  input.dataset.do = "fare";
  input.setAttribute("aria-label", t("c_fare"));
  const note = refusal();
  const most = hello.bounds.fare_fen;
  checked(input, note, (text) => (/^\d+([.]\d{1,2})?$/.test(text) && fen(text) <= most ? "" : t("fare_wrong", (most / 100).toFixed(2))),
    (text) => send({ do: "fare", fen: fen(text) }));
  return group("c_fare", make("div", { className: "line" }, input, make("span", { textContent: t("yuan") })), note);
}

const fen = (text) => Math.round(Number(text) * 100);

function passengers() {
  const walks = make("input", { type: "checkbox", id: "walks" });
  walks.dataset.do = "passenger";
  walks.onchange = () => send({ do: "passenger", walks: walks.checked });
  const push = button("c_push", "pass", () => send({ do: "pass" }));
  return group("c_walks", make("div", { className: "line" }, make("label", {}, walks, make("span", { textContent: t("walks") })), push));
}

/** Trips, and the staff of the lane: what a gate has that stands in a station. */
function lane() {
  const box = make("fieldset", { className: "lane" }, make("legend", { textContent: t("lane_title") }));
  for (const name of LANE) box.append(choice(name));
  const complete = button("c_staff_in", "staff", () => send({ do: "staff" }));
  box.append(group("c_staff", make("div", { className: "line" }, complete)));
  return box;
}

function paint() {
  const form = $("controls");
  for (const name of Object.keys(hello.states)) {
    for (const input of form.querySelectorAll(`input[name="${name}"]`)) input.checked = input.value === known[name]?.state;
  }
  for (const input of form.querySelectorAll('input[name="offset"]')) input.checked = Number(input.value) === known.clock.offset_s;
  value("offset", known.clock.offset_s);
  if (known.fare) value("fare", (known.fare.fare_fen / 100).toFixed(2));
  const untrusted = $("untrusted");
  if (untrusted) untrusted.checked = !known.clock.trusted;
  const walks = $("walks");
  if (walks) walks.checked = known.passenger.walks;
  const emergency = form.querySelector('[data-do="emergency"]');
  if (emergency) {
    emergency.setAttribute("aria-pressed", String(Boolean(known.emergency)));
    emergency.textContent = t(known.emergency ? "c_emergency_end" : "c_emergency");
  }
}

/** What an operator has done, for the list of events. */
export function words({ do: name, arguments: set }) {
  const who = `${t("by_operator")} `;
  if (name === "emergency") return who + t(set.active ? "emergency_on" : "emergency_off");
  if (name === "power_cut") return who + t("power_off");
  if (name === "staff") return who + t("c_staff_in");
  if (name === "session") return who + t(set.play ? "play" : "stop");
  if (name === "passenger") return `${who}${t("c_walks")}: ${t(set.walks ? "walks" : "walks_not")}`;
  if (name === "clock") return `${who}${t("c_clock")}: ${set.trusted ? exactly(set.offset_s) : t("c_untrusted")}`;
  if (name === "fare") return `${who}${t("c_fare")}: ${(set.fen / 100).toFixed(2)} ${t("yuan")}`;
  return `${who}${t(`c_${name}`)}: ${t(`s_${set.state}`)}`;
}

const exactly = (offset_s) => `${offset_s < 0 ? "−" : offset_s ? "+" : ""}${Math.abs(offset_s)} s`;

function value(id, words) {
  const input = $(id);
  if (!input) return;
  input.dataset.told = words;
  if (document.activeElement !== input && input.getAttribute("aria-invalid") !== "true") input.value = words;
}

$("controls").addEventListener("submit", (event) => event.preventDefault());
spoken(build);
