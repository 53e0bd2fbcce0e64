// The published states that are kept, and going back to one.

import { confirmed } from "./confirm.js";
import { byId, doing, el, meta, replace, say, textButton, when } from "./dom.js";
import * as service from "./service.js";

export async function list() {
  const status = byId("state-status");
  await doing(status, "", async () => {
    const { generations } = await service.generations();
    replace(byId("state-entries"), ...generations.map(row));
    if (!generations.length) say(status, "还没有发布过；添加文件后这里会有第一代。");
  });
}

function row(one) {
  const name = `第 ${one.generation} 代`;
  return el("li", {},
    el("p", { class: "row-title" }, `${name} `, one.current && el("span", { class: "badge in_force" }, "正在使用")),
    meta(
      el("time", { datetime: one.created_at }, when(one.created_at)),
      one.versions === null ? "索引读不出来" : `${one.versions} 个版本，${one.passages} 个段落`,
      `${(one.bytes / 1000000).toFixed(1)} MB`,
      `检索模型 ${one.model}`,
      !one.current && textButton("回退到这一代", () => back(one), { "aria-label": `回退到${name}` }),
    ));
}

async function back(one) {
  const lines = [
    "检索和回答改用那时的内容，作为新的一代发布，可以再换回来。",
    "已撤下和彻底清除的不会回来。那以后收入的文件暂时查不到，下次添加文件时会重新发布。",
  ];
  if (!(await confirmed(`回退到第 ${one.generation} 代？`, lines, "回退"))) return;
  const status = byId("state-status");
  await doing(status, "正在回退…", async () => {
    const done = await service.rollBack(one.generation);
    const missing = done.not_found.slice(0, 5).map((found) => `《${found.title}》`).join("、");
    const more = done.not_found.length > 5 ? `等 ${done.not_found.length} 份` : "";
    say(status, `已回退到第 ${done.same_as} 代的内容，发布为第 ${done.generation} 代。${missing ? `暂时查不到：${missing}${more}。` : ""}`);
    await list();
  });
  status.focus();
}
