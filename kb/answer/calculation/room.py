"""What is left of a loan's limit: 上限1000万元，已用900万元，余100万元，不足200万元."""

import re
from collections.abc import Iterator, Sequence

from kb.answer.calculation.benefits import is_limit, stated_benefits
from kb.answer.calculation.choice import conflicts, the_one
from kb.answer.calculation.terms import Lines, Reading, is_certain, is_money, money_result, printed
from kb.text.amounts import Figure

_USED = re.compile(
    r"(?:已经?|之前|前面|先前|此前|早先|上次|手上|手头|名下|现在)[^,。;\d]{0,6}(?:用|借|贷|拿|使|得|领|有|欠|获)[了过掉着去走到]*[^,。;\d]{0,4}$"
    r"|(?:用|借|贷|拿|领)(?:了|过|掉|去|走)[^,。;\d]{0,4}$"
)
_WANTED = re.compile(r"(?:再|还(?:想|要|能|可以|打算)|又(?:想|要)|想|打算|另外|追加)[^,。;\d]{0,10}$")
_ASKS_ROOM = re.compile(r"还(?:能|可以|可|剩|有)|再|够不够|够吗|剩|追加|超[了没不]|超出")
_PAID_BACK = re.compile(r"还了|还清|还完|结清|去年|前年|到期|归还")
_ONE_BY_ONE = re.compile(r"单笔|每笔|每次|单次|一次性|首次")
_LOAN = frozenset({"loan"})


def room_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what is left of the one limit of a loan when what a question says to be used is taken off."""
    amounts = [figure for figure in question.figures if is_money(figure)]
    if not 1 <= len(amounts) <= 2 or not _ASKS_ROOM.search(question.text) or _PAID_BACK.search(question.text):
        return
    used = [figure for figure in amounts if _USED.search(question.text[: figure.span.start])]
    wanted = [figure for figure in amounts if figure not in used and _WANTED.search(question.text[: figure.span.start])]
    if len(used) != 1 or len(used) + len(wanted) != len(amounts) or not all(is_certain(one) for one in amounts):
        return
    limits = [one for reading in readings for one in _limits(question, reading)]
    distinct = {reading.raw(figure): (reading, figure, words) for reading, figure, words in reversed(limits)}
    found = list(distinct.values())
    place = the_one(question.text, [words for _, _, words in found])
    if place is None:
        return
    reading, limit, _ = found[place]
    left = limit.values[0] - used[0].values[0]
    cap, spent = printed(reading, limit), printed(question, used[0])
    if left < 0 or cap is None or spent is None:
        return
    rest, exact = money_result(left, cap)
    want = printed(question, wanted[0]) if wanted else None
    tail = f"，{'够' if left >= wanted[0].values[0] else '不足'}{want}" if want else ""
    if exact:
        yield f"上限{cap}，已用{spent}，余{rest}{tail}", (reading.mark,)


def _limits(question: Reading, reading: Reading) -> Iterator[tuple[Reading, Figure, str]]:
    """Yield the limits of loans, those of single loans left out."""
    for figure in reading.figures:
        sentence = reading.sentence(figure.span.start).of(reading.text)
        local = reading.segment(figure).of(reading.text)
        about = f"{reading.about} {sentence}"
        benefits = stated_benefits(local) or stated_benefits(sentence) or stated_benefits(about)
        one_by_one = _ONE_BY_ONE.search(sentence) is not None
        said = figure.operator_span is not None and figure.operator_span.start < figure.span.start
        if (
            said
            and is_limit(figure)
            and benefits == _LOAN
            and not one_by_one
            and not conflicts(question.text, sentence)
        ):
            yield reading, figure, about
