"""What staff set about one version, set about another: what versions have in common, and what its text leaves open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.retrieve.standing.correction_values import Changes
from kb.store.carried import OF_THE_DOCUMENT, value_stated
from kb.store.corrections import FIELD_NAMES, Correction, Field
from kb.types import Metadata


@dataclass(frozen=True, slots=True)
class Carried:
    """What is carried over, by field, and what is told of what is not."""

    values: Mapping[str, str] = field(default_factory=dict)
    cleared: Sequence[str] = ()
    notes: tuple[str, ...] = ()

    def joined(self, changes: Changes) -> Changes:
        """Return changes with what is carried over beside them."""
        values = {**self.values, **changes.values}
        return Changes(values, [*changes.cleared, *self.cleared], changes.restored, changes.validity_from)


def carried_over(
    held: Mapping[Field, Correction], version: int, source: int, stated: Metadata, changes: Changes
) -> Carried:
    """Return which of the corrections that stand for a version another takes over.

    `stated` is what the other version's text says of itself; fields that `changes` name are left to those.
    """
    values: dict[str, str] = {}
    cleared: list[str] = []
    notes: list[str] = []
    if not held:
        notes.append(f"第 {source} 版没有更正，没有可带的")
    for name, one in held.items():
        if name.value in changes.named:
            continue
        own = value_stated(stated, name)
        if name is Field.VALIDITY:
            notes.append("效力是各版自己的，没有带；要设定请写 --validity")
        elif name not in OF_THE_DOCUMENT and own is not None and own != one.value:
            notes.append(f"{FIELD_NAMES[name]}没有带：第 {version} 版文中写明 {own}")
        elif own == one.value:
            continue
        elif one.value is None:
            cleared.append(name.value)
        else:
            values[name.value] = one.value
    return Carried(values, tuple(cleared), tuple(notes))
