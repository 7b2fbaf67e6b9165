// The gate seen from above, following the real relay and the real arms, and what its passenger reads.

import { spoken, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const drawing = $("gate");
const FAULTS = [[1 | 16 | 32 | 64, "fault_gate"], [2, "fault_scanner"], [4, "fault_service"], [8, "fault_internal"]];
let now = { relay: false, arms: "locked", passed: 0, emergency: false, faults: 0 };
let told = false;
let held = false;
let powered = true;
let fen = null;
let drawing_timer = 0;
const DRAWN_MS = 500;

// A value that its gate cannot know is null.
const known = (value, words) => (value === null || value === undefined ? t("not_known") : words(value));

/** The words are null while a board's display is being drawn: what it showed stays until it stays unreadable. */
export function panel({ zh, en, lamp }) {
  clearTimeout(drawing_timer);
  if (zh === null) drawing_timer = setTimeout(() => words(null, null), DRAWN_MS);
  else words(zh, en);
  $("panel").dataset.lamp = lamp ?? "off";
  drawing.dataset.lamp = lamp ?? "off";
}

function words(zh, en) {
  const [first, ...rest] = (zh ?? t("not_known")).split(" ");
  $("panel-zh").replaceChildren(...[first, ...rest].map((part) => Object.assign(document.createElement("span"), { textContent: part })));
  $("panel-zh").dataset.words = zh ?? "";
  $("panel-en").textContent = en ?? "";
}

/** Returns how it was before. */
export function update(gate) {
  const before = told ? now : gate;
  told = true;
  now = { ...gate };
  if (now.arms === "turning" && before.arms !== "turning") person("walking");
  else if (now.arms !== "turning" && before.arms === "turning") person("through");
  draw();
  return before;
}

export function phone(isHeld) {
  held = isHeld;
  drawing.dataset.phone = String(held);
  if (held && drawing.dataset.person !== "walking") person("waiting");
  else if (!held && drawing.dataset.person === "waiting" && now.arms !== "free") person("none");
}

/** state: as the setting of the gate, "away" for no card. */
export function card(state) {
  drawing.dataset.card = state;
}

export function power(on) {
  powered = on;
  draw();
}

export function direction(name) {
  drawing.dataset.direction = name;
}

export function fare(value) {
  fen = value;
  draw();
}

function person(state) {
  drawing.dataset.person = state;
  if (state === "through") setTimeout(() => { if (drawing.dataset.person === "through") person(held ? "waiting" : "none"); }, 500);
}

function draw() {
  const relay = known(now.relay, (closed) => t(closed ? "relay_closed" : "relay_open"));
  const arms = known(now.arms, (state) => t(`arms_${state}`));
  drawing.dataset.arms = now.arms ?? "locked";
  drawing.dataset.relay = now.relay ? "closed" : "open";
  $("relay").dataset.relay = drawing.dataset.relay;
  $("relay").lastElementChild.textContent = relay;
  $("arms").dataset.arms = now.arms ?? "";
  $("arms").textContent = arms;
  $("passed").dataset.passed = $("passed").textContent = known(now.passed, String);
  const fault = FAULTS.find(([bit]) => now.faults & bit);
  const words = !powered ? "no_power" : now.emergency ? "emergency" : fault ? fault[1] : now.faults === null ? "not_known" : "in_service";
  $("service").textContent = t(words);
  $("service").dataset.service = String(words === "in_service");
  $("gate-title").textContent = `${t("gate")}: ${arms}, ${t("relay")} ${relay}`;
  $("panel-fare").textContent = !told ? "–" : fen === null ? t("not_known") : `${(fen / 100).toFixed(2)} ${t("yuan")}`;
}

spoken(draw);
