// What is kept in this tab over a reload: fields that are being filled in, and the last report.

const name = (key) => `kb.${key}`;

export function kept(key) {
  try {
    return JSON.parse(window.sessionStorage.getItem(name(key)));
  } catch {
    return null;
  }
}

// A browser may refuse to keep anything; the page works on without.
export function keep(key, value) {
  try {
    window.sessionStorage.setItem(name(key), JSON.stringify(value));
  } catch {
    return;
  }
}

export function keepFields(...nodes) {
  for (const node of nodes) {
    node.value = kept(node.id) ?? node.value;
    node.addEventListener("input", () => keep(node.id, node.value));
  }
}

export function clearField(node) {
  node.value = "";
  keep(node.id, "");
}
