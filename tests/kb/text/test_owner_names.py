"""Places and organs by the shape of the words before a title."""

import pytest

from kb.text.owner_names import OwnerName, bare_owner, owner_named, places_led_by, short_place


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("青山县", OwnerName("青山县")),
        ("在青山县", OwnerName("青山县")),
        ("青山县人民政府的", OwnerName("青山县", "人民政府")),
        ("临山市青山区财政局2021年印发的", OwnerName("临山市青山区", "财政局")),
        ("桂河壮族自治区", OwnerName("桂河壮族自治区")),
        ("财政部", OwnerName("", "财政部")),
        ("（青山县）", OwnerName("青山县")),
        ("本市", None),
        ("我县", None),
        ("各市人民政府", None),
        ("沛县", OwnerName("沛县")),
        ("乙市财政局", OwnerName("乙市", "财政局")),
        ("苏州市人民政府", OwnerName("苏州市", "人民政府")),
        ("都江堰市", OwnerName("都江堰市")),
        ("全州县", OwnerName("全州县")),
        ("各个县", None),
        ("城市", None),
        ("经济开发区", None),
        ("开发区", None),
        ("小微企业", None),
        ("我想知道", None),
        ("依据有关规定", None),
        ("", None),
    ],
)
def test_an_owner_is_told_by_its_shape(words: str, named: OwnerName | None) -> None:
    assert owner_named(words) == named


def test_the_name_as_it_was_said_is_place_and_organ() -> None:
    assert OwnerName("青山县", "财政局").text == "青山县财政局"
    assert bare_owner("我们青山县出台的") == "青山县"


def test_a_place_is_also_called_without_the_places_above_it_and_in_short() -> None:
    assert places_led_by("临山市青山区财政局") == ("临山市青山区", "青山区")
    assert places_led_by("财政部") == ()
    assert (short_place("青山县"), short_place("青县")) == ("青山", "青县")
