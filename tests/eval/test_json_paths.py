import pytest

from eval.json_paths import EVERY, PathError, parse_path

BODY = {"data": {"chunks": [{"text": "甲"}, {"text": "乙"}], "by_number": {"7": {"text": "丙"}}}, "n": 0, "none": None}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("n", [0]),
        ("none", [None]),
        (".", [BODY]),
        ("data.chunks[*].text", ["甲", "乙"]),
        ("data.chunks[1].text", ["乙"]),
        ("data.chunks[-2].text", ["甲"]),
        ("data.chunks[-3].text", []),
        ("data.chunks[2].text", []),
        ("data.by_number[*].text", ["丙"]),
        ("data.by_number.7.text", ["丙"]),
        ("n[*]", []),
        ("data[0]", []),
        ("absent.text", []),
    ],
)
def test_a_path_leads_to_its_values_in_order(path: str, values: list[object]) -> None:
    assert parse_path(path).values(BODY) == values


def test_a_path_begins_in_a_list_too() -> None:
    assert parse_path("[*].a").values([{"a": 1}, {"b": 2}, {"a": 3}]) == [1, 3]
    assert parse_path("[0]").first(["x"]) == "x"
    assert parse_path("a").first({}) is None


def test_a_name_may_hold_a_dot_and_a_list_may_lie_in_a_list() -> None:
    record = {"a": [{"b": 1}, {"b": 2}, {}], "c.d": 3, "e": [[4], [5]]}
    assert parse_path(r"c\.d").values(record) == [3]
    assert parse_path("e[*][0]").values(record) == [4, 5]
    assert parse_path("a[*].b").steps == ("a", EVERY, "b")


@pytest.mark.parametrize(
    ("body", "somewhere"),
    [({"a": {"b": []}}, True), ({"a": {"b": [1]}}, True), ({"a": {}}, False), ([], False)],
)
def test_a_list_without_items_is_somewhere(body: object, somewhere: bool) -> None:
    assert parse_path("a.b[*]").leads(body) is somewhere


@pytest.mark.parametrize("text", ["", "a..b", ".a", "a.", "a[", "a]", "a[x]", "a[*]b"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(PathError, match="is no path; write names with dots"):
        parse_path(text)
