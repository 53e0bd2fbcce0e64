import pytest

from kb.text.pinyin import homophones, romanised, romanised_places, sound, sound_alike, sounds


@pytest.mark.parametrize(
    ("syllable", "key"),
    [("zhang", "zang"), ("chuang", "cuang"), ("shi", "si"), ("ning", "nin"), ("sheng", "sen"), ("hang", "hang")],
)
def test_sounds_that_are_mixed_up_have_one_key(syllable: str, key: str) -> None:
    assert sound(syllable) == key


def test_a_character_has_its_two_commonest_readings() -> None:
    assert sounds("率") == {"lv", "suai"}
    assert sounds("贷") == {"dai"}


def test_what_is_no_han_character_has_no_sound() -> None:
    assert sounds("A") == frozenset()
    assert homophones("A") == ("A",)


def test_homophones_hold_the_character_itself_and_those_that_sound_like_it() -> None:
    found = homophones("贷")
    assert {"贷", "带", "代", "待"} <= set(found)
    assert "款" not in found


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("科窗带", "科创贷", True),
        ("低押", "抵押", True),
        ("利律", "利率", True),
        ("利息", "利率", False),
        ("贷", "贷款", False),
    ],
)
def test_strings_that_sound_alike(one: str, other: str, alike: bool) -> None:
    assert sound_alike(one, other) is alike


def test_a_name_with_an_umlaut_has_several_spellings() -> None:
    assert romanised("平湖") == ("pinghu",)
    assert romanised("重庆") == ("chongqing",)
    assert romanised("吕梁") == ("lvliang", "lyuliang", "luliang")


def test_places_are_known_with_and_without_the_word_for_their_kind() -> None:
    places = romanised_places()
    assert places["pinghu"] == places["pinghushi"] == ("平湖",)
    assert set(places["yuexi"]) == {"岳西", "越西"}
