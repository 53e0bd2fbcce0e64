// What the last evaluation came to, and what users think of the answers.

import { byId, doing, el, hint, meta, notes, replace, say, when } from "./dom.js";
import * as service from "./service.js";

const HOW = "python -m eval run --home 知识库目录 --questions 问题.jsonl --out 知识库目录/evaluations/日期";

// What a measure says, for who does not measure.
const PLAIN = {
  "R@": "召回率：该找到的条款找到了多少",
  "nDCG@": "折损累计增益：该找到的排得越前越高",
  "RR@": "倒数排名：第一条对的排第 1 是 100%，排第 2 是 50%",
  "evidence@": "依据：能回答问题的原文在前几段里有多少",
  citation_precision: "引用的准确率：引用里真能回答问题的有多少",
  key_facts: "要点：应说到的数额、日期、条件说到了多少",
};

export function list() {
  const status = byId("quality-status");
  return doing(status, "正在载入…", async () => {
    const [{ newest, unreadable }, { counts, entries }] = await Promise.all([service.evaluation(), service.feedback({ limit: 20 })]);
    say(status, unreadable.length ? `读不出来：${unreadable.join("、")}；请对这个文件夹重新运行 python -m eval report` : "", unreadable.length ? "error" : "");
    replace(byId("quality-report"), ...(newest ? report(newest) : nothing()));
    replace(byId("quality-feedback"), ...opinions(counts, entries));
  });
}

function nothing() {
  return [
    el("p", {}, "还没有评测结果。用一份问题文件评测一次，结果就会显示在这里："),
    el("pre", { tabindex: "0" }, HOW),
    hint("问题文件可以是 Excel（“问题”“依据”两列），也可以用下面的用户评价。结果放在别处时，用设置 KB_EVALUATIONS 指明文件夹。"),
  ];
}

function report(found) {
  return [
    meta(
      `${when(found.created)} 评测`,
      found.as_of && `按 ${found.as_of} 的效力`,
      `问题集 ${found.dataset || found.name}`,
      `${found.questions} 个问题，其中 ${found.answerable} 个文件里有答案`,
      found.errors > 0 && `${found.errors} 个出错`,
    ),
    table("主要指标", ["指标", "数值", "95% 区间", "问题数"], found.figures.map((one) => [
      `${one.measure.title}${one.measure.higher_is_better ? "" : "（越低越好）"}`,
      shown(one.value, one.measure),
      `${shown(one.low, one.measure)} – ${shown(one.high, one.measure)}`,
      `${one.questions}`,
    ])),
    explained(found.figures),
    table("按问题类型", ["类型", "问题数", "拒答", ...found.group_measures.map((one) => one.title)], found.groups.map((one) => [
      one.title, `${one.questions}`, `${one.refused}`, ...one.values.map((value, at) => shown(value, found.group_measures[at])),
    ])),
    found.has_report && el("p", {}, el("a", { class: "link", href: "/v1/evaluation/report", download: true }, "下载完整报告（网页文件，可离线打开）")),
  ];
}

function explained(figures) {
  const names = figures.map((one) => one.measure.name);
  const told = Object.entries(PLAIN).filter(([start]) => names.some((name) => name.startsWith(start))).map(([, text]) => text);
  told.push("95% 区间：换一批问题再测，大致落在其中");
  return el("details", {}, el("summary", {}, "这些指标是什么意思"), notes(told));
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
    one.comment && hint(one.comment));
  return [
    el("p", {}, all ? `有用 ${counts.helpful} 次，没用 ${counts.unhelpful} 次。` : "还没有评价；每个回答下面都有“有用”和“没用”。"),
    all ? el("p", { class: "actions" },
      el("a", { class: "link", href: "/v1/feedback/export/questions.jsonl", download: true }, "下载为问题文件"),
      el("a", { class: "link", href: "/v1/feedback/export/questions.jsonl?verdict=unhelpful", download: true }, "只要没用的（待核对）")) : null,
    el("ul", { class: "entries" }, ...entries.map(line)),
  ];
}
