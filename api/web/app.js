// Starts the page and switches between its views.

import * as ask from "./ask.js";
import * as check from "./check.js";
import { byId } from "./dom.js";
import * as library from "./library.js";
import * as log from "./log.js";
import * as manage from "./manage.js";
import * as phrases from "./phrases.js";
import * as session from "./session.js";
import * as states from "./states.js";
import * as viewer from "./viewer.js";
import * as wordbook from "./wordbook.js";

// Few open it: what it needs is loaded then.
const quality = { list: async () => (await import("./quality.js")).list() };

// What is listed when a view is opened.
const VIEWS = { ask: null, check, files: library, manage, words: wordbook, states, log, quality };
const OF_MANAGING = ["manage", "words", "states", "log"];

function showView() {
  const [named] = window.location.hash.slice(1).split("?");
  const chosen = Object.hasOwn(VIEWS, named) ? named : "ask";
  const managing = OF_MANAGING.includes(chosen);
  for (const name of Object.keys(VIEWS)) byId(`view-${name}`).hidden = name !== chosen;
  byId("manage-head").hidden = !managing;
  for (const link of document.querySelectorAll("nav a[data-view]")) {
    const { view } = link.dataset;
    const leadsHere = view === chosen || (managing && view === "manage" && !link.closest(".within"));
    if (leadsHere) link.setAttribute("aria-current", view === chosen ? "page" : "true");
    else link.removeAttribute("aria-current");
  }
  viewer.close();
  VIEWS[chosen]?.list();
}

for (const part of [session, viewer, ask, phrases, check, library, manage, wordbook, log]) part.start();
window.addEventListener("hashchange", showView);
showView();
viewer.reopen();
