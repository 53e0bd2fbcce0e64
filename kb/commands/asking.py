"""Questions on a terminal: one at a time, each answer changing what is still to be asked."""

import sys
from collections.abc import Callable, Mapping

from kb.errors import InvalidQuestion
from kb.rules.types import Ask
from kb.rules.verdict.answers import AnswerForm, Choice, form_of, with_answer
from kb.rules.verdict.reports import EligibilityReport

_SKIPPED = ("", "不知道", "不清楚")
_ENOUGH = ("q", "退出", "够了")
_UNITS = {"元": "元，可以写成 300万元", "月": "个月", "%": "%，例如 5%"}


class _Enough(Exception):
    """The applicant wants to answer no more."""


def ask_in_turn(
    report: EligibilityReport, facts: Mapping[str, object], check: Callable[[Mapping[str, object]], EligibilityReport]
) -> EligibilityReport:
    """Ask for what could still change the verdict until nothing is left, or no more is answered; return what comes out.

    The end of the input, q and Ctrl-D end the questions; an empty answer leaves one out.
    """
    told = dict(facts)
    left_out: set[tuple[str, str]] = set()
    try:
        while (ask := _next(report, left_out)) is not None:
            form = form_of(ask)
            value = _answer(ask, form)
            if value is None:
                left_out.add((ask.fact, ask.question))
                continue
            answered = with_answer(told, form, value, report.applicant)
            try:
                report, told = check(answered), answered
            except InvalidQuestion as error:
                _say(f"  {error.message}")
                continue
            # What is asked again after its answer cannot be told apart by it.
            left_out.add((ask.fact, ask.question))
    except (_Enough, EOFError):
        _say("")
    return report


def _next(report: EligibilityReport, left_out: set[tuple[str, str]]) -> Ask | None:
    return next((ask for ask in report.ask if (ask.fact, ask.question) not in left_out), None)


def _answer(ask: Ask, form: AnswerForm) -> object:
    """Return the value of an answer; None where there is none. Raises _Enough."""
    _say(f"\n{ask.question}")
    for number, choice in enumerate(form.choices, 1):
        _say(f"  {number}. {choice.label}")
    hint = "写编号，几项用空格隔开" if form.multiple else "写编号" if form.choices else ""
    if form.input != "none":
        written = _UNITS.get(form.unit or "", form.unit or ("例如 2020-05-20" if form.input == "date" else "写明即可"))
        hint = f"{hint}，或直接写（{written}）" if hint else f"（{written}）"
    while True:
        said = _read(f"{hint}，不知道按回车，q 结束> ")
        if said in _SKIPPED:
            return None
        chosen = _chosen(said, form)
        if chosen is not None:
            return _value(chosen, form)
        if form.input != "none" or not form.choices:
            return said
        _say(f"  没有“{said}”这一项，请写 1 到 {len(form.choices)}")


def _chosen(said: str, form: AnswerForm) -> list[Choice] | None:
    """Return the choices that an answer names by number or words; None where it names none."""
    found = []
    for part in said.replace("，", " ").replace(",", " ").replace("、", " ").split():
        by_number = int(part) - 1 if part.isascii() and part.isdigit() else None
        if by_number is not None and form.input != "number" and 0 <= by_number < len(form.choices):
            found.append(form.choices[by_number])
        elif match := [choice for choice in form.choices if choice.label == part]:
            found.append(match[0])
        else:
            return None
    return found if form.multiple else found[:1] or None


def _value(chosen: list[Choice], form: AnswerForm) -> object:
    if form.multiple:
        return [choice.value for choice in chosen if isinstance(choice.value, str)]
    if chosen[0].is_other:
        return _read("请写明> ") or None
    return chosen[0].value


def _read(prompt: str) -> str:
    # The questions are no results: they go where progress goes, and the answers come line by line.
    print(prompt, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    said = line.strip()
    if said.lower() in _ENOUGH:
        raise _Enough
    return said


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
