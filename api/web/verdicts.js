// Verdicts: each policy with its conditions as a tree, every one with its clause, then terms and what to do next.

import { el, hint, notes, quietButton } from "./dom.js";
import { plain } from "./plain.js";
import * as viewer from "./viewer.js";
import { VALIDITY, bracketed } from "./words.js";

const VERDICT = {
  eligible: "符合条件",
  needs_review: "要由有关方面决定",
  insufficient_information: "还缺情况",
  ineligible: "不符合",
};
const STATUS = { met: ["✓", "符合"], unmet: ["✗", "不符合"], unknown: ["？", "还不知道"], discretionary: ["◇", "由人决定"] };
// Of what shuts out, it is good that it does not hold.
const EXCLUDED = { met: ["✗", "有这种情况"], unmet: ["✓", "没有这种情况"], unknown: ["？", "还不知道"], discretionary: ["◇", "由人决定"] };
const TURNED = { met: "unmet", unmet: "met" };
const GROUP = { all: "以下都要符合", any: "以下符合一条即可", none: "以下一条也不能有" };
const OPERATOR = { max: "不超过", min: "不低于", gt: "超过", lt: "低于", about: "约", eq: "" };
const SPREADS = new Set(["基点", "百分点"]);
const UNIT = { 工作日: "个工作日", 月: "个月" };
const UNFOLDED = 2;
const MOST_TERMS = 4;

// The verdict first and why, in three lines at most; what is asked comes behind it, the rest below.
export function head(report) {
  const one = report.policies.length === 1 && !report.without_conditions ? report.policies[0] : null;
  return el(
    "section",
    { class: "verdict-first", "aria-labelledby": "check-verdict-title" },
    el(
      "div",
      { class: "verdicts-head" },
      el("h2", { id: "check-verdict-title", tabindex: "-1", class: one ? `verdict-word ${one.verdict}` : "" }, summary(report)),
      quietButton("打印", () => window.print(), { id: "check-print" }),
    ),
    one && el("p", { class: "verdict-of" }, bracketed(one.title)),
    one && why(one),
  );
}

export function section(report) {
  const listed = report.policies;
  const fitting = listed.filter((policy) => policy.verdict !== "ineligible");
  const failing = listed.filter((policy) => policy.verdict === "ineligible");
  const others = report.total - listed.length - report.elsewhere.length;
  return el(
    "section",
    { class: "verdicts", "aria-label": "各项政策" },
    ...fitting.map((policy, at) => card(policy, at < UNFOLDED || listed.length === 1, listed.length === 1)),
    failing.length && fitting.length
      ? folded(`不符合的（${failing.length}）`, failing.map((policy) => card(policy, false)))
      : null,
    ...(fitting.length ? [] : failing.map((policy, at) => card(policy, at < 1, listed.length === 1))),
    elsewhere(report.elsewhere),
    others > 0 && hint(`还有 ${others} 项没有列出，写明更多情况可以缩小范围。`),
    report.without_conditions && without(report.without_conditions),
  );
}

const why = (policy) =>
  policy.why.length > 0 && el("ul", { class: "why" }, ...policy.why.map((reason) => el("li", {}, stopped(reason.text), " ", clause(reason, policy))));

const stopped = (text) => (/[。！？]$/.test(text) ? text : `${text}。`);

// Paper shows what is folded on the screen.
export function unfold() {
  for (const node of document.querySelectorAll("#verdicts details")) node.open = true;
}

function summary(report) {
  const fitting = report.policies.filter((policy) => policy.verdict !== "ineligible");
  if (report.without_conditions) return "这份文件没有写明享受条件";
  if (report.policies.length === 1) return VERDICT[report.policies[0].verdict];
  const counts = Object.keys(VERDICT).map((verdict) => [verdict, report.policies.filter((one) => one.verdict === verdict).length]);
  const told = counts.filter(([verdict, count]) => count && verdict !== "ineligible");
  if (!fitting.length) return report.policies.length ? "列出的政策都不符合" : "没有可以判断的政策";
  return told.map(([verdict, count]) => `${VERDICT[verdict]} ${count} 项`).join("，");
}

function folded(label, nodes) {
  return el("details", { class: "passages" }, el("summary", {}, label), ...nodes);
}

function card(policy, isOpen, alone = false) {
  return el(
    "details",
    { class: `card policy ${policy.verdict}`, open: isOpen },
    el(
      "summary",
      {},
      el("span", { class: `verdict-badge ${policy.verdict}` }, VERDICT[policy.verdict]),
      el("strong", {}, bracketed(policy.title)),
      policy.validity !== "in_force" && el("span", { class: `badge ${policy.validity}` }, VALIDITY[policy.validity]),
      !alone && policy.why.length > 0 && el("span", { class: "because" }, stopped(policy.why[0].text)),
    ),
    notes(policy.schemes.map((scheme) => `${scheme.asked ? "您问的" : ""}${scheme.name}：${VERDICT[scheme.verdict]}`)),
    notes(policy.notes),
    policy.conditions && compared(policy),
    policy.verdict !== "ineligible" && terms(policy),
    steps(policy),
  );
}

function compared(policy) {
  const rows = top(policy.conditions, policy);
  return folded(`逐条对照（${rows.length} 条）`, [el("ul", { class: "conditions" }, ...rows)]);
}

// That the whole is one group goes without saying.
function top(conditions, policy) {
  return flat(conditions.op === "all" ? conditions : { children: [conditions] }).map((node) => condition(node, policy));
}

// Demands within demands are one list.
const flat = (node) => node.children.flatMap((child) => (child.op === "all" ? flat(child) : [child]));

function condition(node, policy, within = "all") {
  const [sign, words] = (within === "none" ? EXCLUDED : STATUS)[node.status];
  const look = within === "none" ? (TURNED[node.status] ?? node.status) : node.status;
  const mark = el("span", { class: `sign ${look}` }, el("span", { "aria-hidden": "true" }, sign), el("span", { class: "heard" }, words));
  if (node.op === "leaf") {
    return el(
      "li",
      { class: node.status },
      mark,
      el("div", {}, el("q", {}, inner(node.quote)), " ", clause(node, policy), node.because && el("p", { class: "because" }, node.because)),
    );
  }
  const below = node.op === "all" ? flat(node) : node.children;
  const children = el("ul", { class: "conditions" }, ...below.map((child) => condition(child, policy, node.op)));
  const open = node.status !== "met" || node.children.length < 4;
  return el(
    "li",
    { class: node.status },
    mark,
    el("details", { open }, el("summary", {}, GROUP[node.op], "（", node.clause_label, "）"), children),
  );
}

function clause(item, policy) {
  const place = { document_id: policy.document_id, version: policy.version, title: policy.title, start: item.start, end: item.end };
  return viewer.opener(place, item.clause_label, { class: "link clause-link", "aria-label": `在文件中查看 ${item.clause_label}` });
}

// What others get, pay or have to do stands apart: 对银行的, 对担保机构的.
function terms(policy) {
  if (!policy.terms.length) return null;
  const own = listed(policy, policy.terms.filter((term) => term.who === null));
  const parties = [...new Set(policy.terms.map((term) => term.who))].filter((who) => who !== null);
  const more = own.slice(MOST_TERMS);
  return el(
    "div",
    {},
    own.length > 0 && el("h3", {}, "内容和数额"),
    own.length > 0 && el("ul", { class: "terms" }, ...own.slice(0, MOST_TERMS)),
    more.length > 0 && folded(`其他（${more.length}）`, [el("ul", { class: "terms" }, ...more)]),
    ...parties.map((who) => {
      const rows = listed(policy, policy.terms.filter((term) => term.who === who));
      return folded(`对${who}的（${rows.length}）`, [el("ul", { class: "terms" }, ...rows)]);
    }),
  );
}

function listed(policy, found) {
  return [...bySentence(found)].map(([quote, figures]) =>
    el("li", {}, el("strong", {}, figures.map(figure).join("，")), " ", clause(figures[0], policy), el("p", { class: "because" }, plain(quote))),
  );
}

// Words between quotation marks have single ones within them.
const inner = (text) => plain(text).replaceAll("“", "‘").replaceAll("”", "’");

// One sentence may state several figures: it is shown once.
function bySentence(terms) {
  const found = new Map();
  for (const term of terms) found.set(term.quote, [...(found.get(term.quote) ?? []), term]);
  return found;
}

function figure(term) {
  const whose = term.applies_to ? `${term.applies_to}：` : "";
  // What is more than a limit is no rule of thumb: 原则上 is said of the limit.
  const qualifier = term.operator === "gt" ? "" : (term.qualifier ?? "");
  const base = SPREADS.has(term.unit) && term.relative_to ? `${term.relative_to}+` : "";
  return `${whose}${qualifier}${OPERATOR[term.operator]}${base}${term.value}${UNIT[term.unit] ?? term.unit}`;
}

function steps(policy) {
  const item = (step) => {
    const by = [step.actor, step.deadline].filter((part) => part && !step.text.includes(part)).join("，");
    return el("span", {}, step.text, by && `（${by}）`, " ", step.clause_label && clause(step, policy));
  };
  const warned = policy.next_steps.filter((step) => step.kind === "default");
  const todo = policy.next_steps.filter((step) => step.kind !== "default");
  return el(
    "div",
    {},
    el("h3", {}, "下一步怎么办"),
    el("ol", { class: "steps" }, ...todo.map((step) => el("li", {}, item(step)))),
    warned.length > 0 && el("h3", {}, "要注意"),
    notes(warned.map(item)),
  );
}

function elsewhere(found) {
  if (!found.length) return null;
  return folded(`别的地方的政策（${found.length}）`, [notes(found.map((one) => `${bracketed(one.title)}：${one.reason}`))]);
}

function without(found) {
  return el(
    "div",
    { class: "card" },
    el("p", {}, el("strong", {}, bracketed(found.title))),
    found.headings.length > 0 && el("p", {}, `它写了：${found.headings.join("、")}`),
    el("ul", { class: "terms" }, ...found.terms.map((term) => el("li", {}, el("q", {}, inner(term.quote)), " ", clause(term, found)))),
  );
}
