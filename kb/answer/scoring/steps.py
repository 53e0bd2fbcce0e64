"""Which step of a procedure (reviewing, paying out, deciding an objection …) a question asks about.

Read from `attributes.toml`. How long one step takes, and who takes it, says nothing of another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BESIDE = re.compile("[、和及与]")
_LEAST_LISTED = 2
# Where a clause of a prepared question ends.
CLAUSE_END = re.compile(r"[,。;?!？！，；]")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a procedure."""

    name: str
    asks: re.Pattern[str]
    """A question has this where it is about the step."""
    shows: str
    """A text has this beside the figure or body that is of the step."""
    topic: str | None
    """A text about the step has this somewhere; only the steps that are a matter of their own have such words."""
    vague: bool
    """Its words are said of every step (办结, 答复), so that they count only where no other is named."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps that a question can ask about."""

    steps: tuple[Step, ...]
    asking: re.Pattern[str]
    """The words that ask: how long, when, by whom."""

    def asked_in(self, question: str, start: int) -> Step | None:
        """Return the step that is asked about from this place of a prepared question on; None where none is named.

        What follows the asking word in its clause says which (几天能到账), or else what stands before it (到账要几天);
        a matter that an earlier clause names comes next (复核交上去了，几天有结果). Several in a list are one step
        (初审、拨付各要几天): a text that says it of one of them answers.
        """
        word = self.asking.search(question, start) or self.asking.search(question)
        place = word.start() if word else start
        ends = [match.end() for match in CLAUSE_END.finditer(question)]
        begin = max((end for end in ends if end <= place), default=0)
        end = min((end for end in ends if end > place), default=len(question))
        exact = [step for step in self.steps if not step.vague]
        vague = [step for step in self.steps if step.vague]
        return (
            _listed(exact, question[place:end])
            or _listed(exact, question[begin:place])
            or _first(exact, question[place:end])
            or _last(exact, question[begin:place])
            or self.matter_in(question)
            or _first(vague, question[place:end])
            or _last(vague, question[begin:place])
        )

    def matter_in(self, question: str) -> Step | None:
        """Return the step with words of its own that a prepared question names last; None where there is none."""
        return _last([step for step in self.steps if step.topic], question)


def _listed(steps: Sequence[Step], text: str) -> Step | None:
    """Return the steps that a text lists side by side as one; None where it does not list two."""
    named = (_last(steps, part) for part in _BESIDE.split(text)) if _BESIDE.search(text) else ()
    found = list({one.name: one for one in named if one}.values())
    if len(found) < _LEAST_LISTED:
        return None
    asks = re.compile("|".join(one.asks.pattern for one in found))
    shows = f"(?:{'|'.join(one.shows for one in found)})"
    return Step("、".join(one.name for one in found), asks, shows, topic=None, vague=False)


def _first(steps: Sequence[Step], text: str) -> Step | None:
    found = [(match.start(), step) for step in steps if (match := step.asks.search(text))]
    return min(found, key=lambda one: one[0])[1] if found else None


def _last(steps: Sequence[Step], text: str) -> Step | None:
    found = [(match.end(), step) for step in steps for match in step.asks.finditer(text)]
    return max(found, key=lambda one: one[0])[1] if found else None
