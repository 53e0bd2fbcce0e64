"""What every system that can be measured has in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from eval.replies import Reply


@dataclass(frozen=True, slots=True)
class Asking:
    """What goes with every question of a run."""

    as_of: date | None
    """The day whose validity counts."""
    top_k: int
    """Passages asked for."""
    include_not_in_force: bool = False
    """Whether text that is out of force on the day is found too."""


class System(Protocol):
    """A system that answers questions. It is asked from several threads at once, and what fails is a reply too."""

    @property
    def kind(self) -> str:
        """How it is asked: library, http or mapped."""

    @property
    def address(self) -> str:
        """Where it is, as a manifest may say it: without keys."""

    def ask(self, question: str) -> Reply:
        """Return the reply to a question; one with an error where there is none after all tries."""

    def settings(self) -> Mapping[str, object]:
        """Return the settings that it answers with, as far as they can be known."""

    def hopeless(self, reply: Reply) -> str | None:
        """Return what to do where a reply shows that no question at all can be answered; else None."""

    def warnings(self, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Return what all replies of a run together show to be doubtful in how the system is asked or read."""

    def stop(self) -> None:
        """Try nothing again from now on."""
