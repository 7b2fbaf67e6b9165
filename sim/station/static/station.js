// The page of a station: one WebSocket; what is shown was reported by the gates, or by their computer.

import { language, learn, pick, speak, spoken, t, toggle } from "./words.js";
import { WORDS } from "./station_words.js";
import { connect, element, offer, send, write } from "./paced.js";
import * as card from "./card.js";
import * as chart from "./chart.js";

learn(WORDS);
const $ = (id) => document.getElementById(id);
let hello = null;
let state = null;

/** The time of day at the station. */
const clock = (seconds, end = 19) => new Date((seconds + hello.zone_s) * 1000).toISOString().slice(11, end);
const at = (ms, end) => clock(hello.begins_s + Math.floor(ms / 1000), end);

function hear(message) {
  if (message.kind === "hello") begin(message);
  else if (message.kind === "begin") $("log").replaceChildren();
  else if (message.kind === "log") log(message);
  else if (message.kind === "state") { state = message; draw(); }
}

function begin(message) {
  hello = message;
  $("version").textContent = `ridegate ${hello.version}`;
  offer(hello.speeds);
  card.build($("cards"), hello.gates);
  names();
}

function names() {
  if (!hello) return;
  $("name").textContent = pick(hello);
  document.title = `ridegate · ${pick(hello)}`;
  document.body.dataset.language = language();
  card.name(hello.gates);
}

const gate = (name) => {
  const found = hello.gates.find((one) => one.name === name);
  return found ? pick(found) : t("not_known");
};

function draw() {
  if (!hello || !state) return;
  const s = state;
  $("clock").textContent = at(s.at_ms);
  $("story").textContent = s.ended ? t(s.ended.ok ? "ended_ok" : "ended_not", s.ended.faults.join(" · ")) : s.story ? pick(s.story) : t("begins");
  $("story").dataset.state = s.ended && !s.ended.ok ? "bad" : "";
  document.body.dataset.over = String(Boolean(s.ended));
  document.body.dataset.trace = s.ended?.trace ?? "";
  $("progress").style.width = `${(100 * s.at_ms) / hello.length_ms}%`;
  $("play").textContent = t(s.playing ? "hold" : "go_on");
  $("play").setAttribute("aria-pressed", String(s.playing));
  $("play").disabled = Boolean(s.ended);
  for (const input of $("speeds").querySelectorAll("input")) input.checked = Number(input.value) === s.speed;
  card.draw(hello.gates, s, at);
  tiles(s);
  chart.passages($("passages"), s, hello, at);
  chart.queue($("queue"), s, hello, at);
  trips(s);
  lanes(s);
}

function tiles(s) {
  $("t-inside").textContent = s.inside.count;
  $("t-complete").textContent = s.complete;
  $("t-incomplete").textContent = s.incomplete.count;
  $("t-incomplete").dataset.state = s.incomplete.count ? "warn" : "";
  const { state: service, at_ms } = s.service;
  $("t-service").dataset.service = service ?? "";
  $("t-service").replaceChildren(t(service ? `service_${service}` : "not_known"), element("small", service ? t("service_at", at(at_ms)) : t("service_never")));
  $("t-notices").replaceChildren(String(s.notices.heard), element("small", t("notices_more", s.notices.sent, s.notices.refused, s.lost)));
  $("queue-now").textContent = t("waiting", s.waiting);
}

function row(account, words, note, time) {
  const line = element("li");
  const what = element("span", words);
  if (note) what.append(" ", element("small", note));
  line.append(element("code", `…${account}`), what, element("time", time));
  return line;
}

function trips(s) {
  const lines = s.incomplete.rows.map((one) => {
    const known = t(one.missing === "exit" ? "entered_at" : "left_at", one.gate ? gate(one.gate) : t("not_known"));
    return row(one.account, `${t(`missing_${one.missing}`)} · ${known}`, one.by_staff ? t("through") : one.missing === "exit" ? t("too_long", hello.trip_max_s / 60) : "", clock(one.at_s));
  });
  $("incomplete").replaceChildren(...(lines.length ? lines : [element("li", t("none_incomplete"), { className: "none" })]));
  const inside = s.inside.rows.map((one) => row(one.account, one.gate ? gate(one.gate) : t("not_known"), t("minutes", Math.floor((hello.begins_s + s.at_ms / 1000 - one.since_s) / 60)), clock(one.since_s)));
  $("inside").replaceChildren(...(inside.length ? inside : [element("li", t("none_inside"), { className: "none" })]));
}

function lanes(s) {
  $("lanes").replaceChildren(...hello.gates.map((one) => {
    const g = s.gates[one.name];
    const line = element("tr");
    const [words, tone] = card.service(g);
    const who = element("td");
    who.append(element("b", one.name), element("small", pick(one)));
    const lane = one.kind === "sentinel" ? t("no_lane") : g.lane ? t(`lane_${g.lane}`) : t("not_known");
    const rule = element("td", lane);
    if (one.asks) rule.append(element("small", t(`unknown_${one.kind === "sentinel" ? "shown" : one.unknown}`)));
    const stands = element("td", words);
    stands.dataset.state = tone;
    const number = (value) => element("td", value === null ? "–" : String(value), { className: "n" });
    line.append(who, rule, stands, number(g.passed), number(g.refused), number(one.kind === "sentinel" ? null : g.staff));
    return line;
  }));
}

function log(m) {
  write(m, [element("time", at(m.at_ms)), ...(m.gate ? [element("b", m.gate)] : [])]);
}

$("play").onclick = () => send({ do: "play", on: !state?.playing });
$("again").onclick = () => send({ do: "again" });
$("language").onclick = toggle;
addEventListener("resize", draw);
speak();
spoken(() => { names(); draw(); for (const line of $("log").children) line.words?.(); });
connect(hear);
