"""The title by which a rule is searched for: its place leads it where it names none."""

import pytest

from kb.text.placed_titles import placed_title
from kb.types import DocumentKind, Evidence, Metadata


def rule(title: str, *issuers: str, region: str = "", kind: DocumentKind = DocumentKind.POLICY) -> Metadata:
    return Metadata(
        title,
        kind=kind,
        issuers=tuple(Evidence(one) for one in issuers),
        region=Evidence(region) if region else None,
    )


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        (rule("贷款贴息办法", "甲泽市人民政府办公室"), "甲泽市贷款贴息办法"),
        (rule("贷款贴息办法", region="乙水县"), "乙水县贷款贴息办法"),
        (rule("甲泽市贷款贴息办法", "甲泽市人民政府"), "甲泽市贷款贴息办法"),
        (rule("甲泽贷款贴息办法", "甲泽市财政局"), "甲泽贷款贴息办法"),
        (rule("贷款管理办法", "国家金融监督管理总局"), "贷款管理办法"),
        (rule("贷款贴息办法"), "贷款贴息办法"),
        (rule("贴息政策受欢迎", region="乙水县", kind=DocumentKind.NEWS), "贴息政策受欢迎"),
    ],
)
def test_a_title_is_led_by_the_place_that_it_leaves_out(metadata: Metadata, title: str) -> None:
    assert placed_title(metadata) == title
