// The page of a network: one WebSocket; what is shown was reported by gates, uplinks and the sink.

import { language, learn, pick, speak, spoken, t, toggle } from "./words.js";
import { WORDS } from "./network_words.js";
import { connect, element, offer, send, write } from "./paced.js";
import { curve } from "./chart.js";

learn(WORDS);
const $ = (id) => document.getElementById(id);
const LIGHTS = ["i", "g", "r", "f", "x", "?"];
let hello = null;
let state = null;
let due = false;
const cells = new Map();

const number = (value) => value.toLocaleString("en-US");
const put = (id, words, note, tone = "") => {
  const one = $(id);
  if (one.dataset.words === `${words}|${note}|${tone}`) return;
  one.dataset.words = `${words}|${note}|${tone}`;
  one.dataset.state = tone;
  one.replaceChildren(words);
  if (note) one.append(element("small", note));
};

/** The time of day in the network. */
const at = (ms, end = 19) => new Date((hello.begins_s + Math.floor(ms / 1000) + hello.zone_s) * 1000).toISOString().slice(11, end);

function hear(message) {
  if (message.kind === "hello") begin(message);
  else if (message.kind === "begin") $("log").replaceChildren();
  else if (message.kind === "log") log(message);
  else if (message.kind === "state") { state = message; soon(); }
}

/** Draw once for all that arrives within a frame. */
function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => { due = false; draw(); });
}

function begin(message) {
  hello = message;
  $("version").textContent = `ridegate ${hello.version}`;
  offer(hello.speeds);
  build();
  names();
}

function build() {
  cells.clear();
  $("rows").replaceChildren(...hello.lines.map((line) => {
    const row = element("div", "", { className: "route" });
    const head = element("h3");
    head.append(element("em", String(line.number)), element("span"));
    head.lastChild.pair = line;
    const stops = element("ol", "", { className: "stops" });
    stops.append(...line.stops.map(cell));
    row.append(head, stops);
    return row;
  }));
}

function cell(stop) {
  const one = element("li", "", { className: "stop" });
  one.dataset.stop = stop.key;
  const head = element("p", "", { className: "stop-head" });
  const name = element("b");
  name.pair = stop;
  head.append(name, element("em"));
  const lights = element("p", "", { className: "lights" });
  for (let n = 0; n < stop.entries + stop.exits; n += 1) {
    const light = element("i");
    light.dataset.light = "?";
    if (n === stop.entries) lights.append(element("span")); // exits stand below entries
    lights.append(light);
  }
  const queue = element("p", "", { className: "queue" });
  queue.append(element("span"), element("span"));
  one.append(head, lights, queue);
  cells.set(stop.key, { one, link: head.lastChild, lights: [...lights.querySelectorAll("i")], waiting: queue.firstChild, way: queue.lastChild });
  return one;
}

function names() {
  if (!hello) return;
  $("name").textContent = pick(hello);
  document.title = `ridegate · ${pick(hello)}`;
  document.body.dataset.language = language();
  for (const one of document.querySelectorAll("#rows h3 span, #rows .stop-head b")) one.textContent = pick(one.pair);
  const known = { channel: "w_channel", folder: "w_folder" }[hello.way] ?? "w_broker";
  $("w-broker-name").textContent = t(known);
  $("legend").replaceChildren(...LIGHTS.flatMap((light) => {
    const key = element("i");
    key.dataset.light = light;
    return [key, element("span", t(`light_${light}`))];
  }));
}

const lasting = (ms) => (ms < 120_000 ? t("seconds", Math.round(ms / 1000)) : t("minutes", Math.round(ms / 60_000)));

function draw() {
  if (!hello || !state) return;
  const s = state;
  $("clock").textContent = at(Math.min(s.at_ms, hello.length_ms));
  $("story").textContent = s.ended ? (s.ended.ok ? t("ended_ok", number(s.ended.rides), number(s.ended.rows)) : t("ended_not", s.ended.faults.join(" · "))) : s.story ? pick(s.story) : t("begins");
  $("story").dataset.state = s.ended ? (s.ended.ok ? "good" : "bad") : "";
  document.body.dataset.over = String(Boolean(s.ended));
  document.body.dataset.trace = s.ended?.trace ?? "";
  $("progress").style.width = `${Math.min(100, (100 * s.at_ms) / hello.length_ms)}%`;
  $("play").textContent = t(s.playing ? "hold" : "go_on");
  $("play").setAttribute("aria-pressed", String(s.playing));
  $("play").disabled = Boolean(s.ended);
  $("pace").textContent = s.pace === null || !s.playing ? "" : t("pace", s.pace, hello.workers === 1 ? t("one_process") : t("processes", hello.workers));
  for (const input of $("speeds").querySelectorAll("input")) input.checked = Number(input.value) === s.speed;
  way(s);
  for (const [key, one] of cells) stop(one, s.stops[key]);
  const samples = s.samples.filter((each) => each[0] <= hello.length_ms); // what is behind the end has no place
  const now = { ...s, at_ms: Math.min(s.at_ms, hello.length_ms) };
  curve($("plot-pending"), samples.map((each) => [each[0], each[2]]), now, hello, at);
  curve($("plot-lag"), samples.map((each) => [each[0], Math.round(each[3] / 1000)]), now, hello, at);
  curve($("plot-waiting"), samples.map((each) => [each[0], each[1]]), now, hello, at);
  incidents(s);
}

function way(s) {
  const known = s.sums !== null;
  const stops = Object.values(s.stops);
  const links = (what) => stops.filter((one) => one.link === what).length;
  put("w-rides", known ? number(s.sums.rides) : t("not_known"), "");
  $("w-rides-note").textContent = known ? `${t("rides_of")}, ${t("rides_note")}` : "";
  const bad = links("cut") + links("slow");
  put("w-links", known ? t("links_up", links("up")) : t("not_known"), "", bad ? "warn" : "good");
  $("w-links-note").textContent = t("links_note", links("slow"), links("cut"));
  put("w-broker", t(s.broker ? "is_up" : "is_down"), "", s.broker ? "good" : "bad");
  $("w-broker-note").textContent = t("lost_note", s.lost === null ? "–" : number(s.lost));
  put("w-sink", t(s.sink.up ? "is_up" : "is_down"), "", s.sink.up ? "good" : "bad");
  $("w-sink-note").textContent = t("sink_note", s.sink.starts, s.sink.early);
  put("w-books", known ? number(s.sums.records) : t("not_known"), "");
  $("w-books-note").textContent = known ? `${t("books_of")}, ${t("books_note", number(s.sums.duplicates))}` : "";
  if (!known) return;
  const pending = s.sums.rides - s.sums.answered;
  put("t-waiting", number(s.sums.waiting), t("simulated"));
  put("t-pending", number(pending), t("pending_note", number(s.sums.answered)));
  put("t-flight", number(s.sums.in_flight), t("flight_note"));
  put("t-lag", lasting(s.sums.lag_ms), t("lag_note"), s.sums.lag_ms > 15_000 ? "warn" : "");
  put("t-incidents", number(s.incidents.count), t("incidents_open"), s.incidents.count ? "bad" : "");
}

function stop(one, view) {
  if (!view) { one.waiting.textContent = t("not_known"); return; }
  for (let n = 0; n < one.lights.length; n += 1) {
    if (one.lights[n].dataset.light !== view.lights[n]) one.lights[n].dataset.light = view.lights[n];
  }
  const waiting = view.waiting.reduce((sum, each) => sum + each, 0);
  one.waiting.textContent = t("s_waiting", waiting);
  one.waiting.dataset.state = waiting > 2 * one.lights.length ? "warn" : "";
  const late = view.lag_ms !== null && view.lag_ms > 15_000;
  one.way.textContent = view.pending ? t("s_pending", view.pending) : t("s_all");
  one.way.dataset.state = late ? "warn" : "";
  const lists = view.lists.map(([sequence]) => sequence);
  const list = lists.length === 1 ? (lists[0] === null ? t("list_unknown") : t("list_of", lists[0])) : t("list_mixed", lists.map((each) => each ?? "–").join(", "));
  const link = view.link === "up" ? list : t(`link_${view.link}`);
  one.link.textContent = late ? `${view.link === "up" ? t("p_lag") : link} ${lasting(view.lag_ms)}` : link;
  one.link.dataset.state = late || view.link !== "up" ? "warn" : "";
  one.one.dataset.link = view.link;
}

function incidents(s) {
  const rows = s.incidents.rows.map((each) => {
    const line = element("li");
    line.append(element("code", String(each.number)), element("span", `${each.kind} · ${each.gate ?? "–"}${each.sequence < 0 ? "" : ` #${each.sequence}`}`), element("small", each.detail));
    return line;
  });
  $("incidents").replaceChildren(...(rows.length ? rows.reverse() : [element("li", t("none_incidents"), { className: "none" })]));
  const answers = Object.entries(s.answers).map(([name, count]) => {
    const line = element("li");
    line.append(element("span", name), element("b", number(count)));
    return line;
  });
  $("answers").replaceChildren(...(answers.length ? answers : [element("li", t("none_answers"), { className: "none" })]));
}

function log(m) {
  write(m, [element("time", at(m.at_ms))], () => (m.gate ? `${m.gate}  ${pick(m)}` : pick(m)));
}

$("play").onclick = () => send({ do: "play", on: !state?.playing });
$("again").onclick = () => send({ do: "again" });
$("language").onclick = toggle;
addEventListener("resize", soon);
speak();
spoken(() => { names(); draw(); for (const line of $("log").children) line.words?.(); });
connect(hear);
