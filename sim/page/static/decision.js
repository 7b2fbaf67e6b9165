// Why: the answer in words, how long each stage took, and the twenty-five steps.

import { language, pick, spoken, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const SPANS = ["capture", "decode", "decide", "store", "relay"];
let names = [];
let found = null; // what explains it, found out after the answer
let last = null; // the decision of the scan at hand, or why there is none

export function begin(hello) {
  names = hello.steps;
  draw();
}

export function show(decision) {
  last = decision;
  found = null;
  draw();
}

export function explain(message) {
  if (last?.kind !== "decision" || last.result !== message.result) return;
  found = message;
  draw();
}

const element = (tag, words = "", set = {}) => Object.assign(document.createElement(tag), { textContent: words }, set);
const ms = (us) => (us >= 99950 ? (us / 1000).toFixed(0) : us >= 9995 ? (us / 1000).toFixed(1) : (us / 1000).toFixed(2));

function draw() {
  const d = last;
  $("reason").dataset.result = d?.result ?? "";
  $("reason").dataset.fault = d?.fault ?? "";
  $("verdict").replaceChildren();
  $("chips").replaceChildren();
  $("reason").dataset.why = d?.kind === "unjudged" ? d.why : "";
  if (!d) {
    $("verdict").textContent = t("nothing_yet");
    $("why").textContent = t("nothing_why");
    $("do").textContent = "";
  } else if (d.kind === "unjudged") {
    $("verdict").append(element("b", d.headline ? pick(d.headline) : t("not_judged")));
    $("why").textContent = pick(d.reason);
    $("do").textContent = pick(d.do);
  } else {
    const headline = d.result === "ACCEPTED" ? t("accepted") : d.step === null && d.fault === "nobody" ? t("ticket_read") : d.step === 0 || d.step === null ? t("not_judged") : t("refused_at", d.step);
    $("verdict").append(element("b", headline), element("code", `${d.result} ${d.number}`));
    const detail = pick(d.detail);
    $("why").textContent = detail ? pick(d.why).replace(/[.。]$/, "") : pick(d.why);
    if (detail) $("why").append(element("em", ` (${detail})`));
    $("do").textContent = pick(d.do);
    chips(d);
  }
  explained();
  spans(d?.timings);
  steps(d?.steps, d?.step_names ?? names);
}

function explained() {
  const list = $("explained");
  const unknown = found?.list_known === false;
  list.hidden = !found?.hypotheses.length && !unknown;
  list.replaceChildren(...(found?.hypotheses ?? []).map((one) => {
    const row = element("li");
    row.dataset.name = one.name;
    row.append(element("b", t(`standing_${one.standing.split(" ")[0]}`)), element("code", one.name));
    for (const cause of one.causes) row.append(element("span", `${pick(cause.does)} ${pick(cause.must)}`));
    return row;
  }));
  if (unknown) list.append(element("li", t("list_not_known")));
}

/** "§4 steps 17, 18" in the page's language. */
const clause = (words) => (language() === "zh" ? words.replace(/ steps? (.+)/, " 第 $1 步") : words);

function chips(d) {
  const words = [];
  if (pick(d.whose)) words.push([pick(d.whose), d.fault === "code" ? "bad" : "warn"]);
  if (d.account) words.push([`${t("account")}${d.account.replace(/\*/g, "")}`, ""]);
  if (d.issuer) words.push([`${t("issuer")} ${d.issuer}`, ""]);
  if (d.medium === "card") words.push([`${t("medium_card")} · ${t(`auth_${d.authenticated}`)}`, d.authenticated === "none" ? "warn" : ""]);
  for (const one of d.subjects ?? []) words.push([`${t("ticket_of")}${one.replace(/\*/g, "")}`, ""]);
  if (d.issued) words.push([`${t("ticket_from")} ${d.issued}`, ""]);
  if (d.ends) words.push([`${t("ticket_until")} ${d.ends}`, ""]);
  if (d.recovered.length) words.push([`${t("recovered")}: ${d.recovered.join(", ")}`, "warn"]);
  const { trip, side, eligibility, completed_by_staff: staff } = d.stated ?? {};
  if (trip) words.push([`${t("trip")}: ${t(`trip_${trip}`)} · ${t(`s_${side}`)}`, ""]);
  if (eligibility) words.push([`${t("eligibility")}: ${t(`eligibility_${eligibility}`)}`, eligibility === "allow" ? "" : "warn"]);
  if (staff) words.push([t("by_staff"), "warn"]);
  if (d.clause !== "families") words.push([`${t("clause")} ${clause(d.clause)}`, ""]);
  for (const [text, tone] of words) {
    const chip = element("span", text);
    if (tone) chip.dataset.tone = tone;
    $("chips").append(chip);
  }
}

function spans(timings) {
  const known = SPANS.map((name) => [name, timings?.[`${name}_us`] ?? null]);
  const total = known.reduce((sum, [, us]) => sum + (us ?? 0), 0);
  $("total").textContent = total ? `${ms(total)} ms` : "–";
  $("total").dataset.total = total;
  $("spanbar").replaceChildren(
    ...known.filter(([, us]) => us).map(([name, us]) => {
      const part = element("i");
      part.dataset.span = name;
      part.style.flexGrow = Math.max(us / total, 0.012);
      return part;
    }),
  );
  $("spanlist").replaceChildren(
    ...known.map(([name, us]) => {
      const row = element("div");
      row.dataset.span = name;
      row.append(element("dt", t(name === "relay" ? "relay_span" : name)), element("dd", us === null ? "–" : ms(us)));
      return row;
    }),
  );
}

/** rows: of the decision. titles: the steps of ride codes, or of the family that it belongs to. */
function steps(rows, titles) {
  $("trace-note").textContent = t("trace_note");
  $("steps").replaceChildren(
    ...titles.filter(({ number }) => number > 0 || rows?.[0].state === "failed").map((one) => {
      const row = rows?.find((each) => each.number === one.number);
      const step = element("li");
      const state = row?.state ?? "not_reached";
      step.dataset.step = one.number;
      step.dataset.state = state;
      step.append(element("span", one.number, { className: "number" }), element("span", pick(one), { className: "name" }));
      step.append(element("span", row?.us == null ? "" : us(row.us), { className: "us" }), element("span", t(`state_${state}`), { className: "unseen" }));
      step.title = `${one.number} ${one.zh} ${one.en}: ${t(`state_${state}`)}`;
      return step;
    }),
  );
}

const us = (value) => (value < 1 ? "<1" : value >= 999.5 ? `${(value / 1000).toFixed(1)}k` : String(Math.round(value)));

spoken(draw);
