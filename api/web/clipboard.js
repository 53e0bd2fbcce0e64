// Text to the clipboard.

import { el } from "./dom.js";

// The clipboard interface exists on https and on this machine only.
async function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const area = el("textarea", { class: "offscreen", readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

// Says on itself what became of the copying.
export function copyButton(words, text) {
  const button = el("button", { type: "button", class: "link", "aria-live": "polite" }, words);
  button.addEventListener("click", async () => {
    button.textContent = (await copied(text())) ? "已复制" : "未能复制，请手动选择文字";
    window.setTimeout(() => (button.textContent = words), 2500);
  });
  return button;
}
