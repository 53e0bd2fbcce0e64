"""What the outcomes of several systems on one set are worth, by the measures that every run is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.measures.estimates import PairedDifference, estimates, paired_test
from eval.measures.scoring import score_all
from eval.peers.sets import PeerSet
from eval.peers.task import Found, Outcome
from eval.replies import RepliedPassage, Reply
from eval.scored import Estimate, Scored


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """What one system is worth on one set."""

    set_name: str
    outcome: Outcome
    estimates: dict[str, Estimate]
    differences: dict[str, PairedDifference]
    """The system less this project, by measure; empty where there is nothing to compare with."""


def judged(
    peer_set: PeerSet, outcome: Outcome, ours: Sequence[Scored] | None
) -> tuple[PeerFigures, tuple[Scored, ...]]:
    """Return what an outcome is worth, compared with what this project found, and the figures of each question."""
    found = {one.query_id: one for one in outcome.found}
    replies = [_reply(found[question.query_id]) for question in peer_set.dataset.questions]
    scored = score_all(peer_set.dataset, replies, frozenset())
    every = estimates(scored)
    differences = {} if ours is None else {name: paired_test(ours, scored, name) for name in peer_set.measures}
    figures = {name: every[name] for name in peer_set.measures}
    return PeerFigures(peer_set.name, outcome, figures, differences), scored


def _reply(found: Found) -> Reply:
    passages = tuple(RepliedPassage(text.text, title=text.title) for text in found.texts)
    return Reply(None, "", (), passages, None, found.milliseconds / 1000)
