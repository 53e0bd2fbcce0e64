"""Whether a text is of a place as a whole."""

from pathlib import Path

import pytest

from kb.answer.scoring.told_of import is_told_of
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.text.places import Place, places_in
from tests.fakes import HashEncoder

REPORT = (
    "本报讯（记者 林岚）4月9日，记者从青禾市财政局获悉，今年一季度，全市新发放种粮贷款2.4亿元。\n\n"
    "青禾市白石县合作社负责人说，贷款三天就到了账。青禾市将扩大贴息范围。\n"
)
CITY = (
    "嘉兴市种粮贷款贴息办法\n\n第一条　为扶持种粮大户，制定本办法。\n\n第二条　贴息比例为40%。\n\n"
    "第三条　本办法自2024年1月1日起施行。\n"
)
NEWS = REPORT.replace("青禾", "嘉兴")
RULES = "青禾市种粮贷款贴息办法\n\n第一条　贴息比例为40%。\n\n第二条　位于白石县的，贴息比例提高5个百分点。\n"


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        (REPORT, "青禾", True),
        (REPORT, "白石", False),
        (REPORT, "松溪", False),
        (RULES, "青禾", True),
        (RULES, "白石", True),
        (RULES, "松溪", False),
        (CITY, "海宁", True),
        (CITY, "德清", False),
        (NEWS, "海宁", False),
    ],
)
def test_a_text_is_of_what_it_calls_the_whole_and_a_rule_of_what_it_names_and_holds_in(
    tmp_path: Path, text: str, place: str, told: bool
) -> None:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    base.ingest_files([("text.txt", text.encode())])
    document = base.documents().documents[0]
    version = base.document(document.document_id)
    base.close()
    assert is_told_of((places_in(place) or (Place(place, ()),))[0], version) is told
