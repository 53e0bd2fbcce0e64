// The published states that are kept, and going back to one.

import { confirmed } from "./confirm.js";
import { byId, el, replace, say } from "./dom.js";
import * as service from "./service.js";

export async function list() {
  try {
    const { generations } = await service.generations();
    replace(byId("state-entries"), ...generations.map(row));
    if (!generations.length) say(byId("state-status"), "还没有发布过；添加文件后这里会有第一代。");
  } catch (error) {
    say(byId("state-status"), error.message, "error");
  }
}

function row(one) {
  const at = new Date(one.created_at).toLocaleString("zh-CN", { hour12: false });
  const name = `第 ${one.generation} 代`;
  return el("li", {},
    el("p", { class: "row-title" }, `${name} `, one.current ? el("span", { class: "badge in_force" }, "正在使用") : null),
    el("p", { class: "meta" },
      el("time", { datetime: one.created_at }, at),
      one.versions === null ? "索引读不出来" : el("span", {}, `${one.versions} 个版本，${one.passages} 个段落`),
      el("span", {}, `${(one.bytes / 1000000).toFixed(1)} MB`),
      el("span", {}, `检索模型 ${one.model}`),
      one.current ? null : el("button", { type: "button", class: "link", "aria-label": `回退到${name}`, onclick: () => back(one) }, "回退到这一代"),
    ));
}

async function back(one) {
  const lines = [
    "检索和回答改用那时的内容，作为新的一代发布，可以再换回来。",
    "已撤下和彻底清除的不会回来。那以后收入的文件暂时查不到，下次添加文件时会重新发布。",
  ];
  if (!(await confirmed(`回退到第 ${one.generation} 代？`, lines, "回退"))) return;
  const status = byId("state-status");
  say(status, "正在回退…", "busy");
  try {
    const done = await service.rollBack(one.generation);
    const missing = done.not_found.slice(0, 5).map((found) => `《${found.title}》`).join("、");
    const more = done.not_found.length > 5 ? `等 ${done.not_found.length} 份` : "";
    say(status, `已回退到第 ${done.same_as} 代的内容，发布为第 ${done.generation} 代。${missing ? `暂时查不到：${missing}${more}。` : ""}`);
    await list();
  } catch (error) {
    say(status, error.message, "error");
  }
  status.focus();
}
