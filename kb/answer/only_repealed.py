"""What a document rules that is held only by name, in the clause of another one that repeals it."""

import re

from kb.answer.scoring.score import Scoring
from kb.answer.scoring.texts import folded
from kb.retrieve.standing.repeals import Repeal
from kb.retrieve.view import View
from kb.text.keys import search_key, title_key

# What the repealed document says is asked for, not what has become of it ...
_SAYS = re.compile(
    r"^[》\")\]]*(?:\s*\([^()]*\))?(?:这|那|该)?(?:份|个)?(?:的?(?:文件?|细则|办法|通知|意见|方案|规定|措施))?"
    r"(?:(?:所|中|里|当时)?规定|执行|实行|施行|实施|有效|下|里|中|对|的|确定|明确|要求)"
)
_BEFORE = re.compile(r"(?:按照?|依照?|根据|原|旧|老)[^,。;:?]{0,8}[《\"]?$")
_WANTED = re.compile(r"多少|几|什么|哪些|怎么|如何|标准|比例|条件|额度|上限")
# ... nor how it gives way to the new one.
_STANDING = re.compile(
    r"废止|失效|作废|有效|还能|能否|能不能|取代|替代|代替|接续|衔接|过渡|继续|仍|引用|存量|已经?(?:享受|受理|申请|签|发放|审)|哪天|何时|什么时候|日期"
)
_ENDS = re.compile(r"废止|失效|停止执行|不再执行|(?:按|依照?|执行).{0,60}(?:执行|办理|规定)|至期满|至到期")
_SHORTEST_TITLE = 6


def only_repealed(question: str, scoring: Scoring, view: View) -> tuple[str, ...]:
    """Return what is told where a prepared question asks what a document says of which only the repeal is held."""
    if not _WANTED.search(question) or _STANDING.search(question):
        return ()
    for repeal in view.catalog.repeals.not_held:
        if any(_asks_what_it_says(question, name) for name in _names(repeal)) and not _told_of(repeal, scoring):
            called = f"《{repeal.title}》" if repeal.title else repeal.evidence.value.strip()
            return (f"资料里没有{called}，只有写明它废止的条款",)
    return ()


def _names(repeal: Repeal) -> list[str]:
    """Return what a document is called in a prepared question: its number, its title."""
    number = [search_key(repeal.number)] if repeal.number else []
    title = [search_key(repeal.title)] if repeal.title and len(title_key(repeal.title)) >= _SHORTEST_TITLE else []
    return number + title


def _asks_what_it_says(question: str, name: str) -> bool:
    place = question.find(name)
    if place < 0:
        return False
    return bool(_SAYS.match(question[place + len(name) :]) or _BEFORE.search(question[:place]))


def _told_of(repeal: Repeal, scoring: Scoring) -> bool:
    """Tell whether a sentence that was found says more of the document than that it ends."""
    names = _names(repeal)
    texts = (folded(one.unit.text) for one in scoring.units)
    return any(not _ENDS.search(text) for text in texts if any(name in text for name in names))
