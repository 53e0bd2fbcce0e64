// Whether an answer was of use: one press, and a word about it for those who like. Nothing says who it was.

import { byId, doing, el, onSubmit, quietButton, say } from "./dom.js";
import * as service from "./service.js";

const VERDICTS = { helpful: "有用", unhelpful: "没用" };

export function feedback(answer) {
  // One showing of an answer is judged once: another press replaces the first.
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  const asked = {
    question: answer.question,
    answer: answer.answer,
    status: answer.status,
    clause_ids: [...new Set(answer.citations.map((citation) => citation.clause_id))],
    as_of: byId("as-of").value || null,
    key,
  };
  const status = el("span", { class: "status", role: "status" });
  const comment = el("textarea", { rows: "2", maxlength: "1000" });
  const buttons = Object.entries(VERDICTS).map(([verdict, word]) =>
    quietButton(word, () => give(verdict), { "aria-pressed": "false", "data-verdict": verdict }));
  const form = el("form", { hidden: true },
    el("label", {}, el("span", { class: "hint" }, "想补充什么？可以不填，请不要写姓名、电话。"), comment),
    el("button", { type: "submit", class: "quiet" }, "补充"));
  let given = null;

  async function give(verdict) {
    const body = { ...asked, verdict, comment: comment.value.trim() || null };
    if (!(await doing(status, "正在保存…", () => service.giveFeedback(body)))) return false;
    given = verdict;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
    form.hidden = false;
    say(status, "已记下，谢谢。");
    return true;
  }

  onSubmit(form, async () => (form.hidden = await give(given)));
  return el("section", { class: "feedback", "aria-label": "这个回答有用吗" }, el("p", {}, "这个回答", ...buttons, status), form);
}
