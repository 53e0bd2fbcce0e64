// Markdown's marks taken off a text for showing and copying it, as kb/text/markdown.py does; stored texts keep them.

const HEADING = /^[ \t]{0,3}#{1,6}[ \t\u3000]+(.*?)(?:[ \t]+#+)?[ \t]*$/gm;
// “> 60分” says more than: a quotation begins with words.
const QUOTATION = /^[ \t]{0,3}(?:>[ \t]?)+(?=[^\s\d=>.])/gm;
const EDGE = String.raw`[^\s*_、，。；：！？）)》”]`;
const PAIR = new RegExp(String.raw`(?<!\*)(\*{2,3})(?!\*)(?=${EDGE})([^*\n]{1,400}?)(?<=[^\s*])\1(?!\*)`, "g");
const LINES = new RegExp(String.raw`(?<![_0-9A-Za-z])__(?=${EDGE})([^_\n]{1,400}?)(?<=[^\s_])__(?![_0-9A-Za-z])`, "g");
// Half of a pair: before a label, behind one, at the ends of what was cut out.
const LABEL = "(?:第[〇零一二三四五六七八九十百千两\\d]{1,9}(?:条|章|节|款|项|编|部分)(?:之[一二三四五六七八九十]{1,3})?|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\\d]{1,3}[)）])";
const FULL_STOP = "。；：！？";
const BEFORE_LABEL = new RegExp(String.raw`(?<!\*)\*\*(?=${LABEL})`, "g");
const BEHIND_LABEL = /(?<=[条章节款项编分、）)])\*\*(?!\*)/g;

export function plain(text) {
  if (!/[*#>_]/.test(text)) return text;
  const without = text.replace(QUOTATION, "").replace(HEADING, "$1").replace(PAIR, "$2").replace(LINES, "$1");
  const halved = without.replace(BEFORE_LABEL, "").replace(BEHIND_LABEL, "").replace(/^\*\*(?=\s)/, "");
  return halved.endsWith("**") && FULL_STOP.includes(halved.at(-3)) ? halved.slice(0, -2) : halved;
}
