// Starts the page and switches between its views.

import * as ask from "./ask.js";
import * as check from "./check.js";
import { byId } from "./dom.js";
import * as library from "./library.js";
import * as log from "./log.js";
import * as phrases from "./phrases.js";
import * as viewer from "./viewer.js";

const VIEWS = ["ask", "check", "files", "log"];

function showView() {
  const chosen = VIEWS.find((name) => window.location.hash === `#${name}`) ?? VIEWS[0];
  for (const name of VIEWS) {
    byId(`view-${name}`).hidden = name !== chosen;
    const link = document.querySelector(`nav a[data-view="${name}"]`);
    if (name === chosen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  viewer.close();
  if (chosen === "files") library.list();
  if (chosen === "check") check.list();
  if (chosen === "log") log.list();
}

viewer.start();
ask.start();
phrases.start();
check.start();
library.start();
log.start();
window.addEventListener("hashchange", showView);
showView();
