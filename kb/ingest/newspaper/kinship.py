"""Whether a run of paragraphs goes on with the one before it, as far as the text and the shapes tell."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from kb.ingest.cohesion import Cohesion, bigrams
from kb.ingest.newspaper.atoms import Atoms, changes_column
from kb.ingest.newspaper.items import Block, Role
from kb.ingest.titles import has_title_shape, opens_document

_CLOSES_STATUTE = re.compile(r"(?:施行|实施|执行|废止|解释|有效期.{0,12})。$")
_NOTICE = re.compile(r"(?:公告|通告|启事|声明|公示|名单|须知|招聘|招租|招商|讣告)(?:[（(].{1,8}[）)])?$")
_TAKES_UP = re.compile(r"^[，。、；：！？”’）》…]")
_PAUSES = re.compile(r"[；;]$")
_AWAITS = re.compile(r"[，、,]$")
_CONTEXT = 3
# Where no article of a page has two paragraphs in a row.
_USUAL_AFFINITY = 0.08
_NEAR = 10
_SHORT, _LONG = 10, 16


class Kinship:
    """Evidence, drawn from one page, on which runs of paragraphs are of one article."""

    def __init__(self, blocks: Sequence[Block], atoms: Atoms, cohesion: Cohesion) -> None:
        self._blocks = blocks
        self._atoms = atoms
        self._cohesion = cohesion
        self._pairs = Counter("".join(pair) for block in blocks for pair in pairwise(block.text))
        close = [
            cohesion.similarity(blocks[one].text, blocks[other].text)
            for atom in atoms.runs
            for one, other in pairwise(atom.body)
        ]
        self._usual = sum(close) / len(close) if close else 0.0
        self._words = {position: bigrams(blocks[position].text) for atom in atoms.runs for position in atom.body}
        neighbours = [
            cohesion.cosine(self._words[one], self._words[other])
            for atom in atoms.runs
            for one, other in pairwise(atom.body)
        ]
        self._usual_affinity = (sum(neighbours) / len(neighbours) if neighbours else 0.0) or _USUAL_AFFINITY
        self._affinities: dict[tuple[tuple[int, ...], int], float] = {}

    def first(self, number: int) -> Block:
        """Return the first paragraph of a run."""
        return self._blocks[self._atoms.runs[number].body[0]]

    def last(self, number: int) -> Block:
        """Return the last paragraph of a run."""
        return self._blocks[self._atoms.runs[number].body[-1]]

    def is_start(self, number: int) -> bool:
        """Tell whether an article surely starts at a run."""
        first = self.first(number)
        return first.dateline or first.opens or self._atoms.gap(number).resumes

    def is_ended(self, number: int) -> bool:
        """Tell whether the article above the gap over a run surely ended there."""
        gap = self._atoms.gap(number)
        return self.last(number - 1).closed or bool(gap.closing or gap.middle)

    def is_broken(self, number: int) -> bool:
        """Tell whether a run ends inside a sentence."""
        block = self.last(number)
        return (block.unfinished or bool(_PAUSES.search(block.text))) and not block.labelled and not block.closed

    def takes_up(self, broken: int, number: int) -> float:
        """Return how well a run's first characters go on with the sentence that another run breaks off, -1 to 1."""
        before, after = self.last(broken).text.rstrip(), self.first(number)
        if after.labelled or after.dateline or after.indented:
            return -1.0
        if _TAKES_UP.match(after.text):
            return 1.0
        if self._pairs[before[-1:] + after.text.lstrip()[:1]]:
            return 0.5
        return 0.25 if _AWAITS.search(before) else 0.0

    def affinity(self, runs: tuple[int, ...], number: int) -> float:
        """Return how alike a whole article and a run are, 1 being usual for neighbouring paragraphs of one article."""
        key = (runs, number)
        if key not in self._affinities:
            alike = self._cohesion.cosine(self._bag(runs), self._bag((number,)))
            self._affinities[key] = alike / self._usual_affinity
        return self._affinities[key]

    def _bag(self, runs: Sequence[int]) -> frozenset[str]:
        positions = [position for run in runs for position in self._atoms.runs[run].body]
        return frozenset().union(*(self._words[position] for position in positions))

    def likeness(self, ended: Sequence[int], number: int) -> float:
        """Return how alike an article's last paragraphs and a run are, 1 being usual for neighbours in one article."""
        if not self._usual:
            return 1.0
        body = [position for run in ended for position in self._atoms.runs[run].body]
        before = "\n".join(self._blocks[position].text for position in body[-_CONTEXT:])
        after = "\n".join(self._blocks[position].text for position in self._atoms.runs[number].body[:_CONTEXT])
        return self._cohesion.similarity(before, after) / self._usual

    def talk(self, runs: Sequence[int], number: int) -> int:
        """Return 1 where a run goes on with an article's interview, -1 where it starts another, 0 where none is."""
        before = {self._blocks[position].speaker for run in runs for position in self._atoms.runs[run].body} - {None}
        after = {self._blocks[position].speaker for position in self._atoms.runs[number].body} - {None}
        if not before or not after:
            return 0
        return 1 if before & after else -1

    def changes_column(self, ended: int, number: int) -> bool:
        """Tell whether two runs are set in columns of different widths."""
        left = [self._blocks[position] for position in self._atoms.runs[ended].body]
        right = [self._blocks[position] for position in self._atoms.runs[number].body]
        longest = max(left, key=lambda block: block.lines), max(right, key=lambda block: block.lines)
        return changes_column(*longest)

    def is_sure(self, number: int) -> bool:
        """Tell whether a new article surely starts at a run, whatever the headlines."""
        starts = self.is_start(number) or bool(self._atoms.gap(number).opening)
        return number == 0 or starts or self.is_ended(number)

    def votes(self, ended: Sequence[int], number: int) -> float:
        """Return what speaks for a boundary at the headlines above a run (positive) or for subheadings (negative)."""
        left, right = self.last(number - 1), self.first(number)
        headlines = self._headlines(number)
        longest = max(len(block.text) for block in headlines)
        likeness = self.likeness(ended, number)
        votes = 3.0 * (has_title_shape(headlines[-1].text) and opens_document(right.text))
        votes += 3.0 * any(block.apart for block in headlines)
        votes += 1.5 * any(block.doubled for block in headlines) + 1.0 * any(block.letterspaced for block in headlines)
        votes += 2.5 * (left.role is Role.CONTACT)
        votes += 1.5 * (right.role is Role.CONTACT and not any(block.doubled for block in headlines))
        votes += 0.75 * (longest >= _LONG) - 0.75 * (longest <= _SHORT)
        votes += 1.0 * (likeness < 0.35) - 1.0 * (likeness > 0.8)
        votes += 1.0 * self.is_only(number) + 1.5 * self._needs_boundary(number)
        votes += 0.5 * (abs(left.width - right.width) > 2)
        votes += 0.5 * (len(headlines) > 2) + 1.5 * bool(_NOTICE.search(headlines[-1].text))
        votes += 1.0 * (self._atoms.boxed and headlines[0].spaced and not right.spaced)
        votes -= 1.5 * self._has_parallel(number, headlines)
        return votes + self._statute_votes(ended, right) - 0.5

    def _headlines(self, number: int) -> list[Block]:
        return [self._blocks[position] for position in self._atoms.gap(number).headlines]

    def _statute_votes(self, ended: Sequence[int], right: Block) -> float:
        """Return what the numbering says: numbered clauses go on, an unnumbered headline ends them."""
        body = [position for run in ended for position in self._atoms.runs[run].body]
        if sum(self._blocks[position].labelled for position in body) < 3:
            return 0.0
        if right.labelled:
            return -3.0
        return 3.0 if _CLOSES_STATUTE.search(self._blocks[body[-1]].text) else 1.5

    def _stretch(self, number: int) -> range:
        """Return the runs around the gap up to the nearest sure boundaries on both sides."""
        total = len(self._atoms.runs)
        first = next((at for at in range(number - 1, 0, -1) if self.is_sure(at)), 0)
        last = next((at for at in range(number + 1, total) if self.is_sure(at)), total)
        return range(first, last)

    def is_only(self, number: int) -> bool:
        """Tell whether no other headline stands between the sure boundaries: subheadings come in numbers."""
        stretch = self._stretch(number)
        return not any(self._headlines(other) for other in stretch if other not in (stretch.start, number))

    def _needs_boundary(self, number: int) -> bool:
        """Tell whether a byline opens the stretch and another one ends it: two articles, and this the only gap."""
        stretch = self._stretch(number)
        opened = self._atoms.gap(stretch.start).below_headline
        closed = self.last(stretch.stop - 1).closed or bool(self._atoms.gap(stretch.stop).closing)
        return opened and closed and self.is_only(number)

    def _has_parallel(self, number: int, headlines: Sequence[Block]) -> bool:
        """Tell whether a gap nearby holds headlines of the same form, as subheadings of one article do."""
        form = [len(block.text) for block in headlines]
        for step in (-1, 1):
            other = number + step
            while 1 <= other < len(self._atoms.runs) and abs(other - number) <= _NEAR:
                if self.is_sure(other):
                    break
                found = [len(block.text) for block in self._headlines(other)]
                if len(found) == len(form) and all(abs(a - b) <= 2 for a, b in zip(found, form, strict=True)):
                    return True
                other += step
        return False
