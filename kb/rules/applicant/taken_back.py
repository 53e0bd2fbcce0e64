"""What an applicant takes back: a fact of the story for which the structured facts say null."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kb.rules.applicant.schema import field_named, loan_field_named
from kb.rules.applicant.shown import path_of
from kb.rules.types import Applicant, Fact

_PAIRED = frozenset({"established", "age_months"})


def without_taken_back(story: Applicant, given: Mapping[str, object]) -> Applicant:
    """Return what a story says without what the structured facts call unknown: {"region": null}.

    null under a name takes everything of that name back; {"states": {"正常经营": null}} takes back the one.
    """
    gone = tuple(_taken_back(given))
    if not gone:
        return story
    kept = tuple(fact for fact in story.facts if not any(_is_of(fact, path) for path in gone))
    whole = {path[0] for path in gone if len(path) == 1}
    pairs = tuple(pair for pair in story.contradictions if all(fact in kept for fact in pair))
    return replace(story, facts=kept, complete=story.complete - whole, contradictions=pairs)


def _taken_back(given: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    for name, value in given.items():
        known, loan = field_named(str(name)), loan_field_named(str(name))
        if known is None and loan is not None:
            head: tuple[str, ...] = ("loan", loan.name)
        else:
            head = (known.name if known is not None else str(name),)
        if value is None:
            yield head
            if head[0] in _PAIRED:
                yield from ((one,) for one in _PAIRED)
        elif isinstance(value, Mapping):
            for inner, said in value.items():
                if said is None:
                    field = loan_field_named(str(inner)) if head == ("loan",) else None
                    yield *head, field.name if field is not None else str(inner)


def _is_of(fact: Fact, path: tuple[str, ...]) -> bool:
    own = path_of(fact)
    return own[: len(path)] == path or (len(path) == 2 and own[0] == path[0] and fact.words == path[1])
