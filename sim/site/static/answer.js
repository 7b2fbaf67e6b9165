// What the VM answers as the cards want it: sim/page/message.py says the same of a gate's decision.
//
// What explains a refusal further is what the decision alone says (sim/explain/fact.py); the search is a desktop's.

import { codeMap, masked, unhex } from "./code_map.js";

/** reply: {facts, body, us} of the worker; asked: {payload, now_s}; decode_us: of a picture, else null. */
export function decision(reply, asked, decode_us, tables) {
  const { facts } = reply;
  const row = tables.results[facts.result];
  const half = halfOf(facts, asked.now_s, row);
  const { why, do: advice } = half ? tables.halves[`${facts.result}-${half}`] : row;
  const found = facts.code;
  return {
    kind: "decision",
    result: row.name, number: row.number, step: facts.step, clause: row.clause, fault: row.fault, zh: row.zh, en: row.en,
    recovered: facts.recovered, issuer: found?.issuer ?? null, account: found && masked(unhex(found.account), tables),
    whose: tables.whose[row.fault], why, do: advice, detail: detail(facts, tables),
    steps: rows(facts, reply.us, tables),
    code: asked.payload.length ? codeMap(unhex(reply.body), facts.recovered, tables) : null,
    timings: { decode_us, decide_us: reply.decide_us },
  };
}

/** The card behind a refusal: the facts in the words of the tables. */
export function explained({ facts, stated }, tables) {
  const result = tables.results[facts.result].name;
  const hypotheses = stated.map(([subject, kind, detail, standing]) => {
    const name = `${subject}.${kind}`;
    const said = typeof detail === "number" ? span(detail) : detail;
    const words = ({ zh, en }) => ({ zh: filled(zh, said), en: filled(en, said) });
    const { does, must } = tables.facts[name];
    return { name, standing, causes: [{ does: words(does), must: words(must) }] };
  });
  return { kind: "explained", result, hypotheses };
}

const filled = (text, detail) => text.replace("{detail}", detail).replace(" ()", "");

/** As sim/output/show.py has it: 45 s, 20 min, 3 h 5 min, 12 days. */
export function span(seconds) {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60), rest = seconds % 60;
  if (minutes < 60) return rest ? `${minutes} min ${rest} s` : `${minutes} min`;
  if (seconds >= 2 * 86400) return `${Math.floor(seconds / 86400)} days`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 60)} h`;
}

/** Which of two checks failed, where one result stands for two. */
function halfOf({ step, code }, now_s, { name }) {
  if (name === "BAD_PUBLIC_KEY") return step === 17 ? "issuer" : "user";
  if (name === "USER_CERT_EXPIRED") return now_s > code.user_expiry_s ? "now" : "generated";
  return "";
}

function detail({ family, offset, cause }, tables) {
  if (cause) return { zh: cause, en: cause };
  if (family) return tables.families[family];
  return offset === null ? null : { zh: `字节 ${offset}`, en: `byte ${offset}` };
}

/** Steps 0 to 25, as sim/gate/stopwatch.py lists them. us: step -> microseconds of those that were walked. */
function rows({ step }, us, tables) {
  const answered = step ?? tables.last_judged_step + 1;
  return tables.steps.map(({ number }) => {
    let state = number < answered ? "passed" : number === answered && step !== null ? "failed" : "not_reached";
    if (step === null && number > tables.last_judged_step) state = "not_asked"; // trips, a service, a journal: a gate's
    return { number, state, us: us[number] ?? null };
  });
}
