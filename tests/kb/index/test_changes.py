"""Changes one after the other leave what a base that is built anew would have: the same hits with the same scores."""

import random
import shutil
from pathlib import Path

import pytest

from kb.index.segments import Segment
from kb.knowledge_base import KnowledgeBase
from kb.types import Hit, Query
from tests.fakes import LetterEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take

QUESTIONS = (
    "贷款贴息标准是多少",
    "房租补助按每平方米多少元",
    "古树名木怎么保护",
    "申请要在几月底前提出",
    "青石镇养老补助",
)
SMALL = {
    "kb.index.build._MERGE_AT_ONCE": 6,
    "kb.index.build._MOST_SMALL": 3,
    "kb.index.build._SEGMENT_PASSAGES": 24,
    "kb.index.shards.SHARD_PASSAGES": 5,
}
TOWNS = ["青石", "白沙", "桃源", "柳林", "石桥", "大兴", "永安", "南湖", "东山", "北口", "西坪", "平川", "新桥", "古城"]
SUBJECTS = ["养老", "助学", "节水", "节能", "助残", "稳岗", "育儿", "绿化"]


def _text(town: str, subject: str, amount: int) -> str:
    return policy(
        f"{town}镇{subject}补助办法",
        f"为了做好{subject}工作，制定本办法。",
        f"对本镇符合条件的对象，按每平方米{amount}元给予{subject}补助。",
        f"申请人应当在每年{amount % 12 + 1}月底前向{town}镇政府提出申请。",
        "本办法自2023年1月1日起施行。",
    )


class _Changing:
    """Makes changes by chance, and knows which documents there are."""

    def __init__(self, base: KnowledgeBase, chance: random.Random) -> None:
        self.base, self.chance = base, chance
        self.held: dict[str, str] = {}
        self.withdrawn: set[str] = set()

    def step(self) -> None:
        kinds = [self._add, self._add, self._replace, self._purge, self._withdraw, self._restore]
        self.chance.choice(kinds if self.held else [self._add])()

    def _add(self) -> None:
        name = f"{len(self.held)}-{self.chance.randrange(10**6)}.txt"
        text = _text(self.chance.choice(TOWNS), self.chance.choice(SUBJECTS), self.chance.randrange(10, 99))
        for report in take(self.base, {name: text}):
            self.held |= {one.document_id: name for one in report.documents}

    def _replace(self) -> None:
        name = self.chance.choice(sorted(self.held.values()))
        take(self.base, {name: _text(self.chance.choice(TOWNS), "扶持", self.chance.randrange(10, 99))})

    def _purge(self) -> None:
        document = self.chance.choice(sorted(self.held))
        self.base.purge(document)
        del self.held[document]

    def _withdraw(self) -> None:
        self.base.withdraw(self.chance.choice(sorted(self.held)))

    def _restore(self) -> None:
        self.base.restore(self.chance.choice(sorted(self.held)))


def _hits(base: KnowledgeBase) -> list[tuple[Hit, ...]]:
    return [base.search(Query(question, 50, include_not_in_force=True)).hits for question in QUESTIONS]


def _rebuilt(home: Path, copy: Path) -> list[tuple[Hit, ...]]:
    shutil.copytree(home, copy)
    with open_base(copy) as base:
        base.reindex()
        assert base.stats().segments == 1
        return _hits(base)


@pytest.mark.parametrize("seed", [1, 2])
def test_any_changes_leave_what_a_base_built_anew_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    home, chance = tmp_path / "home", random.Random(seed)
    segments = []
    with open_base(home) as base, monkeypatch.context() as small:
        for name, value in SMALL.items():
            small.setattr(name, value)
        take(base, {"loans.txt": LOANS, "rent.txt": RENT, "trees.txt": TREES})
        changing = _Changing(base, chance)
        for _ in range(12):
            changing.step()
            segments.append(base.stats().segments)
        found = _hits(base)
        assert any(found)
    assert max(segments) >= 3
    assert found == _rebuilt(home, tmp_path / "copy")


def test_a_new_document_is_weighed_by_all_passages_and_not_by_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.index.build._MERGE_AT_ONCE", 0)
    with open_base(tmp_path) as base:
        take(base, {f"{town}.txt": _text(town, "助学", 20 + place) for place, town in enumerate(TOWNS)})
        take(base, {"new.txt": policy("古渡镇渡船办法", "渡船由渡工看管。", "渡船补助每年三百元。")})
        assert base.stats().segments == 2
        assert base.search(Query("渡船补助多少元", 3)).hits[0].clause_id == "d000015@1#第二条"
        keyword = base.search(Query("渡船补助多少元", 3)).hits[0].retrieved_by["keyword"]
        assert (keyword.rank, keyword.score > 5) == (1, True)


def test_a_purge_writes_only_the_segment_that_held_the_text_and_leaves_no_word_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (SMALL | {"kb.index.build._MERGE_AT_ONCE": 0, "kb.index.shards.SHARD_PASSAGES": 3}).items():
        monkeypatch.setattr(name, value)
    encoder = LetterEncoder({"贷": (1, 0), "租": (0, 1), "树": (1, 1)})
    with open_base(tmp_path, encoder=encoder) as base:  # type: ignore[arg-type]
        take(base, {"trees.txt": TREES, "secret.txt": policy("鼋鼍潭办法", "鼋鼍不得捕捞。"), "rent.txt": RENT})
        take(base, {"loans.txt": LOANS})
        before = _hits(base)
        inside = tmp_path / "segments" / "s000001" / "keywords"
        assert [folder.name for folder in sorted(inside.iterdir())] == ["000", "001"]
        base.purge("d000002")
        left = sorted(folder.name for folder in (tmp_path / "segments").iterdir())
        assert left == ["s000002", "s000003"]
        for name in left:
            segment = Segment.open(tmp_path / "segments" / name, threads=1)
            assert segment.keywords.frequency("鼋鼍") == 0
            assert segment.tokens is not None
            assert segment.seams is not None
            assert not segment.seams.places("鼋鼍潭")
        kept = Segment.open(tmp_path / "segments" / "s000003", threads=1)
        assert (len(kept), kept.rows.covered) == (7, frozenset({1, 3}))
        assert not any("鼋" in hit.passage.text for hit in base.search(Query("鼋鼍不得捕捞", 5)).hits)
        after = _hits(base)
    assert [[hit.clause_id for hit in hits if hit.passage.document_id != "d000002"] for hits in before] == [
        [hit.clause_id for hit in hits] for hits in after
    ]
    with open_base(tmp_path / "anew", encoder=encoder) as base:  # type: ignore[arg-type]
        take(base, {"trees.txt": TREES, "rent.txt": RENT, "loans.txt": LOANS})
        assert [[hit.score for hit in hits] for hits in after] == [[hit.score for hit in hits] for hits in _hits(base)]
