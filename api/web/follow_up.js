// Asking on: what was asked before goes with the question, and can be gone back to.

import { byId, el, replace } from "./dom.js";

const MOST_TURNS = 10;
const USUAL = ["期限呢？", "要什么条件？", "要哪些材料？", "怎么申请？"];

export const contextOf = (answer) => ({
  question: answer.question,
  answer: answer.answer,
  document_id: answer.citations[0]?.document_id ?? null,
});

export const clear = () => (byId("follow-up").hidden = true);

export function followUp(answer, turns, ask) {
  const kept = turns.slice(-MOST_TURNS);
  const field = el("input", { id: "follow-up-question", maxlength: "200", placeholder: "如：那利率呢？", autocomplete: "off" });
  const send = (text) => text.trim() && ask(text, kept);
  const form = el("form", { class: "ask-box" }, field, el("button", { type: "submit", class: "quiet" }, "接着问"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(field.value);
  });
  const usual = answer.citations.length ? USUAL.filter((text) => !kept.some((turn) => turn.question === text)) : [];
  const before = kept.slice(0, -1).map((turn, at) =>
    el("li", {}, el("button", { type: "button", class: "link", onclick: () => ask(turn.question, kept.slice(0, at)) }, turn.question)));
  replace(
    byId("follow-up"),
    el("h3", {}, el("label", { for: "follow-up-question" }, "接着问（记得上文）")),
    form,
    el("p", { class: "actions" }, ...usual.map((text) => el("button", { type: "button", class: "link", onclick: () => send(text) }, text))),
    before.length ? el("details", {}, el("summary", {}, `前面问过（${before.length}）`), el("ol", {}, ...before)) : null,
  );
  byId("follow-up").hidden = false;
}
