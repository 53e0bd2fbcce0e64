// The question box, its examples and its states.

import * as answer from "./answer.js";
import { byId, el, replace, say } from "./dom.js";
import * as service from "./service.js";
import * as viewer from "./viewer.js";
import { bracketed } from "./words.js";

// Each form with the documents that it can be asked of: an example is to have an answer.
const EXAMPLE_FORMS = [
  { form: (title) => `${title}什么时候开始施行？`, suits: (item) => item.effective_from },
  { form: (title) => `${title}适用于哪些对象？`, suits: (item) => RULES.includes(item.kind) },
  { form: (title) => `${title}是根据什么制定的？`, suits: (item) => RULES.includes(item.kind) },
];
const RULES = ["policy", "law"];
const LONGEST_EXAMPLE_TITLE = 28;
let asked = 0;

export function start() {
  const form = byId("ask-form");
  const question = byId("question");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  question.addEventListener("keydown", (event) => {
    // While an input method composes, Enter picks a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  showHoldings();
}

// Of one document alone, where its id is given.
export async function ask(question, documentId = null) {
  byId("question").value = question;
  await send(documentId);
}

async function send(documentId = null) {
  const question = byId("question").value.trim();
  if (!question) return;
  const ticket = ++asked;
  const node = byId("answer");
  viewer.close();
  node.hidden = true;
  byId("ask-submit").disabled = true;
  say(byId("ask-status"), "正在查找条款…", "busy");
  try {
    const body = await service.ask({
      question,
      as_of: byId("as-of").value || null,
      include_not_in_force: byId("not-in-force").checked,
      filters: { document_ids: documentId ? [documentId] : [] },
    });
    if (ticket !== asked) return;
    say(byId("ask-status"), "");
    byId("examples").hidden = true;
    byId("holdings").hidden = true;
    answer.show(node, body);
    byId("answer-title").focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (ticket === asked) say(byId("ask-status"), error.message, "error");
  } finally {
    if (ticket === asked) byId("ask-submit").disabled = false;
  }
}

export async function showHoldings() {
  const node = byId("holdings");
  try {
    const [figures, listing] = await Promise.all([service.stats(), service.documents({ limit: 200 })]);
    byId("question").maxLength = figures.limits.question_chars;
    node.textContent = figures.documents
      ? `目前收录 ${figures.documents} 篇文件、${figures.clauses} 条条款。`
      : "文件库还是空的，请先到“文件库”添加文件。";
    showExamples(listing.documents);
  } catch (error) {
    node.textContent = error.message;
  }
  node.hidden = !byId("answer").hidden;
}

function showExamples(documents) {
  const short = documents.filter((item) => item.title.length <= LONGEST_EXAMPLE_TITLE);
  const questions = EXAMPLE_FORMS.flatMap(({ form, suits }, at) => {
    const fitting = short.filter(suits);
    return fitting.length ? [form(bracketed(fitting[at % fitting.length].title))] : [];
  });
  const item = (text) => el("li", {}, el("button", { type: "button", class: "example", onclick: () => ask(text) }, text));
  replace(byId("examples").querySelector("ul"), ...questions.map(item));
  byId("examples").hidden = !questions.length || !byId("answer").hidden;
}
