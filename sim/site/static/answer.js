// What the VM answers as the cards want it: sim/page/message.py says the same of a gate's decision.
//
// What explains a refusal further is stated here, behind `why` and `do`; it needs the VM's answer and the bytes alone.

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
