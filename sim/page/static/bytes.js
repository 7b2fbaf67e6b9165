// The code as a map of bytes: every field, what it holds, and which of the three signatures cover it.

import { pick, spoken, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const NAMES = ["ca", "issuer", "ride"];
let code = null;
let chosen = -1; // index of the field under the pointer or the arrow keys
let lit = ""; // the signature whose coverage is shown

export function show(given) {
  code = given;
  chosen = -1;
  draw();
}

function draw() {
  const map = $("map");
  map.replaceChildren();
  $("bytes-note").textContent = code?.hex ? `${code.length}` : "";
  signatures();
  table();
  map.dataset.empty = String(!code?.hex);
  if (!code?.hex) {
    map.textContent = code ? t("no_bytes", code.length) : t("no_code");
    map.removeAttribute("aria-activedescendant");
    return field(-1);
  }
  code.fields.forEach((one, index) => {
    const box = document.createElement("span");
    box.id = `field-${one.name}`;
    box.className = "part";
    box.setAttribute("role", "option");
    box.setAttribute("aria-label", `${one.number} ${pick(one)}`);
    box.dataset.index = index;
    box.dataset.name = one.name;
    box.dataset.part = one.part;
    box.dataset.shade = index % 2;
    box.dataset.signed = one.signed_by.join(" ");
    if (one.wrong) box.dataset.wrong = "true";
    for (let at = one.start; at < one.end; at++) {
      const byte = document.createElement("i");
      byte.textContent = code.hex.slice(2 * at, 2 * at + 2) || "··";
      box.append(byte);
    }
    map.append(box);
  });
  light();
  choose(chosen, false);
}

/** Of a code of another family, every field in a row: also those of its compressed part. */
function table() {
  const rows = code?.table ?? [];
  $("ticket-fields").hidden = !rows.length;
  const cells = (tag, ...words) => {
    const row = document.createElement("tr");
    row.append(...words.map((one) => Object.assign(document.createElement(tag), { textContent: one })));
    return row;
  };
  $("ticket-fields").replaceChildren(
    ...(rows.length ? [cells("th", t("column_at"), t("column_length"), t("column_field"), t("column_holds"))] : []),
    ...rows.map((one) => cells("td", one.where, one.bits ? t("column_bits", one.length) : one.length, pick(one), one.value || "–")),
  );
}

function signatures() {
  const box = $("signatures");
  box.replaceChildren();
  box.hidden = !code?.signatures?.length;
  if (box.hidden) return;
  for (const name of NAMES) {
    const one = code.signatures.find((each) => each.name === name);
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.signature = name;
    button.setAttribute("aria-pressed", String(lit === name));
    button.append(Object.assign(document.createElement("b"), { textContent: t(`sig_${name}`) }), t("covers", one.start, one.end - 1));
    button.onclick = () => { lit = lit === name ? "" : name; signatures(); light(); };
    button.onpointerenter = () => light(name);
    button.onpointerleave = () => light();
    box.append(button);
  }
}

function light(name = lit) {
  $("map").dataset.lit = name;
  for (const box of $("map").querySelectorAll(".part")) box.dataset.covered = String(!name || box.dataset.signed.split(" ").includes(name));
}

function choose(index, scroll = true) {
  for (const box of $("map").querySelectorAll("[aria-selected]")) box.removeAttribute("aria-selected");
  chosen = index;
  const box = $("map").children[index];
  if (box && code?.hex) {
    box.setAttribute("aria-selected", "true");
    $("map").setAttribute("aria-activedescendant", box.id);
    if (scroll) box.scrollIntoView({ block: "nearest" });
  }
  field(index);
}

function field(index) {
  const one = code?.fields?.[index];
  const box = $("field");
  box.replaceChildren();
  box.dataset.field = one?.name ?? "";
  if (!one) {
    if (code?.hex) box.append(Object.assign(document.createElement("span"), { textContent: t("map_hint"), className: "hint" }));
    return;
  }
  const add = (tag, words, name) => box.append(Object.assign(document.createElement(tag), { textContent: words, className: name ?? "" }), " ");
  add("b", `${one.number}  ${pick(one)}`);
  add("span", pick({ zh: one.en, en: one.zh }), "other");
  add("span", `${t("at")} ${one.start}${one.end - one.start > 1 ? `–${one.end - 1}` : ""}`, "where");
  add("code", one.value);
  if (one.wrong) add("span", t("wrong"), "wrong");
  if (!code.signatures.length) return; // of another family: what is signed there is not said field by field
  const by = one.signed_by.map((name) => t(`sig_${name}`));
  add("span", by.length ? `${t("signed_by")} ${by.join(", ")}` : t("signed_none"), "signed");
}

const map = $("map");
map.addEventListener("pointerover", (event) => {
  const box = event.target.closest(".part");
  if (box) choose(Number(box.dataset.index), false);
});
map.addEventListener("click", (event) => {
  const box = event.target.closest(".part");
  if (box) choose(Number(box.dataset.index), false);
});
map.addEventListener("focus", () => { if (code?.hex && chosen < 0) choose(0, false); });
map.addEventListener("keydown", (event) => {
  if (!code?.hex) return;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const last = code.fields.length - 1;
  if (step) choose(Math.min(last, Math.max(0, chosen + step)));
  else if (event.key === "Home") choose(0);
  else if (event.key === "End") choose(last);
  else return;
  event.preventDefault();
});

spoken(draw);
