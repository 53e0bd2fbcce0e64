"""What a question asks of its topic, by the rules that ship with the project (`attributes.toml`), and who asks.

A sentence that states an attribute must show it in words or figures of its own; only attributes whose absence can be
seen that way are listed.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from kb.answer.scoring.asking_rules import AskingRules, read_rules
from kb.answer.scoring.attribute import Attribute
from kb.answer.scoring.counted import Kind
from kb.answer.scoring.narrowed import narrowed

BUNDLED = Path(__file__).parents[1] / "data" / "attributes.toml"
# A question and its parts are asked for what they ask for by everything that reads the units.
_QUESTIONS_HELD = 64
# The attribute that asks for what was achieved; what it ignores are plans.
_RESULT = "result"


@lru_cache(maxsize=_QUESTIONS_HELD)
def asked_attributes(question: str) -> tuple[Attribute, ...]:
    """Return the attributes that a prepared question asks for, in the order of the rules; none for most questions."""
    rules = bundled_rules()
    asked = [
        narrowed(one.asked_by(question, rules.steps, rules.counted), question, rules.narrowings)
        for one in rules.attributes
        if one.asked_in(question)
    ]
    plans = next((one.ignore for one in asked if one.name == _RESULT), None)
    # How many there are now is not stated by how many there are to be.
    return tuple(one.blind_to(plans) if plans and one.of_noun else one for one in asked)


def share_stated(attributes: Sequence[Attribute], text: str) -> float:
    """Return the share of the attributes that a text can state; 0 where there are none."""
    return sum(one.stated_in(text) for one in attributes) / len(attributes) if attributes else 0.0


@lru_cache(maxsize=1)
def bundled_rules() -> AskingRules:
    """Return the rules that ship with the project."""
    return read_rules(BUNDLED.read_text(encoding="utf-8"), checked=False)


@lru_cache(maxsize=_QUESTIONS_HELD)
def askers_named(question: str) -> tuple[Kind, ...]:
    """Return the groups that a prepared question names as those it is asked for; none for most questions."""
    return tuple(one for one in bundled_rules().askers if one.asks.search(question))


@lru_cache(maxsize=_QUESTIONS_HELD)
def qualities_named(question: str) -> tuple[Kind, ...]:
    """Return the qualities and pledges that a prepared question names; none for most questions."""
    return tuple(one for one in bundled_rules().qualities if one.asks.search(question))
