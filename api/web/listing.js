// A list that is loaded page by page, newly whenever one of its filters changes.

import { byId, onSubmit, replace, say } from "./dom.js";

const TYPING_PAUSE_MS = 250;

// name: its status, button and form are called by it; filters: ids by parameter; load: gives a page, `key` its entries;
// came: what is to be done with what came, changed: where a filter was changed.
export function listing({ name, entries, filters, load, key, row, count, came, changed, page = 50 }) {
  let loaded = [];
  let ticket = 0;
  const node = byId(entries ?? `${name}-entries`);
  const status = byId(`${name}-status`);

  async function more() {
    const own = ++ticket;
    const asked = Object.fromEntries(Object.entries(filters).map(([one, id]) => [one, byId(id).value.trim()]));
    if (!status.textContent) say(status, "正在载入…", "busy");
    try {
      const body = await load({ ...asked, limit: page, offset: loaded.length });
      if (own !== ticket) return;
      const { total, [key]: found } = body;
      came?.(body);
      loaded = [...loaded, ...found];
      replace(node, ...loaded.map(row));
      byId(`${name}-more`).hidden = loaded.length >= total;
      byId(`${name}-count`).textContent = count(total) + (loaded.length < total ? `（已载入 ${loaded.length}）` : "");
      if (status.classList.contains("busy")) say(status, "");
    } catch (error) {
      if (own === ticket) say(status, error.message, "error");
    }
  }

  function list() {
    loaded = [];
    return more();
  }

  let pause = 0;
  for (const id of Object.values(filters)) {
    byId(id).addEventListener("input", (event) => {
      window.clearTimeout(pause);
      const anew = () => {
        changed?.();
        list();
      };
      pause = window.setTimeout(anew, event.target.type === "search" ? TYPING_PAUSE_MS : 0);
    });
  }
  onSubmit(byId(`${name}-form`), list);
  byId(`${name}-more`).addEventListener("click", more);
  return list;
}
