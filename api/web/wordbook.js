// The dictionary of plain words: what people say for official terms.

import { byId, doing, el, onSubmit, options, say, textButton } from "./dom.js";
import { clearField, keepFields } from "./keep.js";
import { listing } from "./listing.js";
import * as service from "./service.js";

const STATES = { shipped: "附带", own: "自加", removed: "已移除" };
const OUTCOMES = { added: "已加", restored: "已恢复", removed: "已移除", unchanged: "没有变化" };

export let list;

export function start() {
  keepFields(byId("word-term"), byId("word-expressions"), byId("word-query"));
  byId("word-state").append(...options(STATES));
  list = listing({
    name: "word",
    filters: { q: "word-query", state: "word-state" },
    load: (asked) => service.words(asked),
    key: "words",
    row,
    count: (total) => (total ? `${total} 条` : "没有符合条件的词"),
    page: 100,
  });
  onSubmit(byId("word-add"), add);
  byId("word-file").addEventListener("change", (event) => take(event.target));
}

function row({ term, expression, state }) {
  const [word, act] = state === "removed" ? ["恢复", service.addWords] : ["移除", service.removeWords];
  const label = `${word}“${expression}”（${term}）`;
  return el("li", {}, el("span", {}, `${expression} → ${term}`), el("span", { class: "hint" }, STATES[state]),
    textButton(word, () => change(() => act(term, [expression])), { "aria-label": label }));
}

function change(what) {
  const status = byId("word-status");
  return doing(status, "正在保存…", async () => {
    const { changes, faults = [] } = await what();
    const counted = Object.entries(OUTCOMES).map(([outcome, word]) => [word, changes.filter((one) => one.outcome === outcome)]);
    const named = (found) => (found.length > 3 ? `${found.length} 条` : found.map((one) => `“${one.expression}”`).join("、"));
    const said = counted.filter(([, found]) => found.length).map(([word, found]) => `${word}${named(found)}`);
    const notes = changes.filter((one) => one.note).slice(0, 5).map((one) => one.note);
    const wrong = faults.slice(0, 10).map((one) => `第 ${one.line} 行没有收：${one.reason}`);
    if (faults.length > 10) wrong.push(`另有 ${faults.length - 10} 行没有收`);
    say(status, [...said, ...notes, ...wrong].join("；") || "文件里没有词", wrong.length ? "error" : "");
    await list();
  });
}

async function add() {
  const [term, expressions] = [byId("word-term"), byId("word-expressions")];
  const said = expressions.value.split(/[、，,|；;\n]/).map((one) => one.trim()).filter(Boolean);
  if (!(await change(() => service.addWords(term.value.trim(), said)))) return;
  clearField(expressions);
  clearField(term);
  term.focus();
}

async function take(input) {
  await change(() => service.importWords(input.files[0]));
  input.value = "";
}
