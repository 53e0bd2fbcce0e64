// A list that is loaded page by page, newly whenever one of its filters changes.

import { byId, el, onSubmit, quietButton, replace, say } from "./dom.js";

const TYPING_PAUSE_MS = 250;

// name: its status and form, and what is made here, are called by it; filters: ids by parameter; load: gives a page, `key` its entries;
// came: what is to be done with what came, changed: where a filter was changed.
export function listing({ name, entries, filters, load, key, row, count, came, changed, page = 50 }) {
  let loaded = [];
  let ticket = 0;
  const node = byId(entries ?? `${name}-entries`);
  const status = byId(`${name}-status`);
  const counted = el("p", { id: `${name}-count`, class: "hint", role: "status" });
  const further = quietButton("载入更多", more, { id: `${name}-more`, hidden: true });
  node.before(counted);
  node.after(further);

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
      further.hidden = loaded.length >= total;
      counted.textContent = count(total) + (loaded.length < total ? `（已载入 ${loaded.length}）` : "");
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
  return list;
}
