// An answer, or an abstention that says what there is instead.

import { copyButton } from "./clipboard.js";
import { el, hint, meta, notes, replace, textButton } from "./dom.js";
import { example } from "./ask.js";
import { feedback } from "./feedback.js";
import { leftOut } from "./left_out.js";
import * as original from "./original.js";
import { plain } from "./plain.js";
import { choiceTitle, choices, links } from "./links.js";
import * as service from "./service.js";
import { badge, because } from "./standing.js";
import { STATUS, bracketed, confidence, facts, reference } from "./words.js";
import * as viewer from "./viewer.js";

// Below this the verdict does not say that the answer was found.
const UNSURE = 0.5;
const NEAREST = 3;

// What is found already, while the answer is being made.
export function begin(node, question, found) {
  node.className = "answer growing";
  replace(
    node,
    el("header", {}, el("h2", { id: "answer-title", tabindex: "-1" }, question)),
    el("div", { class: "answer-text" }, el("p", { class: "coming" })),
    passages(found),
  );
  node.hidden = false;
}

export function grow(node, piece) {
  node.querySelector(".coming")?.append(piece);
}

// how: {off, again, plainly}: words that nothing is added for, asking with others, asking without what was said before.
export function show(node, answer, how) {
  const chosen = choices(answer);
  const abstained = answer.status === "abstained" && !chosen;
  node.className = `answer ${answer.status}`;
  replace(
    node,
    heading(answer),
    understood(answer, how),
    el("div", { class: "answer-text" }, ...paragraphs(answer)),
    abstained ? advice(answer) : null,
    chosen,
    links(answer),
    notes(answer.warnings),
    expansions(answer, how),
    citations(answer),
    leftOut(answer),
    feedback(answer),
    chosen ? null : abstained ? nearest(answer.passages) : passages(answer.passages),
  );
  node.hidden = false;
}

function heading(answer) {
  return el(
    "header",
    {},
    el("p", { class: `verdict ${answer.status}` }, ...verdict(answer)),
    el("h2", { id: "answer-title", tabindex: "-1" }, answer.question),
  );
}

function verdict(answer) {
  const choice = choiceTitle(answer);
  if (choice) return [choice];
  if (answer.status === "abstained") return [STATUS.abstained];
  const unsure = answer.status === "answered" && answer.confidence < UNSURE;
  if (unsure) return ["找到相关内容，未必直接回答", el("span", { class: "confidence" }, "请核对原文")];
  return [STATUS[answer.status], el("span", { class: "confidence" }, confidence(answer.confidence))];
}

// The plain line stands before the quotes, on a line of its own.
function paragraphs(answer) {
  const known = new Set(answer.citations.map((citation) => citation.mark));
  const lines = plain(answer.answer).split(/\n+/).filter((line) => line.trim());
  const lead = lines.length > 1 ? lines.shift() : null;
  // Each quote is read by itself: it ends with its mark.
  const quotes = lines.flatMap((line) => line.split(/(?<=\[\d+\])(?!\[)/)).filter((quote) => quote.trim());
  return [
    ...(lead ? [el("p", { class: "lead" }, ...withChips(lead, known))] : []),
    ...quotes.map((quote) => el("p", {}, ...withChips(quote, known))),
  ];
}

// A mark stays on the line of the words it belongs to: the last two characters and the marks after them do not part.
function withChips(line, known) {
  return line.split(/(.{0,2}(?:\[\d+\])+)/u).map((part) => {
    if (!part.endsWith("]")) return part;
    const pieces = part.split(/(\[\d+\])/).map((piece) => {
      const mark = Number(/^\[(\d+)\]$/.exec(piece)?.[1]);
      return known.has(mark) ? chip(mark) : piece;
    });
    return el("span", { class: "together" }, ...pieces);
  });
}

function chip(mark) {
  const toCitation = () => {
    const card = document.getElementById(`citation-${mark}`);
    card?.scrollIntoView({ block: "nearest" });
    card?.querySelector("button")?.click();
  };
  return el("button", { type: "button", class: "chip", "aria-label": `查看引用 ${mark} 的原文`, onclick: toCitation }, `${mark}`);
}

function understood(answer, { plainly }) {
  if (!answer.understood_as) return null;
  return el("p", { class: "understood" }, `按上文理解为：${answer.understood_as} `, textButton("只问这一句", plainly));
}

// What was looked at, whom to ask, and what these documents do answer.
function advice(answer) {
  const looked = [...new Set(answer.passages.map((passage) => bracketed(passage.title)))];
  const examples = [...document.querySelectorAll("#examples .example")].map((button) => button.textContent);
  const charge = (one) =>
    el("span", {}, `可以问 ${one.name}：`, el("a", { class: "link", href: one.link }, `${bracketed(one.title)}${one.clause_label}`), `写着“${plain(one.quote)}”`);
  return el(
    "div",
    { class: "advice" },
    looked.length ? el("p", {}, `查过的文件里，最接近的是${looked.slice(0, NEAREST).join("、")}。`) : null,
    el("p", {}, "可以换个说法，或写明地区、文件名称、年份再问；也可以直接咨询文件的发布部门。"),
    notes(answer.ask_at.map(charge)),
    examples.length ? el("p", {}, "这些问题能查到：") : null,
    el("ul", {}, ...examples.slice(0, NEAREST).map((question) => el("li", {}, example(question)))),
  );
}

// Plain words with the official ones searched beside them; without a tick the words stand for themselves.
function expansions(answer, { off, again }) {
  const words = [...answer.expansions.map((one) => ({ word: one.from, to: one.to })), ...off.map((word) => ({ word, to: null }))];
  if (!words.length) return null;
  const item = ({ word, to }) => {
    const change = () => again(to ? [...off, word] : off.filter((one) => one !== word));
    const tick = el("input", { type: "checkbox", checked: Boolean(to), onchange: change });
    return el("label", { class: "check" }, tick, to ? `${word} → ${to.join("、")}` : `${word}（只按原话查）`);
  };
  return el("fieldset", { class: "expansions" }, el("legend", {}, "也按这些正式说法查找"), ...words.map(item));
}

function citations(answer) {
  if (!answer.citations.length) return null;
  return el(
    "section",
    { "aria-label": "引用的原文" },
    el("h3", {}, "原文依据"),
    el("ol", { class: "cards" }, ...answer.citations.map(citationCard)),
  );
}

function citationCard(citation) {
  return el(
    "li",
    { class: "card", id: `citation-${citation.mark}` },
    el("div", { class: "card-head" }, el("span", { class: "number", "aria-hidden": "true" }, `${citation.mark}`), place(citation)),
    el("blockquote", {}, plain(citation.quote)),
    because(citation),
    meta(...facts(citation)),
    el("p", { class: "actions" }, viewer.opener(citation), original.opener(citation), copyButton("复制引用", () => reference(citation)), downloadLink(citation)),
  );
}

export function place(item) {
  // What stands above already is not said again: 【专利代理条例】第十条 of 专利代理条例.
  const told = [item.title, ...item.heading_path];
  const label = item.clause_label.replace(/^【([^】]+)】(?=.)/u, (all, name) => (told.includes(name) ? "" : all));
  const path = [...item.heading_path.filter((step) => step !== item.title), label];
  return el(
    "div",
    { class: "place" },
    el("p", { class: "place-title" }, el("strong", {}, item.title), badge(item)),
    el("p", { class: "path" }, ...path.map((step, at) => el("span", { class: at === path.length - 1 ? "here" : null }, step))),
  );
}

function downloadLink(item) {
  return el("a", { class: "link", href: service.sourceAddress(item.document_id, item.version), download: true }, "下载原件");
}

function nearest(found) {
  if (!found.length) return null;
  return el(
    "section",
    { "aria-label": "最接近的条款" },
    el("h3", {}, "最接近的条款"),
    hint("这些条款提到了相关内容，但没有直接回答您的问题。"),
    passageList(found.slice(0, NEAREST), "clamped"),
  );
}

function passages(found) {
  if (!found.length) return null;
  return el("details", { class: "passages" }, el("summary", {}, `检索到的条款（${found.length}）`), passageList(found));
}

function passageList(found, shape = null) {
  const item = (passage) =>
    el(
      "li",
      { class: "card" },
      el("div", { class: "card-head" }, place(passage)),
      el("blockquote", { class: shape }, plain(passage.text)),
      passage.also_in.length > 0 && meta(`另有 ${passage.also_in.length} 处文字相同`),
      el("p", { class: "actions" }, viewer.opener(passage), downloadLink(passage)),
    );
  return el("ol", { class: "cards" }, ...found.map(item));
}
