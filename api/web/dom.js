// Elements from plain values. Text only ever goes in as text: nothing here parses markup.

export const byId = (id) => document.getElementById(id);

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

export function say(node, message, kind = "") {
  node.className = kind ? `status ${kind}` : "status";
  node.textContent = message;
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
