// A question before something is changed: what will happen, and a way back.

import { el } from "./dom.js";

// Tells whether it was confirmed; with `isFinal` the way back is what Enter takes.
export function confirmed(title, lines, action, isFinal = false) {
  const go = el("button", { value: "yes", class: isFinal ? "primary final" : "primary", autofocus: !isFinal }, action);
  const back = el("button", { value: "", class: "quiet", autofocus: isFinal }, "取消");
  const dialog = el("dialog", { class: "confirm", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
    el("form", { method: "dialog" },
      el("h2", { id: "confirm-title" }, title),
      el("div", { id: "confirm-text" }, ...lines.filter(Boolean).map((line) => el("p", {}, line))),
      el("p", { class: "actions" }, ...(isFinal ? [back, go] : [go, back])),
    ));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
