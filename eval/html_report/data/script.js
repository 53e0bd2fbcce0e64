"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const list = document.getElementById("questions");
  const count = document.getElementById("count");
  const SHOWN_PASSAGES = 5;
  const filters = document.getElementById("filters");

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  // Only ever text: nothing that a system replied becomes markup.
  function marked(text, ranges) {
    const pieces = [];
    let at = 0;
    for (const [start, end] of ranges) {
      pieces.push(text.slice(at, start), element("mark", "", text.slice(start, end)));
      at = end;
    }
    return [...pieces, text.slice(at)];
  }

  function section(title, ...children) {
    return children.length ? [element("h4", "", title), ...children] : [];
  }

  function asList(name, items) {
    return items.length ? [element(name, "", ...items)] : [];
  }

  function ranks(found) {
    return found.length ? `in passage ${found.join(", ")}` : "in no passage";
  }

  function quoteNote(quote) {
    const whole = quote.found === quote.sentences;
    const kind = whole ? "good" : quote.found ? "middling" : "bad";
    const share = whole || quote.sentences === 1 ? "" : ` (${quote.found} of ${quote.sentences} sentences)`;
    const cited = `${quote.cited} of ${quote.sentences} cited`;
    return element("span", "where",
      element("span", kind, `${ranks(quote.ranks)}${share}`), ` · ${cited}${quote.source ? ` · ${quote.source}` : ""}`);
  }

  function expectedSide(expected) {
    const side = element("div", "side", element("h3", "", "Expected"));
    if (!expected.answerable) side.append(element("p", "", "A refusal: the documents do not say."));
    if (expected.doubt) side.append(element("p", "middling said", `Doubtful gold: ${expected.doubt}`));
    side.append(
      ...section("Reference", ...(expected.reference ? [element("p", "said", expected.reference)] : [])),
      ...section("Key facts", ...asList("ul", expected.facts.map(([fact, there]) =>
        element("li", there ? "good" : "bad", `${there ? "✓" : "✗ missing:"} ${fact}`)))),
      ...section("Evidence", ...asList("ul", expected.quotes.map((quote) =>
        element("li", "", element("span", "said", quote.text), quoteNote(quote))))),
      ...section("Judged relevant", ...asList("ul", expected.judged.map((judged) =>
        element("li", "",
          element("span", "where", `${judged.title} ${judged.label}`.trim()),
          element("span", "said", judged.text),
          element("span", `where ${judged.ranks.length ? "good" : "bad"}`, ranks(judged.ranks)))))),
    );
    return side;
  }

  function gotSide(got) {
    const side = element("div", "side", element("h3", "", "Got"));
    const confidence = got.confidence === null ? "" : ` · confidence ${got.confidence.toFixed(2)}`;
    side.append(element("p", "soft", `${got.status || "no status"}${confidence} · ${got.milliseconds.toFixed(0)} ms`));
    if (got.error) side.append(element("p", "bad said", got.error));
    side.append(
      ...section("Answer", ...(got.answer ? [element("p", "said", got.answer)] : [])),
      ...section("Citations", ...asList("ol", got.citations.map((citation) => {
        const rests = citation.on === null ? "" : element("span", citation.on ? "good" : "bad",
          citation.on ? " · on the evidence" : " · not on the evidence");
        return element("li", "", element("span", "said", ...marked(citation.quote, citation.marks)),
          element("span", "where", citation.where, rests));
      }))),
    );
    return side;
  }

  function passageItem(passage) {
    const [where, text] = data.passages[passage.at];
    return element("li", passage.hit ? "hit" : "", element("span", "where", where),
      element("span", "said", ...marked(text, passage.marks)));
  }

  function passagesSide(passages) {
    const side = element("div", "side", element("h3", "", "Passages"));
    if (!passages.length) side.append(element("p", "soft", "None."));
    const items = passages.map(passageItem);
    side.append(...asList("ol", items.slice(0, SHOWN_PASSAGES)));
    const [more] = asList("ol", items.slice(SHOWN_PASSAGES));
    if (more) {
      more.start = SHOWN_PASSAGES + 1;
      const hits = passages.slice(SHOWN_PASSAGES).filter((passage) => passage.hit).length;
      const told = `${items.length - SHOWN_PASSAGES} more${hits ? `, ${hits} with evidence` : ""}`;
      side.append(element("details", "", element("summary", "", told), more));
    }
    return side;
  }

  function fill(entry, record) {
    if (entry.childElementCount > 1) return;
    const figures = Object.entries(record.figures).map(([name, value]) => `${name} ${value}`).join(" · ");
    entry.append(element("div", "sides", expectedSide(record.expected), gotSide(record.got),
      passagesSide(record.passages), element("p", "figures", figures)));
  }

  const KINDS = {right: "good", incomplete: "middling", "doubtful gold": "soft"};

  const entries = data.questions.map((record) => {
    const entry = element("details", "question", element("summary", "",
      element("span", `verdict ${KINDS[record.verdict] || "bad"}`, record.verdict),
      element("span", "asked", record.question),
      element("span", "about", `${record.id} · ${record.worth.toFixed(2)}`)));
    entry.id = `q-${record.id}`;
    entry.addEventListener("toggle", () => { if (entry.open) fill(entry, record); });
    return {entry, record, words: `${record.id} ${record.question} ${record.got.answer}`.toLowerCase()};
  });

  const ORDERS = {
    worst: null,
    asked: (a, b) => a.record.number - b.record.number,
    slowest: (a, b) => b.record.got.milliseconds - a.record.got.milliseconds,
    surest: (a, b) => (b.record.got.confidence || 0) - (a.record.got.confidence || 0),
  };

  function show() {
    const wanted = Object.fromEntries(new FormData(filters));
    const words = (wanted.words || "").toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const {entry, record, words: text} of entries) {
      const fits = (!wanted.persona || record.persona === wanted.persona)
        && (!wanted.type || record.type === wanted.type)
        && (!wanted.verdict || record.verdict === wanted.verdict)
        && (!wanted.wrong || record.wrong)
        && words.every((word) => text.includes(word));
      entry.hidden = !fits;
      shown += fits;
    }
    count.textContent = shown === entries.length ? `${shown} questions` : `${shown} of ${entries.length} questions`;
  }

  function arrange() {
    const order = ORDERS[new FormData(filters).get("order")];
    const arranged = order ? [...entries].sort(order) : entries;
    list.replaceChildren(...arranged.map(({entry}) => entry));
  }

  function openNamed() {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named && named.matches("details.question")) {
      named.open = true;
      named.scrollIntoView();
    }
  }

  for (const name of ["persona", "type", "verdict"]) {
    const select = filters.elements[name];
    const values = [...new Set(data.questions.map((record) => record[name]))];
    if (name !== "verdict") values.sort();
    select.append(...values.map((value) => new Option(value || "–", value)));
    select.closest("label").hidden = values.length < 2;
  }
  filters.addEventListener("input", show);
  filters.elements.order.addEventListener("change", arrange);
  filters.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", openNamed);
  filters.hidden = false;
  arrange();
  show();
  openNamed();
})();
