// A document by itself: copies a clause with its citation and stable link. Without this the page is read all the same.

import { copyButton } from "./clipboard.js";
import { el } from "./dom.js";
import { bracketed } from "./words.js";

const article = document.querySelector("article[data-link]");

function offer(clause) {
  const own = clause.querySelector(":scope > .own");
  if (!own || own.querySelector(":scope > .cite-bar")) return;
  // Where more 款 follow, the clause's own text is the first of them: it is copied by itself, or the clause as a whole.
  const named = own.id ? own : clause;
  const link = el("a", { class: "link", href: `#${encodeURIComponent(named.id)}` }, "固定链接");
  const whole = own.id ? copier(clause, "复制整条") : null;
  const official = el("span", { class: "official" }, named.dataset.citation);
  own.append(el("div", { class: "cite-bar" }, copier(named, "复制原文和引用"), whole, link, official));
}

const copier = (named, words) => copyButton(words, () => quoted(named));

// The words of what is named and all within it, what it is called, and where it is for ever.
function quoted(named) {
  const paragraphs = partsOf(named).flatMap((part) => [...part.querySelectorAll("p")]);
  const lines = paragraphs.filter((one) => one.parentElement.matches(".own")).map((one) => one.textContent.trim());
  const link = new URL(`${article.dataset.link}#${encodeURIComponent(named.id)}`, window.location.href);
  return `${lines.join("\n")}\n——${named.dataset.citation}\n${link.href}`;
}

// The first 款 goes on through its items to where the second begins.
function partsOf(named) {
  if (!named.matches(".own")) return [named];
  const parts = [named];
  let next = named.nextElementSibling;
  while (next && next.id !== named.dataset.next) {
    parts.push(next);
    next = next.nextElementSibling;
  }
  return parts;
}

function hash() {
  try {
    return decodeURIComponent(window.location.hash.slice(1));
  } catch {
    return window.location.hash.slice(1);
  }
}

function addressed() {
  document.querySelector(".no-clause")?.remove();
  const address = hash();
  const named = document.getElementById(address);
  if (!named && address) absent(address);
  // The first 款 of an article is the article's own text.
  if (!named?.matches(".clause, .clause > .own")) return;
  offer(named.closest(".clause"));
  named.setAttribute("tabindex", "-1");
  named.focus({ preventScroll: true });
}

// A clause that the text does not have is said, with what it has nearest to it.
function absent(address) {
  const there = nearest(address).flatMap((one, at) => [at ? "、" : "", jump(one)]);
  const told = there.length ? ["最接近的是", ...there, "。"] : [];
  const note = el("p", { class: "notice no-clause", role: "alert" }, `本文没有“${address}”这一条。`, ...told);
  article.before(note);
  note.scrollIntoView({ block: "center" });
}

// What would hold it, else the articles on both sides of it.
function nearest(address) {
  const held = [...article.querySelectorAll("[id]")].map((node) => node.id);
  const holders = held.filter((id) => address.startsWith(id)).sort((one, other) => other.length - one.length);
  if (holders.length) return holders.slice(0, 1);
  const wanted = articleNumber(address);
  const articles = held.filter((id) => articleNumber(id) !== null);
  if (wanted === null || !articles.length) return held.slice(0, 1);
  const before = articles.filter((id) => articleNumber(id) < wanted).slice(-1);
  return [...before, ...articles.filter((id) => articleNumber(id) > wanted).slice(0, 1)];
}

const DIGITS = "零一二三四五六七八九";
const UNITS = { 十: 10, 百: 100, 千: 1000 };

// 第一百二十条 alone: null for parts of articles and everything else.
function articleNumber(address) {
  const match = /^第([〇零一二三四五六七八九十百千]+|\d+)条$/u.exec(address);
  if (!match) return null;
  if (/^\d+$/.test(match[1])) return Number(match[1]);
  let total = 0;
  let digit = 0;
  for (const sign of match[1].replaceAll("〇", "零")) {
    if (UNITS[sign]) {
      total += (digit || 1) * UNITS[sign];
      digit = 0;
    } else digit = DIGITS.indexOf(sign);
  }
  return total + digit;
}

const jump = (address) => el("a", { href: `#${encodeURIComponent(address)}` }, address);

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
