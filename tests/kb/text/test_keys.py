import pytest

from kb.text.keys import compare_key, fold_width, search_key, title_key, to_simplified


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("　貸款　利率\n３.５％ ＡＢＣ ", "贷款 利率 3.5% abc"),
        ("⼀、⼤", "一、大"),
        ("科創企業", "科创企业"),
        ("", ""),
        (" \n\t　", ""),
    ],
)
def test_search_key_simplifies_folds_and_leaves_single_spaces(text: str, key: str) -> None:
    assert search_key(text) == key


def test_search_key_of_a_key_is_the_key() -> None:
    key = search_key("“貸款”利率〔2021〕３號，①、（二）——ＬＰＲ")
    assert search_key(key) == key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("“清发〔2021〕３号”—Ａ①", '"清发[2021]3号"-a1'),
        ("「甲」『乙』【丙】［丁］", '"甲""乙"[丙][丁]'),
        ("比例1∶2", "比例1:2"),
        ("阿·布・丙", "阿布丙"),
    ],
)
def test_look_alike_marks_are_one(text: str, folded: str) -> None:
    assert fold_width(text) == folded


def test_compare_key_drops_white_space_but_keeps_traditional_characters_apart() -> None:
    assert compare_key("《清河市 办法》\n〔2020〕１号") == "《清河市办法》[2020]1号"
    assert compare_key("辦法") == "辦法"


@pytest.mark.parametrize(
    "title", ["《清河市办法（试行）》", "清河市辦法(試行)", "清河市 办法〔试行〕", "〈清河市办法·试行〉"]
)
def test_titles_that_people_take_for_the_same_have_one_key(title: str) -> None:
    assert title_key(title) == "清河市办法试行"


def test_text_without_traditional_characters_is_returned_as_it_is() -> None:
    text = "科创企业贷款"
    assert to_simplified(text) is text
    assert to_simplified("科創企業貸款，著名") == "科创企业贷款，著名"
