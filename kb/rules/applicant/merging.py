"""What a story and structured facts say together."""

from kb.rules.applicant.contradictions import contradict, same_thing
from kb.rules.types import Applicant, Certainty, Fact


def merge(story: Applicant, given: Applicant) -> Applicant:
    """Return what a story and structured facts say together: the given ones win, and what they overrule is named.

    Of a name that the given facts tell completely, nothing is taken from the story.
    """
    facts = list(given.facts)
    overruled: list[tuple[Fact, Fact]] = []
    for fact in story.facts:
        rivals = [one for one in given.facts if same_thing(one, fact)]
        overruled += [(one, fact) for one in rivals if contradict(one, fact)]
        if rivals:
            continue
        if fact.name not in given.complete:
            facts.append(fact)
        elif fact.certainty is Certainty.STATED:
            overruled.append((Fact(fact.name, fact.value, Certainty.DENIED, words="所列各项中没有"), fact))
    kept = [pair for pair in story.contradictions if all(fact in facts for fact in pair)]
    told = {fact.name for fact in given.facts}
    return Applicant(
        tuple(facts),
        given.complete | (story.complete - told),
        (*given.contradictions, *overruled, *kept),
        (*given.unread, *story.unread),
    )
