"""A real regulation against its gold tree: addresses, labels, headings, nesting and own texts."""

import json
import re
from pathlib import Path
from typing import Any

from kb.clauses.address import resolve
from kb.clauses.parse import parse_clauses
from kb.clauses.split import split_passages

GOLD = Path(__file__).parents[2] / "data" / "pinghu_clauses.json"
Unit = dict[str, Any]


def _gold() -> Unit:
    loaded: Unit = json.loads(GOLD.read_text(encoding="utf-8"))
    return loaded


def _units(clauses: list[Unit], depth: int = 0) -> list[tuple[Unit, int]]:
    found = []
    for clause in clauses:
        found.append((clause, depth))
        found.extend(_units(clause["children"], depth + 1))
    return found


def _printed(unit: Unit) -> str:
    """Put the heading on a line of its own, as the file prints it."""
    text: str = unit["text"]
    if not unit["title"] or unit["sep"]:
        return text
    heading = len(unit["label"]) + len(unit["title"])
    return text[:heading] + ("\n" + text[heading:] if text[heading:] else "")


def _text(gold: Unit) -> str:
    parts = [gold["title"], gold["preamble"]["text"], *(_printed(unit) for unit, _ in _units(gold["clauses"]))]
    return "\n".join(parts)


def test_equals_the_gold_tree() -> None:
    gold = _gold()
    text = _text(gold)
    tree = parse_clauses(text)
    found = [
        (clause.address, clause.label, clause.title, clause.depth, re.sub(r"\s", "", clause.own.of(text)))
        for clause in tree.clauses
        if clause.kind != "title"
    ]
    expected = [("引言", None, None, 0, gold["preamble"]["text"])]
    expected += [(u["address"], u["label"], u["title"], depth, u["text"]) for u, depth in _units(gold["clauses"])]
    assert len(found) == 1 + gold["counts"]["units"]
    assert found == expected
    assert tree.gaps == ()


def test_nests_as_the_gold_tree() -> None:
    gold = _gold()
    tree = parse_clauses(_text(gold))
    parents = {
        clause.address: tree.clauses[clause.parent].address if clause.parent is not None else None
        for clause in tree.clauses
    }
    for unit, _ in _units(gold["clauses"]):
        for child in unit["children"]:
            assert parents[child["address"]] == unit["address"]


def test_shows_printed_headings_as_path() -> None:
    tree = parse_clauses(_text(_gold()))
    paths = {clause.address: clause.heading_path for clause in tree.clauses}
    assert paths["四、（二）"] == ("四、科创贷款期限和额度",)
    assert paths["二、（一）10"] == ("二、支持对象", "（一）支持对象")
    assert paths["六、1"] == ("六、科创贷款业务流程",)
    assert paths["九、"] == ()


def test_finds_clauses_in_every_way_of_writing() -> None:
    tree = parse_clauses(_text(_gold()))

    def addresses(text: str) -> list[str]:
        return [tree.clauses[position].address for position in resolve(tree, text)]

    for written in ("五（二）", "五、（二）", "第五条第（二）款", "第五条第(二)项", "第五部分第二项", "五、(二)"):
        assert addresses(written) == ["五、（二）"]
    assert addresses("二（一）10") == ["二、（一）10"]
    assert addresses("二、（一）第二款") == ["二、（一）第2款"]
    assert addresses("二、（一）第1款") == ["二、（一）"]
    assert addresses("第六部分第2项") == ["六、2"]
    assert addresses("第十条") == []


def test_keeps_each_list_with_its_lead_in_where_it_fits() -> None:
    text = _text(_gold())
    passages = split_passages("d1", 1, text, parse_clauses(text))
    assert [p.clause_address for p in passages] == ["引言"] + [f"{n}、" for n in "一二三四五六七八九"]
    second = passages[2].text
    assert second.startswith("二、支持对象\n（一）支持对象。")
    assert "10.其他经联席会议审核同意的企业。" in second
    assert max(len(p.text) for p in passages) <= 500
