// The page of the file as it is printed, with the quoted words marked on it; the text where there is no such page.

import { byId, el, hint, quietButton, replace, say, spans, textButton } from "./dom.js";
import * as service from "./service.js";
import { facts } from "./words.js";
import * as viewer from "./viewer.js";

const narrow = window.matchMedia("(max-width: 999px)");
const SURE = 0.8;
// A page that was turned to be read is not the picture of the file: places on it would be marked wrongly.
const SAME_SHAPE = 0.05;

// The button that opens the page; files without pages have their text, and their download, alone.
export const opener = (place) => place.page && textButton(`打开原件（第 ${place.page} 页）`, ({ currentTarget: from }) =>
  open(place, from.closest("#viewer") ? null : from));

export async function open(citation, from) {
  const isWanted = viewer.begin(citation, from);
  try {
    const found = await service.pages(citation.document_id, citation.version);
    if (!isWanted()) return;
    if (!found.pages.length || !citation.page) {
      await viewer.open(citation, from);
      return;
    }
    say(byId("viewer-status"), "");
    replace(byId("viewer-meta"), ...spans(facts(citation)));
    show(found, citation, citation.page);
  } catch (error) {
    if (isWanted()) say(byId("viewer-status"), error.message, "error");
  }
}

function show(found, citation, number) {
  const page = found.pages[number - 1];
  const turn = (word, other) => {
    const isThere = other >= 1 && other <= found.pages.length;
    return quietButton(word, () => show(found, citation, other), { disabled: !isThere });
  };
  const toText = () => viewer.open(citation, null);
  replace(
    byId("viewer-text"),
    el(
      "div",
      { class: "page-bar" },
      turn("上一页", number - 1),
      el("span", { class: "page-number", role: "status" }, `第 ${number} 页，共 ${found.pages.length} 页`),
      turn("下一页", number + 1),
      textButton("看文字", toText),
    ),
    doubt(page),
    picture(citation, page, toText),
  );
}

function doubt(page) {
  if (page.confidence === null || page.confidence >= SURE) return null;
  return hint(`这一页的文字是从图像识别的，把握 ${Math.round(page.confidence * 100)}%，请以图像为准。`);
}

function picture(citation, page, toText) {
  const width = narrow.matches ? 800 : 1200;
  const image = el("img", {
    src: service.pageAddress(citation.document_id, citation.version, page.page, width),
    alt: `${citation.source} 第 ${page.page} 页`,
  });
  const frame = el("div", { class: "page-picture" }, image);
  image.addEventListener("load", () => mark(frame, image, page, citation));
  image.addEventListener("error", async () => {
    if (!frame.isConnected) return;
    await toText();
    say(byId("viewer-status"), "原件的页面图像打不开，这里显示文字；也可以下载原件查看。");
  });
  return frame;
}

function mark(frame, image, page, citation) {
  const shape = (image.naturalWidth * page.height) / (image.naturalHeight * page.width);
  if (Math.abs(shape - 1) > SAME_SHAPE) return;
  const boxes = citation.boxes.filter((box) => box.page === page.page).map((box) => placed(box, page));
  frame.append(...boxes);
  boxes[0]?.scrollIntoView({ block: "center" });
}

function placed(box, page) {
  const node = el("div", { class: "page-mark" });
  node.style.left = `${(100 * box.left) / page.width}%`;
  node.style.top = `${(100 * box.top) / page.height}%`;
  node.style.width = `${(100 * (box.right - box.left)) / page.width}%`;
  node.style.height = `${(100 * (box.bottom - box.top)) / page.height}%`;
  return node;
}
