"""The lines that calculations are: one grammar by which they are read back into steps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb.answer.cite import QuoteMismatch

_AMOUNT = r"\d[\d.]*(?:万亿|[亿万])?元"
_TERM = r"[^＋－×÷＝≈；，：、（）]+"
_EXPRESSION = re.compile(
    rf"(?:(?P<name>[^：；]+)：)?(?P<rule>原则上|一般|通常)?(?P<limit>不超过|不低于)?"
    rf"(?P<sum>{_TERM}(?:[＋－×÷]{_TERM})+)(?P<sign>[＝≈])(?P<result>{_TERM})"
    rf"(?:，超过上限，按(?P<cap>{_AMOUNT})|，未超过上限(?P<under>{_AMOUNT}))?"
)
_SPLIT = re.compile(
    rf"(?P<amount>{_AMOUNT})按(?P<shares>\d[\d.]*(?:∶\d[\d.]*)+|\d[\d.]*%(?:、\d[\d.]*%)+)分："
    rf"(?P<parts>[^：；]+)"
)
_PART = re.compile(rf"(?P<name>[^、：；\d]+?)(?P<about>约?)(?P<result>{_AMOUNT})")
_ROOM = re.compile(
    rf"上限(?P<cap>{_AMOUNT})，已用(?P<used>{_AMOUNT})，余(?P<left>{_AMOUNT})(?:，(?P<holds>够|不足)(?P<want>{_AMOUNT}))?"
)
_MORE = re.compile(
    rf"(?:(?P<one>[^比；（）]+))?比(?P<other>[^；（）]+?)(?P<way>[多少高低])(?P<result>\d{_TERM})（(?P<sum>{_TERM}－{_TERM})）"
)


class Operation(StrEnum):
    """What is done with the operands of a step."""

    SPLIT = "split"
    PRODUCT = "product"
    QUOTIENT = "quotient"
    SUM = "sum"
    DIFFERENCE = "difference"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a calculation, its operands and its result as they are printed."""

    operation: Operation
    operands: tuple[str, ...]
    result: str
    exact: bool = True
    """False where the result is rounded."""
    part: int = 0
    """Which part of a ratio is taken, from 0."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """A line that is plainly a calculation, the marks of the citations that it rests on, and its steps."""

    text: str
    marks: tuple[int, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One part of a line between two semicolons, taken apart."""

    steps: tuple[Step, ...]
    names: tuple[str, ...] = ()
    rule: str = ""
    limit: str = ""
    bounds: tuple[str, ...] = ()
    """Amounts that are said to be limits."""
    under: str = ""
    """The one of them that the result is said to keep."""
    ordered: bool = False
    """Whether the names stand in the order of the shares."""


def calculation_of(text: str, marks: tuple[int, ...]) -> Calculation:
    """Return a line with the steps that are read from it. Raises QuoteMismatch where it is no calculation."""
    return Calculation(text, marks, tuple(step for one in statements_in(text) for step in one.steps))


def statements_in(text: str) -> Iterator[Statement]:
    """Yield the statements of a line. Raises QuoteMismatch where one is no calculation."""
    for said in text.split("；"):
        if split := _SPLIT.fullmatch(said):
            yield _split_read(split)
        elif room := _ROOM.fullmatch(said):
            yield _room_read(room)
        elif more := _MORE.fullmatch(said):
            step = Step(Operation.DIFFERENCE, tuple(more["sum"].split("－")), _signed(more["way"], more["result"]))
            yield Statement((step,), tuple(name for name in (more["one"], more["other"]) if name))
        elif expression := _EXPRESSION.fullmatch(said):
            yield _expression_read(expression)
        else:
            raise QuoteMismatch(f"no calculation: {said!r}")


def _signed(way: str, result: str) -> str:
    return result if way in "多高" else f"-{result}"


def _split_read(match: re.Match[str]) -> Statement:
    ratio = "∶" in match["shares"]
    parts = [_PART.fullmatch(part) for part in match["parts"].split("、")]
    found = [part for part in parts if part]
    shares = match["shares"].split("∶" if ratio else "、")
    if len(found) != len(parts) or len(found) != len(shares):
        raise QuoteMismatch(f"not as many parts as shares: {match.group()!r}")
    steps = [
        Step(
            Operation.SPLIT if ratio else Operation.PRODUCT,
            (match["amount"], match["shares"] if ratio else shares[place]),
            part["result"],
            not part["about"],
            place if ratio else 0,
        )
        for place, part in enumerate(found)
    ]
    return Statement(tuple(steps), tuple(part["name"] for part in found), ordered=True)


def _room_read(match: re.Match[str]) -> Statement:
    left = Step(Operation.DIFFERENCE, (match["cap"], match["used"]), match["left"])
    if not match["want"]:
        return Statement((left,), bounds=(match["cap"],))
    lower = match["left"] if match["holds"] == "不足" else match["want"]
    return Statement((left, Step(Operation.LOWER, (match["want"], match["left"]), lower)), bounds=(match["cap"],))


def _expression_read(match: re.Match[str]) -> Statement:
    signs = set(re.findall("[＋－×÷]", match["sum"]))
    if len(signs) > 1:
        raise QuoteMismatch(f"several operations at once: {match['sum']!r}")
    operation = {"＋": Operation.SUM, "－": Operation.DIFFERENCE, "×": Operation.PRODUCT, "÷": Operation.QUOTIENT}
    operands = tuple(re.split("[＋－×÷]", match["sum"]))
    steps = [Step(operation[signs.pop()], operands, match["result"], match["sign"] == "＝")]
    if match["cap"]:
        steps.append(Step(Operation.LOWER, (match["result"], match["cap"]), match["cap"]))
    names = (match["name"],) if match["name"] else ()
    under = match["under"] or ""
    bounds = tuple(bound for bound in (match["cap"], under) if bound)
    return Statement(tuple(steps), names, match["rule"] or "", match["limit"] or "", bounds, under)
