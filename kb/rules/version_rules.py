"""What one version says of who may have what, read from its text and kept together."""

from datetime import date
from functools import cached_property

from kb.rules.conditions.tree import conditions_of, schemes_of
from kb.rules.facts import facts_of
from kb.rules.steps import Consequence, Step, consequences_of, steps_of
from kb.rules.types import Condition, PolicyFact, Scheme
from kb.types import ClauseTree, Metadata, Version


class VersionRules:
    """What one version says of who may have what; each part read when it is first wanted."""

    def __init__(self, version: Version, tree: ClauseTree) -> None:
        """Read the conditions of a version; the rest waits."""
        self.metadata = version.metadata
        self.condition: Condition | None = conditions_of(version.text, tree, version.metadata)
        self._version, self._tree = version, tree

    @cached_property
    def schemes(self) -> tuple[Scheme, ...]:
        """Return what the version gives, one by one."""
        return schemes_of(self._version.text, self._tree, self.metadata)

    @cached_property
    def facts(self) -> tuple[PolicyFact, ...]:
        """Return the figures and times that it states."""
        return facts_of(self._version.text, self._tree, _published(self.metadata))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps of its procedure."""
        return steps_of(self._version.text, self._tree, self.facts)

    @cached_property
    def consequences(self) -> tuple[Consequence, ...]:
        """Return what it says follows from a default."""
        return consequences_of(self._version.text, self._tree)


def _published(metadata: Metadata) -> date | None:
    if metadata.published is None:
        return None
    try:
        return date.fromisoformat(metadata.published.value)
    except ValueError:
        return None
