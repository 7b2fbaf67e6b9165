// The operator's page of the eligibility TEST service: who is bound to whom, and what the service answers.

import { learn, pick, speak, spoken, t, toggle } from "./words.js";

learn({
  s_skip: ["跳到登记表", "Skip to the registry"], s_tagline: ["资格测试服务", "eligibility test service"],
  s_test: ["测试实现: 没有真实人员, 数据只在内存中, 结束即消失。", "A TEST implementation: no real people. Everything is in memory and gone when it ends."],
  s_bound: ["已绑定", "Bound"], s_asked: ["已答复", "Answered"], s_now: ["服务状态", "The service"],
  s_registry: ["登记表", "Registry"], s_registry_note: ["账户只显示末四位", "accounts show their last four digits"],
  s_empty: ["还没有登记。在下面绑定一个账户, 或只为它设定答复。", "Nothing is entered yet. Bind an account below, or only set what is answered about it."],
  s_enter: ["登记账户", "Enter an account"], s_enter_note: ["每人一张实体卡、一张手机卡, 最多代他人绑定五个", "a person has one plastic card, one phone card, and five on behalf of others"],
  s_person: ["人员编号", "Person"], s_medium: ["方式", "Bound as"], s_plastic: ["实体卡", "plastic card"], s_phone: ["手机卡", "phone card"], s_other: ["代他人", "for another"],
  s_account: ["账户 (20 位)", "Account (20 digits)"], s_bind: ["绑定", "Bind"], s_only: ["只登记账户, 不绑定", "Enter without a person"], s_unbind: ["解绑", "Unbind"], s_remove: ["移除", "Remove"],
  s_nobody: ["未绑定", "bound to no one"],
  s_whole: ["整个服务", "The whole service"], s_whole_note: ["高于每个账户的设定。", "Overrides what is set for an account."],
  s_normal: ["正常", "normal"], s_allow: ["允许", "allow"], s_deny: ["拒绝", "deny"], s_unknown: ["未知", "unknown"], s_slow: ["迟缓", "slow"], s_down: ["停机", "down"], s_lying: ["答非所问", "lying"], s_malformed: ["格式错误", "malformed"],
  s_by_rule: ["按规则: {}", "by rule: {}"],
  s_questions: ["答复", "Answers"], s_kept: ["只计数", "counts only"], s_visits: ["到访登记", "Visits"], s_registered: ["新登记", "registered"], s_repeated: ["重复, 未再计", "sent again"], s_at: ["地点", "place"],
  s_lost: ["与测试服务的连接已断开", "The test service does not answer"], s_foot: ["只监听本机 127.0.0.1。真实闸机不使用此服务。", "Listens on 127.0.0.1 only. No real gate uses this service."],
});

const $ = (id) => document.getElementById(id);
const STATUSES = ["allow", "deny", "unknown", "slow", "down", "lying", "malformed"];
const EVERY_MS = 1000;
let state = null;
let painted = "";

const make = (tag, set = {}, ...children) => {
  const one = Object.assign(document.createElement(tag), set);
  one.append(...children);
  return one;
};

async function load() {
  try {
    const answer = await fetch("/v1/state", { cache: "no-store" });
    if (!answer.ok) throw new Error();
    state = await answer.json();
    connected(true);
    paint();
  } catch {
    connected(false);
  }
}

function connected(is) {
  document.body.dataset.connected = String(is);
  $("banner").hidden = is;
  $("banner").textContent = is ? "" : t("s_lost");
}

async function change(what, body) {
  $("refusal").textContent = "";
  try {
    const answer = await fetch(`/v1/${what}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) $("refusal").textContent = pick({ zh: told.zh, en: told.error }) || t("s_lost");
    await load();
    return answer.ok;
  } catch {
    connected(false);
    return false;
  }
}

function options(select, effective, own) {
  select.append(make("option", { value: "", textContent: t("s_by_rule", t(`s_${effective}`)) }));
  for (const one of STATUSES) select.append(make("option", { value: one, textContent: t(`s_${one}`) }));
  select.value = own ?? "";
}

function entry(row) {
  const who = make("b", { textContent: row.person ?? t("s_nobody") });
  who.dataset.bound = String(row.person !== null);
  const choice = make("select", { onchange: () => change("status", { subject: row.number, status: choice.value || null }) });
  choice.setAttribute("aria-label", `${row.person ?? t("s_nobody")} …${row.account}`);
  choice.dataset.status = row.effective;
  options(choice, row.person === null ? "unknown" : "allow", row.status);
  const one = make(
    "li", {}, who,
    make("span", { className: "medium", textContent: row.medium ? t(`s_${row.medium}`) : "" }),
    make("code", { textContent: `…${row.account}` }),
    choice,
    make("button", { type: "button", className: "quiet", textContent: t(row.person === null ? "s_remove" : "s_unbind"), onclick: () => change("unbind", { number: row.number }) }),
  );
  one.dataset.entry = row.number;
  return one;
}

const count = (words, value) => make("div", {}, make("dt", {}, words), make("dd", { textContent: value }));

function paint() {
  if (!state) return;
  const told = JSON.stringify(state) + t("language");
  if (told === painted) return; // what has not changed keeps its focus
  const busy = document.activeElement?.tagName === "SELECT" && $("accounts").contains(document.activeElement);
  const bound = state.accounts.filter((row) => row.person !== null).length;
  $("bound").textContent = bound;
  $("asked").textContent = Object.values(state.questions).reduce((sum, each) => sum + each, 0);
  $("now").textContent = t(`s_${state.status ?? "normal"}`);
  $("now").dataset.status = state.status ?? "allow";
  $("empty").hidden = state.accounts.length > 0;
  if (!busy) $("accounts").replaceChildren(...state.accounts.map(entry));
  $("whole").replaceChildren(
    ...["", ...STATUSES].map((one) => {
      const button = make("button", { type: "button", textContent: t(`s_${one || "normal"}`), onclick: () => change("status", { subject: null, status: one || null }) });
      button.dataset.value = one;
      button.setAttribute("aria-pressed", String((state.status ?? "") === one));
      return button;
    }),
  );
  $("questions").replaceChildren(...STATUSES.map((one) => count(t(`s_${one}`), state.questions[one])));
  $("visits").replaceChildren(
    count(t("s_registered"), state.visits.registered), count(t("s_repeated"), state.visits.repeated),
    ...state.places.map((one) => count(make("span", {}, `${t("s_at")} `, make("code", { textContent: one.place || "–" })), one.visits)),
  );
  if (!busy) painted = told;
}

$("bind").onsubmit = async (event) => {
  event.preventDefault();
  const medium = document.querySelector("[name=medium]:checked").value;
  if (await change("bind", { person: $("person").value.trim(), medium, account: $("account").value.trim() })) $("account").value = "";
};
$("only").onclick = async () => {
  if (await change("status", { subject: $("account").value.trim(), status: null })) $("account").value = "";
};
$("language").onclick = toggle;

speak();
spoken(paint);
load();
setInterval(load, EVERY_MS);
