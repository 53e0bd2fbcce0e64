// What an answer lists to open: clauses that cite, versions compared; or the documents of which one is to be chosen.

import * as ask from "./ask.js";
import { el, notes } from "./dom.js";

const toChoose = (answer) => answer.links.filter((link) => link.question);

export function choiceTitle(answer) {
  const found = toChoose(answer);
  if (!found.length) return null;
  if (found.length === 1) return "是问这份文件吗？";
  // Documents of one name differ only in what follows the title in brackets.
  const names = new Set(found.map((link) => link.text.replace(/》（.*$/u, "》")));
  return names.size === 1 ? `有 ${found.length} 份文件叫这个名字，请选一份` : `可能指 ${found.length} 份文件，请选一份`;
}

export function choices(answer) {
  const found = toChoose(answer);
  if (!found.length) return null;
  const item = (link) => {
    const choose = () => ask.ask(link.question, link.document_id);
    return el(
      "li",
      {},
      el("button", { type: "button", class: "example", onclick: choose }, link.text),
      el("a", { class: "link", href: link.link }, "打开原文"),
    );
  };
  return el("ul", { class: "choices", "aria-label": "请选一份文件" }, ...found.map(item));
}

export function links(answer) {
  const found = answer.links.filter((link) => !link.question);
  if (!found.length) return null;
  const item = (link) => el("a", { class: "link", href: link.link }, link.text);
  return el("section", { "aria-label": "相关条款和文件" }, notes(found.map(item)));
}
