import pytest

from eval.systems.paths import parse_path

BODY = {"data": {"chunks": [{"text": "甲"}, {"text": "乙"}], "by_number": {"7": {"text": "丙"}}}, "n": 0, "none": None}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("n", [0]),
        ("none", [None]),
        (".", [BODY]),
        ("data.chunks[*].text", ["甲", "乙"]),
        ("data.chunks[1].text", ["乙"]),
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


@pytest.mark.parametrize("text", ["", "a..b", ".a", "a.", "a[", "a[-1]", "a[x]", "a[*]b"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no path; write names with dots"):
        parse_path(text)
