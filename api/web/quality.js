// What the last evaluation came to, and what users think of the answers.

import { byId, el, replace, say } from "./dom.js";
import * as service from "./service.js";

const HOW = "python -m eval run --home 知识库目录 --questions 问题.jsonl --out 知识库目录/evaluations/日期";

export async function list() {
  const status = byId("quality-status");
  say(status, "正在载入…", "busy");
  try {
    const [{ newest, unreadable }, { counts, entries }] = await Promise.all([service.evaluation(), service.feedback({ limit: 20 })]);
    say(status, unreadable.length ? `读不出来：${unreadable.join("、")}；请对这个文件夹重新运行 python -m eval report` : "", unreadable.length ? "error" : "");
    replace(byId("quality-report"), ...(newest ? report(newest) : nothing()));
    replace(byId("quality-feedback"), ...opinions(counts, entries));
  } catch (error) {
    say(status, error.message, "error");
  }
}

function nothing() {
  return [
    el("p", {}, "还没有评测结果。用一份问题文件评测一次，结果就会显示在这里："),
    el("pre", { tabindex: "0" }, HOW),
    el("p", { class: "hint" }, "问题文件可以是 Excel（“问题”“依据”两列），也可以用下面的用户评价。结果放在别处时，用设置 KB_EVALUATIONS 指明文件夹。"),
  ];
}

function report(found) {
  const facts = [
    `${new Date(found.created).toLocaleString("zh-CN", { hour12: false })} 评测`,
    found.as_of && `按 ${found.as_of} 的效力`,
    `问题集 ${found.dataset || found.name}`,
    `${found.questions} 个问题，其中 ${found.answerable} 个文件里有答案`,
    found.errors ? `${found.errors} 个出错` : null,
  ];
  return [
    el("p", { class: "meta" }, ...facts.filter(Boolean).map((fact) => el("span", {}, fact))),
    table("主要指标", ["指标", "数值", "95% 区间", "问题数"], found.figures.map((one) => [
      `${one.measure.title}${one.measure.higher_is_better ? "" : "（越低越好）"}`,
      shown(one.value, one.measure),
      `${shown(one.low, one.measure)} – ${shown(one.high, one.measure)}`,
      `${one.questions}`,
    ])),
    table("按问题类型", ["类型", "问题数", "拒答", ...found.group_measures.map((one) => one.title)], found.groups.map((one) => [
      one.title, `${one.questions}`, `${one.refused}`, ...one.values.map((value, at) => shown(value, found.group_measures[at])),
    ])),
    found.has_report && el("p", {}, el("a", { class: "link", href: "/v1/evaluation/report", download: true }, "下载完整报告（网页文件，可离线打开）")),
  ];
}

function shown(value, { unit }) {
  if (value === null) return "–";
  if (unit === "ms") return `${Math.round(value)} 毫秒`;
  return unit === "share" || unit === "of gold" ? `${(value * 100).toFixed(1)}%` : value.toFixed(1);
}

// Wider than a phone: it scrolls by itself, by keyboard too.
function table(caption, heads, rows) {
  if (!rows.length) return null;
  return el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption }, el("table", {}, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...rows.map(([first, ...others]) =>
      el("tr", {}, el("th", { scope: "row" }, first), ...others.map((one) => el("td", {}, one)))))));
}

function opinions(counts, entries) {
  const all = counts.helpful + counts.unhelpful;
  const line = (one) => el("li", {},
    el("p", {}, el("strong", {}, one.verdict === "helpful" ? "有用" : "没用"), ` ${one.question}`),
    one.comment && el("p", { class: "hint" }, one.comment));
  return [
    el("p", {}, all ? `有用 ${counts.helpful} 次，没用 ${counts.unhelpful} 次。` : "还没有评价；每个回答下面都有“有用”和“没用”。"),
    all ? el("p", { class: "actions" },
      el("a", { class: "link", href: "/v1/feedback/export/questions.jsonl", download: true }, "下载为问题文件"),
      el("a", { class: "link", href: "/v1/feedback/export/questions.jsonl?verdict=unhelpful", download: true }, "只要没用的（待核对）")) : null,
    el("ul", { class: "entries" }, ...entries.map(line)),
  ];
}
