"""Something that a question may ask of its topic (a fee, a deadline, the papers needed …), and what states it."""

import re
from dataclasses import dataclass, replace
from functools import cache

from kb.answer.scoring.counted import CountedKinds
from kb.answer.scoring.steps import Steps
from kb.answer.scoring.texts import folded
from kb.text.remembered import remembered_texts

# In a way of stating: what shows the step asked about, and what shows the things counted.
STEP, NOUN = "<step>", "<noun>"
# The row of a table: what its figures are stands in the table's head, so that they may be anything.
_ROW = re.compile(
    r"^[^,，。;；:：\n]{1,40}(?:[|\t　]| {2,})[^,，。;；:：\n]{0,40}(?:[|\t　]| {2,})[ 　]*[0-9]", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that a question may ask of its topic."""

    name: str
    said: str
    """Its name in Chinese, for telling a reader that it is not stated."""
    asks: re.Pattern[str]
    unless: re.Pattern[str] | None
    """A question that this matches asks for something else."""
    states: tuple[tuple[str, ...], ...]
    """Ways of stating it: all patterns of one way must be found. Compiled when a question first asks for it."""
    ignore: str | None
    """What a text says of something else, and is blind to when its ways of stating are looked for."""
    of_step: tuple[tuple[str, ...], ...] = ()
    """Its ways of stating it of the step asked about, where `<step>` stands for what shows that."""
    of_noun: tuple[tuple[str, ...], ...] = ()
    """Its ways of stating it of the things counted, where `<noun>` stands for what shows them."""
    of_matter: bool = False
    """Whether a matter that the question names (复核, 展期) has to be named where it is stated."""

    def asked_by(self, question: str, steps: Steps, counted: CountedKinds) -> "Attribute":
        """Return the attribute with the ways of stating it that a prepared question leaves, which asks for it."""
        if self.of_noun and (kind := counted.asked_in(question)):
            return replace(
                self, states=tuple(tuple(part.replace(NOUN, kind.shows) for part in way) for way in self.of_noun)
            )
        match = self.asks.search(question)
        if not (self.of_step or self.of_matter) or match is None:
            return self
        step = steps.asked_in(question, match.start()) if self.of_step else steps.matter_in(question)
        if step is None:
            return self
        ways = [tuple(part.replace(STEP, step.shows) for part in way) for way in self.of_step or self.states]
        topic = (step.topic,) if step.topic else ()
        return replace(self, states=tuple((*way, *topic) for way in ways))

    def blind_to(self, spans: str) -> "Attribute":
        """Return the attribute that no span of this pattern can state."""
        return replace(self, ignore=f"{self.ignore}|{spans}" if self.ignore else spans)

    def asked_in(self, question: str) -> bool:
        """Tell whether a prepared question (simplified, lower case, half-width) asks for it."""
        return self.asks.search(question) is not None and not (self.unless and self.unless.search(question))

    def stated_in(self, text: str) -> bool:
        """Tell whether a sentence or list item, its headings and lead-in before it, can state it."""
        if _ROW.search(text):
            return True
        seen = _without_space(text)
        if self.ignore:
            seen = _pattern(self.ignore).sub("|", seen)
        return any(all(_pattern(part).search(seen) for part in way) for way in self.states)


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source)


# One question asks for several attributes of the same sentences.
@remembered_texts(512)
def _without_space(text: str) -> str:
    return "".join(map(folded, text.split("\n"))).replace(" ", "")
