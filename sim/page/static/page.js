// The page of the gate: one WebSocket, and a module for each thing that is to be seen.

import { speak, spoken, t, toggle, language, pick } from "./words.js";
import * as gate from "./gate.js";
import * as decision from "./decision.js";
import * as bytes from "./bytes.js";
import * as plot from "./plot.js";
import * as operator from "./operator.js";
import * as reader from "./reader.js";
import * as sound from "./sound.js";

const $ = (id) => document.getElementById(id);
const kiosk = new URLSearchParams(location.search).has("kiosk");
const LOG_MAX = 200;
const ZONE_MS = 8 * 3600e3; // every time on the page is UTC+8, as at the gate
const state = { offset_s: 0, trusted: true, steps: [], playing: false, hello: null, scene: null };
let socket = null;
let retry_ms = 400;

function connect() {
  socket = new WebSocket(`ws://${location.host}/ws${kiosk ? "?kiosk" : ""}`);
  socket.binaryType = "blob";
  socket.onopen = () => { retry_ms = 400; document.body.dataset.connected = "true"; banner(""); };
  socket.onmessage = (event) => (typeof event.data === "string" ? hear(JSON.parse(event.data)) : reader.seen(event.data));
  socket.onclose = (event) => {
    document.body.dataset.connected = "false";
    banner(event.reason || t("lost"));
    setTimeout(connect, retry_ms);
    retry_ms = Math.min(retry_ms * 1.6, 5000);
  };
}

export function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** kind: 1 a frame of the camera, 2 a picture. */
export async function sendPicture(kind, blob) {
  if (socket?.readyState !== WebSocket.OPEN || (kind === 1 && socket.bufferedAmount > 200000)) return;
  socket.send(new Blob([new Uint8Array([kind]), blob]));
}

const HEAR = {
  hello(m) {
    state.hello = m;
    state.steps = m.steps;
    document.body.classList.toggle("kiosk", m.kiosk);
    $("operator").hidden = m.kiosk;
    $("version").textContent = `ridegate ${m.version}`;
    if (!m.kiosk) decision.begin(m);
    reader.begin(m, send, sendPicture, log);
    if (!m.kiosk) operator.begin(m, send);
    identity();
  },
  panel(m) { gate.panel(m); sound.prompt(m.lamp, m.zh); },
  gate(m) {
    const before = gate.update(m);
    if (m.relay && !before.relay && !m.emergency) log(() => t("released_log"), "good");
    if (m.passed > before.passed) log(() => t("passage"), "good");
    operator.gate(m);
  },
  power: (m) => gate.power(m.on),
  explained(m) { decision.explain(m); },
  decision(m) {
    decision.show(m);
    bytes.show(m.code);
    reader.answered();
    const words = () => `${m.result}${m.step === null ? "" : ` · ${m.step === 0 ? t("not_judged") : t("refused_at", m.step)}`}`;
    log(words, m.fault === "nobody" ? "good" : "bad", m.at_s);
  },
  unjudged(m) {
    decision.show(m);
    bytes.show(null);
    reader.answered();
    if (m.why === "NO_SYMBOL") reader.notice(() => pick(m.reason));
    if (m.why !== "READING") log(() => `${pick(m.headline)}: ${pick(m.reason)}`, m.why === "IN_SERVICE" ? "" : "warn", m.at_s);
  },
  operator: (m) => log(() => operator.words(m), "", m.at_s),
  latency: (m) => plot.add(m),
  clock(m) { state.offset_s = m.offset_s; state.trusted = m.trusted; operator.set("clock", m); tick(); },
  trust(m) { state.list = m; identity(); operator.set("trust", m); },
  policy(m) { gate.fare(m.fare_fen); operator.set("fare", m); },
  direction(m) { gate.direction(m.state); operator.set("direction", m); },
  passenger: (m) => operator.set("passenger", m),
  card(m) { reader.plastic(m.state); gate.card(m.state); },
  phone(m) { reader.phone(m); gate.phone(m.user !== null); },
  session(m) { state.playing = m.playing; if (!m.playing && !state.scene?.ended) scene(null); session(); },
  scene(m) {
    scene(m);
    if (!m.over) return;
    log(() => `${pick(m)}: ${t(m.ok === null ? "skipped" : m.ok ? "as_expected" : "not_expected")}`, m.ok === false ? "bad" : "", m.at_s);
    for (const fault of m.faults) log(() => fault, "bad", m.at_s);
  },
  ended(m) {
    scene({ ended: true, ...m });
    for (const fault of m.faults) log(() => fault, "bad", m.at_s);
    log(() => t("all_ended", m.good, m.of), m.ok ? "good" : "bad", m.at_s);
  },
  log: (m) => log(() => pick(m), "", m.at_s),
  notice(m) { log(() => pick(m), "warn", m.at_s); reader.notice(() => pick(m)); },
  error(m) {
    const words = () => (m.zh ? pick({ zh: m.zh, en: m.text }) : m.text);
    log(words, "bad");
    if (m.file) notJudged({ zh: m.zh || m.text, en: m.text });
    reader.notice(words);
  },
};

/** A file that holds no code: the answer of the scan before it is old. */
function notJudged(reason) {
  decision.show({ kind: "unjudged", why: "NO_CODE", headline: null, reason, do: null });
  bytes.show(null);
}

function hear(message) {
  const { kind } = message;
  if (HEAR[kind]) HEAR[kind](message);
  else if (state.hello?.states?.[kind]) operator.set(kind, message);
}

function scene(m) {
  state.scene = m;
  if (!m) return banner("");
  if (m.ended) {
    banner(t("all_ended", m.good, m.of));
    setTimeout(() => { if (state.scene === m) scene(null); }, 6000);
  } else {
    banner(`${t("scene", m.number, m.of)}  ·  ${m.zh}  ${m.en}`);
  }
}

function banner(words) {
  $("banner").textContent = words;
  $("banner").hidden = !words;
}

/** words: a function, asked again when the language changes. */
function log(words, tone = "", at_s = Date.now() / 1000) {
  const line = document.createElement("li");
  const time = document.createElement("time");
  time.textContent = new Date(at_s * 1000 + ZONE_MS).toISOString().slice(11, 19);
  line.append(time, words());
  line.words = words;
  if (tone) line.dataset.tone = tone;
  $("log").prepend(line);
  while ($("log").childElementCount > LOG_MAX) $("log").lastChild.remove();
}

function identity() {
  const terminal = state.hello?.terminal;
  if (!terminal) return;
  $("how").textContent = terminal.how === "core" ? t("core") : `${t("board")} ${terminal.how}`;
  $("how").dataset.how = terminal.how;
  $("engine").textContent = terminal.engine;
  const list = state.list;
  const sequence = list ? list.sequence : terminal.list_sequence;
  $("list").textContent = list && list.state !== "current" ? `${sequence ?? "–"} · ${t(`s_${list.state}`)}` : `${sequence ?? "–"}`;
  $("list").dataset.list = list ? list.state : "";
}

function tick() {
  const now = new Date(Date.now() + state.offset_s * 1000 + ZONE_MS);
  const words = now.toISOString().slice(state.offset_s ? 0 : 11, 19).replace("T", " ");
  $("clock").textContent = state.trusted ? `${words} UTC+8` : "—";
  $("clock").dataset.clock = state.trusted ? (state.offset_s ? "offset" : "right") : "untrusted";
}

function session() {
  $("play").textContent = t(state.playing ? "stop" : "play");
  $("play").setAttribute("aria-pressed", String(state.playing));
}

$("play").onclick = () => { sound.allow(); send({ do: "session", play: !state.playing }); };
$("language").onclick = toggle;
$("sound").onclick = () => $("sound").setAttribute("aria-pressed", String(sound.toggle()));
$("sound").setAttribute("aria-pressed", String(sound.on()));
document.addEventListener("pointerdown", () => sound.allow(), { once: true });
document.addEventListener("keydown", () => sound.allow(), { once: true });
if (kiosk) document.body.classList.add("kiosk");

speak();
spoken(() => { for (const line of $("log").children) line.lastChild.textContent = line.words(); });
spoken(() => { identity(); session(); if (state.scene) scene(state.scene); document.title = `ridegate · ${t("gate")}`; document.body.dataset.language = language(); });
setInterval(tick, 500);
tick();
connect();
