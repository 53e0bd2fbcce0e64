// Asking on: what was asked before goes with the question, and can be gone back to.

import { byId, el, onSubmit, replace, textButton } from "./dom.js";
import * as service from "./service.js";

const MOST_TURNS = 10;

export const contextOf = (answer) => ({
  question: answer.question,
  answer: answer.answer,
  document_id: answer.citations[0]?.document_id ?? null,
});

export const clear = () => (byId("follow-up").hidden = true);

export function followUp(answer, turns, ask, asOf) {
  const kept = turns.slice(-MOST_TURNS);
  const field = el("input", { id: "follow-up-question", maxlength: "200", placeholder: "如：那利率呢？", autocomplete: "off" });
  const send = (text) => text.trim() && ask(text, kept);
  const form = el("form", { class: "ask-box" }, field, el("button", { type: "submit", class: "quiet" }, "接着问"));
  onSubmit(form, () => send(field.value));
  const chips = el("p", { class: "actions" });
  // Only what the document was found to answer.
  const offer = ({ questions }) => {
    const unasked = questions.filter(({ question }) => !kept.some((turn) => turn.question === question));
    chips.append(...unasked.map(({ short, question }) => textButton(short, () => send(question))));
  };
  const [cited] = answer.citations;
  if (cited) service.followUps(cited.document_id, asOf).then(offer, () => {});
  const before = kept.slice(0, -1).map((turn, at) =>
    el("li", {}, textButton(turn.question, () => ask(turn.question, kept.slice(0, at)))));
  replace(
    byId("follow-up"),
    el("h3", {}, el("label", { for: "follow-up-question" }, "接着问（记得上文）")),
    form,
    chips,
    before.length > 0 && el("details", {}, el("summary", {}, `前面问过（${before.length}）`), el("ol", {}, ...before)),
  );
  byId("follow-up").hidden = false;
}
