// Elements from plain values. Text only ever goes in as text: nothing here parses markup.

export const byId = (id) => document.getElementById(id);

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(isThere));
  return node;
}

const isThere = (child) => ![null, undefined, false, ""].includes(child);

export const replace = (node, ...children) => node.replaceChildren(...children.filter(isThere));

// A button among words, and one with a border.
export const textButton = (word, onclick, more = {}) => el("button", { type: "button", class: "link", onclick, ...more }, word);
export const quietButton = (word, onclick, more = {}) => textButton(word, onclick, { class: "quiet", ...more });

export const hint = (...words) => el("p", { class: "hint" }, ...words);
export const meta = (...facts) => el("p", { class: "meta" }, ...spans(facts));
export const spans = (facts) => facts.filter(isThere).map((fact) => (fact instanceof Node ? fact : el("span", {}, fact)));
export const notes = (lines) => lines.length > 0 && el("ul", { class: "notes" }, ...lines.map((line) => el("li", {}, line)));
export const option = (value, word = value, selected = false) => el("option", { value, selected }, word);
export const options = (words) => Object.entries(words).map(([value, word]) => option(value, word));
export const when = (time) => new Date(time).toLocaleString("zh-CN", { hour12: false });

export function onSubmit(form, act) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
}

// While an input method composes, Enter picks a word.
export function sendOnEnter(field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
}

export function say(node, message, kind = "") {
  node.className = kind ? `status ${kind}` : "status";
  node.textContent = message;
}

// Says what is being done, and why it failed; tells whether it was done.
export async function doing(status, words, what) {
  if (words) say(status, words, "busy");
  try {
    await what();
    return true;
  } catch (error) {
    say(status, error.message, "error");
    return false;
  }
}

// Offsets of the service count characters; a JavaScript string counts UTF-16 units.
export class Characters {
  constructor(text) {
    this.units = text;
    const points = Array.from(text);
    this.points = points.length === text.length ? null : points;
  }

  lengthOf(text) {
    return this.points ? Array.from(text).length : text.length;
  }

  slice(start, end) {
    return this.points ? this.points.slice(start, end).join("") : this.units.slice(start, end);
  }
}
