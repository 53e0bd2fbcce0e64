"""Sentences that bar somebody and that no demand was read from: none of them is passed over in silence."""

import re
from collections.abc import Iterator, Sequence

from kb.rules.conditions.heads import Role
from kb.rules.conditions.phrases import PhraseReader, Within
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.conditions.running_text import barred_in
from kb.rules.conditions.scopes import Gate, leaves
from kb.rules.conditions.whole_demands import is_clause_or_name, is_whole
from kb.rules.types import Condition, Operation

_SKIPPED = frozenset({"contents", "closing", "attached", "note", "title"})
# 下列人员不得申请: those barred are listed below, and the list is read for itself.
_POINTS = re.compile(
    r"^(?:有|属于?|存在|出现|具有|对|凡)*(?:以下|下列|下述|如下|上述|前述|前款|以上)|(?:之一|情形|情况)的?$"
)


def bars_left(policy: PolicyText, phrases: PhraseReader, gates: Sequence[Gate]) -> Iterator[Gate]:
    """Yield those whom a sentence bars and no gate speaks of: they stand in an item's later sentence, or in odd words.

    A name or clause that the phrase reader makes nothing of is a demand as it stands: it is asked, never taken as met.
    """
    read = [leaf.span for gate in gates for leaf in leaves(gate.condition)]
    for position, clause in enumerate(policy.clauses):
        if clause.kind in _SKIPPED:
            continue
        for sentence in policy.sentences(policy.body(position)):
            for who in barred_in(policy, sentence):
                if any(span.start < who.end and who.start < span.end for span in read):
                    continue
                words = policy.of(who)
                if _POINTS.search(words):
                    continue
                barred = phrases.read(who, clause.address, within=Within.EXCLUSION)
                if barred is None and not (is_whole(words) and is_clause_or_name(words)):
                    continue
                barred = barred or Condition(Operation.LEAF, who, clause.address, text=who.of(policy.text))
                condition = Condition(Operation.NONE, who, clause.address, children=(barred,))
                yield Gate(Role.EXCLUDE, condition, position, subject=words)
