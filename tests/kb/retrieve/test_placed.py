"""Places that a question names are known from the documents held, and documents by how they stand to them."""

import pytest

from kb.retrieve.naming.placed import HeldPlaces, Standing, is_on_one_thing, said_by_shape, standing_to
from kb.text.places import Place, places_in, surely_names
from kb.types import DocumentKind, Evidence, Metadata


def _metadata(title: str, region: str = "", issuer: str = "", reports_on: str = "") -> Metadata:
    return Metadata(
        title,
        kind=DocumentKind.NEWS if reports_on else DocumentKind.POLICY,
        region=Evidence(region) if region else None,
        issuers=(Evidence(issuer),) if issuer else (),
        reports_on=(Evidence(reports_on),) if reports_on else (),
    )


def test_places_that_the_table_lacks_are_known_from_region_issuer_title_and_what_is_reported_on() -> None:
    documents = [
        _metadata("贷款办法", region="柳岗市"),
        _metadata("奖励通知", issuer="玉沟县财政局"),
        _metadata("石浦镇补助办法"),
        _metadata("外贸有了新保险", reports_on="《云沙新区外贸扶持方案》"),
        _metadata("推进城镇建设的意见"),
        _metadata("示范区补助办法"),
    ]
    held = HeldPlaces(documents)
    names = ["柳岗", "玉沟", "石浦", "云沙"]
    assert [name for name in [*names, "推进城", "推进", "示范"] if name in held] == names
    assert held.sounds_like_one("柳刚")
    assert not held.sounds_like_one("北汀")
    assert [one.name for one in held.named_in("柳岗和玉沟的贷款最高多少")] == ["柳岗", "玉沟"]
    assert [one.name for one in held.named_in("杭州和石浦镇补助多少")] == ["杭州", "石浦"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("北汀市贷款最高多少", ["北汀"]),
        ("我在白汀县开店", ["白汀"]),
        ("拟上市企业补助多少", []),
        ("示范区企业补助多少", []),
        ("全县补助多少", []),
        ("在林区种树", []),
        ("乡镇企业补助多少", []),
        ("贫困县补助多少", []),
        ("我厂搬到隔壁市的云溪县去了", ["云溪"]),
        ("我家在相邻的砥原市", ["砥原"]),
        ("我在北汀市白岭区开店", ["北汀", "白岭"]),
        ("我是在青石桥镇开店的", ["青石桥"]),
        ("2024年9月末白汀乡有多少户", ["白汀"]),
        ("隔壁市补助多少", []),
        ("我们家乡补助多少", []),
        ("获评县级称号补助多少", []),
        ("资料留存年限和市财政局的抽查", []),
    ],
)
def test_a_place_that_nothing_knows_is_told_by_its_shape(question: str, names: list[str]) -> None:
    assert [one.name for one in said_by_shape(question)] == names


@pytest.mark.parametrize(
    ("asked", "metadata", "standing"),
    [
        ("海宁", _metadata("贷款办法", region="海宁市"), Standing.OWN),
        ("海宁", _metadata("贷款办法", region="浙江省嘉兴市"), Standing.ABOVE),
        ("海宁", _metadata("贷款办法", region="浙江省湖州市德清县"), Standing.OTHER),
        ("海宁", _metadata("贷款办法", region="嘉兴市平湖市"), Standing.OTHER),
        ("嘉兴", _metadata("贷款办法", region="海宁市"), Standing.WITHIN),
        ("海宁", _metadata("贷款办法", issuer="海宁市财政局"), Standing.OWN),
        ("海宁", _metadata("贷款办法"), Standing.OPEN),
        ("海宁", _metadata("贷款办法", region="柳岗市"), Standing.OTHER),
    ],
)
def test_a_document_stands_to_a_place_by_its_region_or_issuer(
    asked: str, metadata: Metadata, standing: Standing
) -> None:
    assert standing_to(places_in(asked)[0], metadata) is standing


def test_a_place_that_the_table_lacks_is_compared_by_name() -> None:
    assert standing_to(Place("柳岗", ()), _metadata("贷款办法", region="柳岗市")) is Standing.OWN
    assert standing_to(Place("柳岗", ()), _metadata("贷款办法", region="玉沟县")) is Standing.OTHER


def test_titles_of_one_thing_differ_in_places_and_kind_alone() -> None:
    one = _metadata("柳岗市人民政府办公室关于印发柳岗市首次贷款奖励实施办法的通知")
    assert is_on_one_thing(one, _metadata("玉沟县首次贷款奖励实施细则"))
    assert not is_on_one_thing(one, _metadata("玉沟县专利质押融资实施办法"))


def test_a_short_name_is_sure_before_another_place_and_behind_what_compares() -> None:
    county = places_in("海宁")[0]
    assert surely_names("帮我看看海宁和德清的额度", county)
    assert surely_names("比较一下海宁的额度", county)
    assert not surely_names("帮我看看海宁静的额度", county)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("松澜市和岑溟市走访发放的贷款额哪个高", ["松澜", "岑溟"]),
        ("贷款累计发放额，澹浔市比苎原市多多少亿元", ["澹浔", "苎原"]),
        ("松澜市汀岚区的余额是多少", ["松澜", "汀岚"]),
    ],
)
def test_a_word_that_joins_two_places_is_no_part_of_a_name(question: str, names: list[str]) -> None:
    assert [place.name for place in said_by_shape(question)] == names
