// The static page: one worker that reads pictures and judges codes; nothing is sent anywhere.

import { both, language, learn, pick, speak, spoken, t, toggle } from "./words.js";
import * as decided from "./decision.js";
import * as bytes from "./bytes.js";
import { decision, explained } from "./answer.js";
import { clock } from "./code_map.js";
import { bytesOf, keysOf } from "./text.js";
import { WORDS } from "./site_words.js";

learn(WORDS);
const $ = (id) => document.getElementById(id);
const ZONE_S = 8 * 3600; // every time on the page is UTC+8, as at a gate
const FILE_MAX_BYTES = 24_000_000;
const PICTURE = /^image\//;
const element = (tag, words = "", set = {}) => Object.assign(document.createElement(tag), { textContent: words }, set);
const narrow = matchMedia("(max-width: 859px)");
const state = { tables: null, shown: null, list: "test", own: { data: null, keys: [] }, refused: "", note: null, given: null, asked: 0 };

// ---- the worker ----

// From a blob, it is under the policy of this page, which the answer of a static host does not state for a file.
const address = URL.createObjectURL(new Blob([`import ${JSON.stringify(new URL("worker.js", import.meta.url).href)};`], { type: "text/javascript" }));
const worker = new Worker(address, { type: "module" });
const waiting = new Map();
let last = 0;
const ready = new Promise((resolve, reject) => {
  waiting.set(0, { resolve, reject });
  worker.onerror = () => reject(new Error(t("no_worker")));
});
worker.onmessage = ({ data }) => {
  const { resolve, reject } = waiting.get(data.id);
  waiting.delete(data.id);
  if (data.failed === undefined) resolve(data);
  else reject(new Error(data.failed));
};

function ask(message) {
  return new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    worker.postMessage({ ...message, id: last });
  });
}

// ---- what is judged, under which list, for which moment ----

const chosen = (name) => document.querySelector(`input[name=${name}]:checked`).value;

/** The moment, Unix seconds; null where the terminal's clock is not trusted. */
function now_s() {
  if (chosen("moment") === "none") return null;
  const own = Date.parse(`${$("moment").value}Z`);
  return chosen("moment") === "now" || Number.isNaN(own) ? Math.floor(Date.now() / 1000) : own / 1000 - ZONE_S;
}

const fare_wrong = () => both("fare_wrong", (state.tables.fare_max_fen / 100).toFixed(2));

/** In fen; null where what stands there is no fare, which is said beside it. */
function fare_fen() {
  const text = $("fare").value.trim(), fen = Math.round(Number(text) * 100);
  const good = /^\d+([.]\d{1,2})?$/.test(text) && fen <= state.tables.fare_max_fen;
  $("fare-note").textContent = good ? "" : pick(fare_wrong());
  $("fare-note").hidden = good;
  $("fare").setAttribute("aria-invalid", String(!good));
  return good ? fen : null;
}

/** Judge bytes. beyond: what was undone and no terminal undoes. */
async function judge(payload, beyond = "", decode_us = null) {
  const turn = ++state.asked, fare = fare_fen();
  const capped = payload.slice(0, state.tables.input_max_bytes + 1);
  state.given = { payload: capped, beyond, decode_us };
  if (fare === null) return unjudged(fare_wrong());
  const question = {
    payload: Array.from(capped, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    list: state.list === "none" ? null : state.list, now_s: now_s(), policy: { fare_fen: fare }, history: [],
  };
  if (state.list === "own" && !state.own.ready) return unjudged(state.own.refused ? both("list_refused", state.own.refused) : both("list_wanted"));
  note(() => t("judging"));
  const reply = await ask({ do: "judge", question }).catch((error) => ({ error: error.message }));
  if (turn !== state.asked) return;
  if (reply.error) return unjudged({ zh: reply.error, en: reply.error });
  show(decision(reply, { payload: capped, now_s: question.now_s }, decode_us, state.tables));
  decided.explain(explained(reply, state.tables));
  note(beyond ? () => t("beyond", beyond) : null, "warn");
}

async function picture(blob) {
  const turn = ++state.asked;
  preview(blob);
  note(() => t("reading"));
  let found;
  try {
    found = await ask({ do: "picture", blob });
  } catch {
    return unjudged(both("no_picture"));
  }
  if (turn !== state.asked) return;
  if (found.payloads.length !== 1) {
    return unjudged(both(found.payloads.length ? "more_symbols" : "no_symbol"));
  }
  await judge(found.payloads[0], "", found.us);
}

/** A file of any kind: a picture, bytes, or text. */
async function take(file) {
  if (!file) return;
  if (file.size > FILE_MAX_BYTES) return unjudged(both("file_large", file.name));
  if (PICTURE.test(file.type)) return picture(file);
  preview(null);
  const data = new Uint8Array(await file.arrayBuffer());
  if (data.every((byte) => (byte > 31 && byte < 127) || byte === 9 || byte === 10 || byte === 13)) return given(new TextDecoder().decode(data));
  await judge(data);
}

function given(text) {
  const { payload, beyond } = bytesOf(text);
  return judge(payload, beyond);
}

async function list() {
  state.list = chosen("list");
  $("own").hidden = state.list !== "own";
  const { own } = state;
  own.refused = "";
  own.ready = false;
  if (state.list === "own" && own.data && own.keys.length) {
    own.refused = (await ask({ do: "install", name: "own", data: own.data, keys: own.keys })).refused;
    own.ready = !own.refused;
  }
  identity();
  await again();
}

/** The same bytes once more, after another list or moment was chosen. */
const again = () => state.given && judge(state.given.payload, state.given.beyond, state.given.decode_us);

// ---- what is shown ----

function show(answer) {
  state.shown = answer;
  decided.show(answer);
  bytes.show(answer?.code ?? null);
  fields(answer?.code);
  const judged = answer?.kind === "decision";
  $("panel").dataset.lamp = judged ? (answer.result === "ACCEPTED" ? "green" : "red") : "off";
  $("panel").dataset.result = judged ? answer.result : "";
  $("panel-zh").textContent = judged ? answer.zh : "";
  $("panel-en").textContent = judged ? answer.en : "";
  if (narrow.matches) $("panel").scrollIntoView({ block: "start" });
}

function unjudged(reason) {
  state.asked++;
  note(null);
  show({ kind: "unjudged", why: "NO_CODE", headline: null, reason, do: null });
}

function fields(code) {
  const head = element("tr");
  for (const key of ["column_number", "column_field", "column_bytes", "column_value"]) head.append(element("th", t(key), { scope: "col" }));
  const rows = (code?.fields ?? []).flatMap((one, at, all) => {
    const row = element("tr");
    row.dataset.name = one.name;
    row.dataset.wrong = String(one.wrong);
    const span = one.end - one.start > 1 ? `${one.start}–${one.end - 1}` : String(one.start);
    row.append(element("td", one.number), element("td", pick(one)), element("td", span), element("td", one.value));
    if (at && all[at - 1].part === one.part) return [row];
    const group = element("tr", "", { className: "group" });
    group.append(element("th", pick(code.parts[one.part]), { colSpan: 4, scope: "colgroup" }));
    return [group, row];
  });
  $("fields").replaceChildren(...(rows.length ? [head, ...rows] : []));
  $("fields").closest("section").hidden = !rows.length;
}

let seen = "";
function preview(blob) {
  if (seen) URL.revokeObjectURL(seen);
  seen = blob ? URL.createObjectURL(blob) : "";
  $("seen").hidden = !blob;
  $("view-words").hidden = Boolean(blob);
  if (blob) $("seen").src = seen;
}

/** words: a function, asked again when the language changes; null for none. */
function note(words, tone = "") {
  state.note = words;
  $("note").textContent = words ? words() : "";
  $("note").dataset.tone = words ? tone : "";
}

function identity() {
  if (!state.tables) return;
  const { own } = state;
  $("list").textContent = t({ test: "list_test", own: "list_own", none: "list_none" }[state.list]);
  $("list-words").textContent = state.list === "test" ? t("test_list") : state.list === "none" ? "" : own.refused ? t("list_refused", own.refused) : t(own.ready ? "list_ready" : "list_wanted");
  $("list-words").dataset.tone = state.list === "own" && !own.ready ? "warn" : "";
  $("moment").disabled = chosen("moment") !== "own";
  if (chosen("moment") === "own" && !$("moment").value) $("moment").value = clock(Math.floor(Date.now() / 1000), ZONE_S).replace(" ", "T");
  const at_s = now_s();
  $("moment-shown").textContent = at_s === null ? "—" : `${clock(at_s, ZONE_S)} UTC+8`;
}

function examples() {
  $("examples").replaceChildren(...(state.tables?.examples ?? []).map((one, at) => {
    const button = element("button", pick(one), { type: "button" });
    button.dataset.example = at;
    button.onclick = () => {
      document.querySelector('input[name=list][value="test"]').checked = true;
      document.querySelector('input[name=moment][value="own"]').checked = true;
      $("moment").value = clock(state.tables.examples_at_s, ZONE_S).replace(" ", "T");
      state.list = "test";
      $("own").hidden = true;
      preview(null);
      identity();
      return judge(Uint8Array.from(one.hex.match(/../g), (pair) => parseInt(pair, 16)));
    };
    return button;
  }));
}

$("judge").onclick = () => $("text").value.trim() && given($("text").value);
$("file").onchange = () => { take($("file").files[0]); $("file").value = ""; };
$("list-file").onchange = async () => { state.own.data = new Uint8Array(await $("list-file").files[0].arrayBuffer()); await list(); };
$("key-file").onchange = async () => { state.own.keys = keysOf(await $("key-file").files[0].text()); await list(); };
for (const one of document.querySelectorAll("input[name=list]")) one.onchange = list;
for (const one of [...document.querySelectorAll("input[name=moment]"), $("moment"), $("fare")]) one.onchange = () => { identity(); again(); };
addEventListener("paste", (event) => {
  if (event.target.closest?.("input, textarea") && !event.clipboardData?.files.length) return;
  if (event.clipboardData?.files.length) return take(event.clipboardData.files[0]);
  const text = event.clipboardData?.getData("text");
  if (text) given(text);
});
addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("over"); });
addEventListener("drop", (event) => { event.preventDefault(); document.body.classList.remove("over"); take(event.dataTransfer?.files[0]); });
$("language").onclick = toggle;

async function begin() {
  note(() => t("loading"));
  const [tables, data] = await Promise.all(["tables.json", "trust.bin"].map((name) => fetch(name)));
  state.tables = await tables.json();
  await ready;
  const { refused } = await ask({ do: "install", name: "test", data: new Uint8Array(await data.arrayBuffer()), keys: state.tables.operator_keys });
  if (refused) throw new Error(refused);
  $("fare").value = (state.tables.fare_fen / 100).toFixed(2);
  $("version").textContent = `ridegate ${state.tables.version}`;
  decided.begin(state.tables);
  examples();
  identity();
  note(null);
  document.body.dataset.ready = "true";
  if (!navigator.serviceWorker) return; // an old browser, or no secure place: the page works, but is not kept
  await navigator.serviceWorker.register("sw.js").then(() => navigator.serviceWorker.ready).then(
    () => { document.body.dataset.kept = "true"; },
    () => { document.body.dataset.kept = "refused"; },
  );
}

speak();
spoken(() => {
  examples();
  identity();
  fields(state.shown?.code);
  note(state.note, $("note").dataset.tone);
  document.title = `ridegate · ${t("site_tagline")}`;
  document.body.dataset.language = language();
});
begin().catch((error) => note(() => t("failed", error.message), "warn"));
setInterval(identity, 1000);
