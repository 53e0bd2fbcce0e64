// Exact wording: where the words in the question box stand in the files, or the nearest words with what differs marked.

import { place } from "./answer.js";
import { ask } from "./ask.js";
import { byId, el, replace, say } from "./dom.js";
import { clear } from "./follow_up.js";
import * as service from "./service.js";
import * as viewer from "./viewer.js";

export function start() {
  byId("phrase-submit").addEventListener("click", () => ask(byId("question").value, null, { exact: true }));
}

let latest = 0;

export async function find(words) {
  // Quotation marks around all of it are the user's, not the text's.
  const text = words.replace(/^[“"「『](.+)[”"」』]$/su, "$1");
  const own = ++latest;
  const asked = window.location.search;
  const node = byId("answer");
  viewer.close();
  clear();
  node.hidden = true;
  say(byId("ask-status"), "正在查原文…", "busy");
  try {
    const found = await service.phrases({ text, as_of: byId("as-of").value });
    if (own !== latest || window.location.search !== asked) return;
    say(byId("ask-status"), "");
    byId("examples").hidden = true;
    byId("holdings").hidden = true;
    show(node, found);
    byId("answer-title").focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (own === latest && window.location.search === asked) say(byId("ask-status"), error.message, "error");
  }
}

function show(node, found) {
  node.className = found.exact ? "answer answered" : "answer abstained";
  replace(
    node,
    el(
      "header",
      {},
      el("p", { class: `verdict ${found.exact ? "answered" : "abstained"}` }, verdict(found)),
      el("h2", { id: "answer-title", tabindex: "-1" }, `“${found.text}”`),
    ),
    legend(found),
    el("ol", { class: "cards" }, ...found.places.map(card)),
    ...otherSpellings(found),
  );
  node.hidden = false;
}

function verdict(found) {
  if (!found.total) return "没有这句原文，也没有相近的原文";
  if (!found.exact) return `没有一字不差的原文，最接近的有 ${found.total} 处`;
  const more = found.total > found.places.length ? `，列出前 ${found.places.length} 处` : "";
  return `原文共有 ${found.total} 处${more}`;
}

function legend(found) {
  if (found.exact || !found.total) return null;
  return el("p", { class: "hint wording" }, el("ins", {}, "这样"), "是原文有而您没写的，", el("del", {}, "这样"), "是您写了而原文没有的。");
}

// The same figures or days as the wording's, written otherwise: 1000万元 beside 一千万元.
function otherSpellings(found) {
  if (!found.other_total) return [];
  const more = found.other_total > found.others.length ? `，列出前 ${found.others.length} 处` : "";
  return [
    el("h3", {}, `其他写法：数额或日期相同、写法不同的有 ${found.other_total} 处${more}`),
    el("p", { class: "hint wording" }, el("mark", {}, "这样"), "是与您写法不同的数额或日期。"),
    el("ol", { class: "cards" }, ...found.others.map(card)),
  ];
}

function card(found) {
  return el(
    "li",
    { class: "card" },
    place(found),
    el("blockquote", { class: "wording" }, found.before, ...found.differences.flatMap(marked), found.after),
    el("p", { class: "actions" }, viewer.opener(found)),
  );
}

function marked(piece) {
  if (piece.op === "equal") return [el(plain(piece.text) === plain(piece.wanted) ? "strong" : "mark", {}, piece.text)];
  return [piece.wanted ? el("del", {}, piece.wanted) : null, piece.text ? el("ins", {}, piece.text) : null];
}

// Widths, white space and the commas of 1,000 are no other notation.
function plain(text) {
  return text.normalize("NFKC").replace(/[\s,]/gu, "").toLowerCase();
}
