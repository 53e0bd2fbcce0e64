"""What a question asks the number of (companies, banks, farmers …), and which groups it names.

Read from `attributes.toml`. How many there are of one kind, and what holds for it, says nothing of another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.scoring.steps import CLAUSE_END

# The words of a kind may have a few before them (多少家制造业企业, 多少户小微企业).
_LEADING = 6
# What may stand between the things counted and the words that ask for their number.
_BETWEEN = re.compile(r"(?:目前|现在|一共|总共|合计|累计|实际|新增|各自?|分别|已经?|[共有是为达到了总实的]){0,6}$")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things or people."""

    name: str
    asks: re.Pattern[str]
    """A question has this where it names them."""
    shows: str
    """A text has this where it names them: beside a number of those that are counted."""

    def named_in(self, text: str) -> bool:
        """Tell whether a folded text names it."""
        return re.search(self.shows, text) is not None


@dataclass(frozen=True, slots=True)
class CountedKinds:
    """The kinds of things whose number a question can ask for; a kind that includes others stands after them."""

    kinds: Sequence[Kind]
    asking: re.Pattern[str]
    """The words that ask for a number: how many of them."""

    def asked_in(self, question: str) -> Kind | None:
        """Return the kind whose number a prepared question asks for; None where none is told.

        It follows the words that ask (多少家银行) or stands right before them (合作银行共有多少家).
        """
        for asking in self.asking.finditer(question):
            after = CLAUSE_END.split(question[asking.end() :], maxsplit=1)[0]
            before = _BETWEEN.sub("", CLAUSE_END.split(question[: asking.start()])[-1])
            for kind in self.kinds:
                if _leads(kind, after) or any(match.end() == len(before) for match in kind.asks.finditer(before)):
                    return kind
        return None


def _leads(kind: Kind, text: str) -> bool:
    match = kind.asks.search(text)
    return match is not None and match.start() <= _LEADING
