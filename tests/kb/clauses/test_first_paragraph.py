"""The first 款 of an article, which is no clause of the tree."""

import pytest

from kb.clauses.first_paragraph import addressed
from kb.clauses.parse import parse_clauses

TEXT = (
    "清河市培训办法\n第一条　市民可以报名。\n单位可以推荐。\n"
    "第二条　下列人员优先：\n（一）残疾人；\n（二）退役军人。\n前款人员免费。\n"
    "第三条　需要：\n（一）申请；\n（二）登记。\n"
)


@pytest.mark.parametrize(
    ("article", "asked", "address", "text"),
    [
        ("第一条", "第一条第一款", "第一条第一款", "第一条　市民可以报名。"),
        ("第一条", "第1条第1款", "第一条第一款", "第一条　市民可以报名。"),
        ("第一条", "第一条", "第一条", "第一条　市民可以报名。\n单位可以推荐。"),
        (
            "第二条",
            "第二条第一款",
            "第二条第一款",
            "第二条　下列人员优先：\n（一）残疾人；\n（二）退役军人。",
        ),
        # Without a second 款 the first is all there is.
        ("第三条", "第三条第一款", "第三条", "第三条　需要：\n（一）申请；\n（二）登记。"),
        ("第一条第二款", "第一条第二款", "第一条第二款", "单位可以推荐。"),
    ],
)
def test_the_first_paragraph_is_had_alone(article: str, asked: str, address: str, text: str) -> None:
    tree = parse_clauses(TEXT)
    position = next(at for at, clause in enumerate(tree.clauses) if clause.address == article)
    found = addressed(tree, position, asked)
    assert (found.address, found.span.of(TEXT).strip()) == (address, text)
