// A document by itself: copies a clause with its citation and stable link. Without this the page is read all the same.

import { copied } from "./clipboard.js";
import { el } from "./dom.js";
import { bracketed } from "./words.js";

const article = document.querySelector("article[data-link]");

function offer(clause) {
  const own = clause.querySelector(":scope > .own");
  if (!own || own.querySelector(":scope > .cite-bar")) return;
  const copy = el("button", { type: "button", class: "link", "aria-live": "polite" }, "复制原文和引用");
  copy.addEventListener("click", async () => {
    copy.textContent = (await copied(quoted(clause))) ? "已复制" : "未能复制，请手动选择文字";
    window.setTimeout(() => (copy.textContent = "复制原文和引用"), 2500);
  });
  const link = el("a", { class: "link", href: `#${encodeURIComponent(clause.id)}` }, "固定链接");
  own.append(el("div", { class: "cite-bar" }, copy, link, el("span", { class: "official" }, clause.dataset.citation)));
}

// The words of the clause and all within it, what it is called, and where it is for ever.
function quoted(clause) {
  const paragraphs = [...clause.querySelectorAll(".own > p")].map((paragraph) => paragraph.textContent.trim());
  const link = new URL(`${article.dataset.link}#${encodeURIComponent(clause.id)}`, window.location.href);
  return `${paragraphs.join("\n")}\n——${clause.dataset.citation}\n${link.href}`;
}

function addressed() {
  const named = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  // The first 款 of an article is the article's own text.
  if (!named?.matches(".clause, .clause > .own")) return;
  offer(named.closest(".clause"));
  named.setAttribute("tabindex", "-1");
  named.focus({ preventScroll: true });
}

if (article) {
  // A bar is made when a clause is pointed at or reached: a code has thousands of clauses.
  for (const way of ["pointerover", "focusin", "click"]) {
    article.addEventListener(way, (event) => {
      const clause = event.target.closest?.(".clause");
      if (clause) offer(clause);
    });
  }
  window.addEventListener("hashchange", addressed);
  addressed();
}

const MOST_REFERENCES = 100;
const UNRESOLVED = { absent: "所指的条款不存在", ambiguous: "可能指几份文件", not_held: "未收录" };

// What the text cites and what cites it; a server without such a list leaves the page as it is.
async function showReferences() {
  const [id, version] = decodeURIComponent(article.dataset.link.replace("/d/", "")).split("@");
  const response = await fetch(`/v1/documents/${encodeURIComponent(id)}/references?version=${version}`).catch(() => null);
  const body = response?.ok ? await response.json().catch(() => null) : null;
  if (!body) return;
  const lists = [
    list("本文引用", body.outgoing, outgoing),
    list("被引用", body.incoming, incoming),
  ].filter(Boolean);
  if (lists.length) article.after(el("section", { class: "references", "aria-label": "引用关系" }, ...lists));
}

function list(name, found, line) {
  if (!found.length) return null;
  const more = found.length > MOST_REFERENCES ? el("li", { class: "hint" }, `还有 ${found.length - MOST_REFERENCES} 处`) : null;
  const lines = found.slice(0, MOST_REFERENCES).map((one) => el("li", {}, ...line(one)));
  return el("details", {}, el("summary", {}, `${name}（${found.length}）`), el("ul", {}, ...lines, more));
}

function outgoing(one) {
  const here = el("a", { href: hashOf(one.clause_id) }, one.clause_label);
  const { target } = one;
  if (!target) return [here, `：${one.text}`, el("span", { class: "hint" }, `（${UNRESOLVED[one.status] ?? "未能对应"}）`)];
  const name = `${bracketed(target.title)}${target.clause_label ?? ""}`;
  return [here, "：", el("a", { href: addressOf(target) }, name)];
}

function incoming(one) {
  const cited = one.target?.clause_label ? `引用${one.target.clause_label}` : "引用本文";
  return [el("a", { href: linkOf(one.clause_id) }, `${bracketed(one.document_title)}${one.clause_label}`), `：${cited}`];
}

function addressOf(target) {
  return target.clause_id ? linkOf(target.clause_id) : `/d/${encodeURIComponent(target.document_id)}@${target.version}`;
}

// A clause's id is document@version#address; its link is the same with the address encoded.
function linkOf(clauseId) {
  const at = clauseId.indexOf("#");
  return `/d/${clauseId.slice(0, at)}#${encodeURIComponent(clauseId.slice(at + 1))}`;
}

const hashOf = (clauseId) => `#${encodeURIComponent(clauseId.slice(clauseId.indexOf("#") + 1))}`;

if (article) showReferences();
