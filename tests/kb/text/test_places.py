import pytest

from kb.text.places import Place, places_in, surely_names


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("浙江省杭州市西湖区", [("浙江省", ("330000",)), ("杭州市", ("330100",)), ("西湖区", ("330106", "360103"))]),
        ("杭州的政策", [("杭州", ("330100",))]),
        ("吉林省吉林市", [("吉林省", ("220000",)), ("吉林市", ("220200",))]),
        ("上海浦东新区和北京市", [("上海", ("310000",)), ("浦东新区", ("310115",)), ("北京市", ("110000",))]),
        ("杭州、宁波、杭州", [("杭州", ("330100",)), ("宁波", ("330200",))]),
        ("全国的小微企业", []),
        ("安徽省和县的企业", [("安徽省", ("340000",)), ("和县", ("340523",))]),
        ("福建省政和县的企业", [("福建省", ("350000",)), ("政和县", ("350725",))]),
        ("这笔补助市里和县里怎么摊", []),
        ("那个担保费县里给补多少", []),
        ("费县的担保费", [("费县", ("371325",))]),
        ("由市级财政和县（区）财政按比例分担", []),
        ("省级和县级财政各出多少", []),
        ("由市和县财政各出一半", []),
        ("白银的企业", [("白银", ("620400", "620402"))]),
        ("只收真金白银，不收保函", []),
        ("城区两个区比郊区多多少", []),
        ("给大厂供货，比如零件，一共三台", []),
        ("", []),
    ],
)
def test_places_come_in_order_with_the_longest_name_and_all_who_bear_it(
    text: str, places: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert places_in(text) == [Place(name, codes) for name, codes in places]


@pytest.mark.parametrize(
    ("name", "text", "sure"),
    [
        ("个旧", "跟那个旧版本比调高了没有", False),
        ("个旧", "个旧的企业有补贴吗", True),
        ("个旧", "我在个旧开店，有补贴吗", True),
        ("个旧", "请问：个旧有没有补贴", True),
        ("孟村", "算孟村县那档吗", True),
        ("杭州", "算杭州那档吗", True),
    ],
)
def test_the_short_form_of_a_county_counts_only_among_words_that_place_it(name: str, text: str, sure: bool) -> None:
    place = next(one for one in places_in(text) if one.name.startswith(name))
    assert surely_names(text, place) is sure


@pytest.mark.parametrize(
    ("place", "text", "named"),
    [
        ("浙江", "浙江省出台政策", True),
        ("浙江", "杭州市出台政策", True),
        ("浙江", "南京市出台政策", False),
        ("杭州", "浙江省出台政策", False),
        ("杭州市", "西湖区的企业", True),
        ("北京", "朝阳区的企业", True),
    ],
)
def test_a_text_names_a_place_by_it_or_by_what_lies_within(place: str, text: str, named: bool) -> None:
    assert places_in(place)[0].named_in(text) is named
