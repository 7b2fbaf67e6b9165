// The virtual phone: a code that renews itself, and one tap for every kind of bad one.

import { pick, speak, spoken, t, toggle } from "./words.js";

const $ = (id) => document.getElementById(id);
let facts = null;
let account = 0;
let bad = null;
let code = null;
let made_ms = 0;
let trouble = "";
let lock = null;

const make = (tag, words, set = {}) => Object.assign(document.createElement(tag), { textContent: words, ...set });

async function ask(path) {
  const answer = await fetch(path, { cache: "no-store" });
  const told = await answer.json().catch(() => ({ error: t("phone_refused") }));
  if (!answer.ok) throw new Error(told.error);
  return told;
}

async function renew() {
  try {
    code = await ask(`/phone/code?phone=${account}${bad ? `&fault=${encodeURIComponent(bad)}` : ""}`);
    made_ms = performance.now();
    trouble = "";
    show();
  } catch (error) {
    trouble = error instanceof TypeError ? t("phone_lost") : error.message;
    made_ms = performance.now();
  }
  paint();
}

function show() {
  const parser = new DOMParser();
  $("symbols").replaceChildren(...code.symbols.map((text) => document.importNode(parser.parseFromString(text, "image/svg+xml").documentElement, true)));
  $("symbols").dataset.count = code.symbols.length;
  size();
}

/** Every module as wide as the next: so many whole pixels of the screen. */
function size() {
  const symbols = $("symbols").querySelectorAll("svg");
  const room = ($("symbols").clientWidth / Math.max(1, symbols.length)) * devicePixelRatio;
  for (const symbol of symbols) {
    const modules = symbol.viewBox.baseVal.width;
    const side = (Math.max(1, Math.floor(room / modules)) * modules) / devicePixelRatio;
    symbol.setAttribute("width", side);
    symbol.setAttribute("height", side);
  }
}

function choose(number, kind) {
  account = number;
  bad = kind;
  renew();
}

function build() {
  if (!facts) return;
  $("accounts").replaceChildren(
    ...facts.accounts.map((one) => {
      const button = make("button", pick(one), { type: "button", onclick: () => choose(one.number, null) });
      button.dataset.phone = one.number;
      return button;
    }),
  );
  $("bad").replaceChildren(
    ...facts.groups.map((group) => {
      const box = make("div", "");
      box.append(make("h3", pick(group)));
      for (const one of facts.faults.filter((each) => each.group === group.name)) {
        const button = make("button", pick(one), { type: "button", onclick: () => choose(account, one.name), title: one.answer });
        button.dataset.fault = one.name;
        box.append(button);
      }
      return box;
    }),
  );
  paint();
}

function paint() {
  if (!facts) return;
  const kind = facts.faults.find((one) => one.name === bad);
  $("name").textContent = pick(facts.accounts[account]);
  document.body.dataset.fault = bad ?? "";
  for (const button of document.querySelectorAll("#accounts button")) button.setAttribute("aria-pressed", String(!bad && Number(button.dataset.phone) === account));
  for (const button of document.querySelectorAll("#bad button")) button.setAttribute("aria-pressed", String(button.dataset.fault === bad));
  $("state").dataset.tone = trouble ? "bad" : kind ? "warn" : "";
  $("state").textContent = trouble || (kind ? `${pick(kind)} → ${kind.answer}` : t("renews", code ? Math.ceil(remaining()) : "–"));
  $("left").hidden = Boolean(kind);
}

const remaining = () => Math.max(0, code.renew_s - (performance.now() - made_ms) / 1000);

function tick() {
  if (!code && !trouble) return;
  if (trouble || (code.renews && !bad)) {
    if (performance.now() - made_ms >= (trouble ? 3000 : code.renew_s * 1000)) return renew();
    if (code) $("left").firstElementChild.style.transform = `scaleX(${remaining() / code.renew_s})`;
    paint();
  }
}

$("renew").onclick = renew;
$("language").onclick = toggle;
$("bright").onclick = async () => {
  const on = document.body.classList.toggle("bright");
  $("bright").setAttribute("aria-pressed", String(on));
  size();
  try { lock = on ? await navigator.wakeLock?.request("screen") : (await lock?.release(), null); } catch { /* only a comfort */ }
};
document.addEventListener("visibilitychange", () => { if (!document.hidden && code?.renews && !bad) renew(); });

addEventListener("resize", size);
speak();
spoken(build);
try {
  facts = await ask("/phone/facts");
  build();
  renew();
} catch (error) {
  $("state").textContent = error.message;
}
setInterval(tick, 250);
