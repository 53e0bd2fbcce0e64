import pytest

from kb.answer.scoring.tier_odds import by_tier
from kb.answer.scoring.units import Unit
from kb.answer.tier_rows import grades_named
from kb.answer.tiers import Fit, Tiers
from kb.types import Clause, Hit, Metadata, Passage, SourceMap, Span, Validity, Version

SET = (
    "第四条 额度按下表执行：\n"
    "等级　评分　额度　年利率\n"
    "AAA级　90分以上　不超过30万元　3.1%\n"
    "AA级　80—89分　不超过20万元　3.4%\n"
    "A级　70—79分　不超过10万元　3.7%\n"
    "评分不足70分的不予受理。\n"
)
DRAWN = "| 天数 | 日费率 |\n|---|---|\n| 1—3日 | 0.01% |\n| 4—7日 | 0.02% |\n| 8—15日 | 0.03% |\n"
SAID = "第二条 年出口额200万美元以下的，保费全免；200万美元至900万美元的企业按50%补助；900万美元以上的按30%补助。\n"
ITEMS = (
    "第三条 按规模奖励：\n"
    "（一）新增贷款超过1亿元的，奖励10万元；\n"
    "（二）新增贷款超过3亿元的，奖励20万元；\n"
    "（三）新增贷款超过9亿元的，奖励50万元。\n"
)
SHARED = (
    "第六条 贴息按实际支付利息的一定比例给予：\n"
    "（一）单户贷款余额50万元（含）以下的，按实际支付利息的60%贴息；\n"
    "（二）50万元以上200万元（含）以下的，按实际支付利息的40%贴息；\n"
    "（三）200万元以上500万元（含）以下的，按实际支付利息的20%贴息。\n"
)


def fits(question: str, text: str) -> dict[str, str]:
    """Return the tiers of a text by their first words, and how each stands to a question."""
    tiers = Tiers(question)
    found = {}
    start = 0
    for line in text.splitlines(keepends=True):
        for said in line.replace("；", "；\0").split("\0"):
            if said.strip() and (fit := tiers.fit(text, Span(start, start + len(said)))):
                found[said.strip(" |\n")[:8]] = fit.value
            start += len(said)
    return found


@pytest.mark.parametrize(
    ("question", "text", "holding"),
    [
        ("评分75分能给多少额度", SET, "A级　70—79"),
        ("评分80分能给多少额度", SET, "AA级　80—8"),
        ("评分55分能给多少额度", SET, "评分不足70分的"),
        ("用5天费率多少", DRAWN, "4—7日 | 0"),
        ("年出口额500万美元补几成", SAID, "200万美元至9"),
        ("年出口额1000万美元补几成", SAID, "900万美元以上"),
        ("新增贷款5亿元奖多少", ITEMS, "（二）新增贷款超"),
        ("小饭馆贷了40万一年利息2万，能补多少", SHARED, "（一）单户贷款余"),
        ("贷款余额80万，一年付利息4万，能贴多少", SHARED, "（二）50万元以"),
        ("付了利息1万，贷款是20万，能补多少", SHARED, "（一）单户贷款余"),
        ("贷款300万，利息付了50万，补多少", SHARED, "（三）200万元"),
    ],
)
def test_the_tier_that_holds_the_figure_is_told_from_the_others(question: str, text: str, holding: str) -> None:
    found = fits(question, text)
    assert [said for said, fit in found.items() if fit == "holds"] == [
        said for said in found if holding.startswith(said)
    ]
    assert len(found) >= 2


@pytest.mark.parametrize(
    ("question", "holding"), [("a级额度多少", ["A级　70—79"]), ("aa级额度多少", ["AA级　80—8"]), ("b股额度多少", [])]
)
def test_a_grade_is_a_whole_token(question: str, holding: list[str]) -> None:
    assert [said for said, fit in fits(question, SET).items() if fit == "holds"] == holding


def test_grades_in_letters_and_words() -> None:
    assert grades_named("评为AA级") == {"AA"}
    assert grades_named("甲等补3万，二档补1万") == {"甲等", "二档"}
    assert grades_named("A股公司，5A景区，APP") == frozenset()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        # Nothing of the measure is asked, or it is of another thing.
        ("能给多少额度", SET),
        ("逾期5天怎么收", DRAWN),
        ("我存了500万美元的货补几成", SAID),
        # One year that only says how often.
        ("一年能用几次", "贷款1年的，贴2%；贷款2年的，贴3%。"),
        # What is granted is no tier.
        ("违法所得3万元罚多少", "处1万元以上5万元以下罚款；情节严重的，处5万元以上10万元以下罚款。"),
        # How soon something is done is none either.
        ("交了3天了多久批", "市局在5日内审核；财政在10日内拨付。"),
        # Of articles of their own.
        ("用2天要不要钱", "第七条 用款不超过3日的，免费。\n第八条 两次用款间隔30日以上的，可以再用。"),
    ],
)
def test_no_tier_is_told_where_it_is_not_sure(question: str, text: str) -> None:
    assert fits(question, text) == {}


def test_a_condition_alone_is_no_tier_but_may_be_unmet() -> None:
    text = "职工不足5人且返还低于2000元的，按2000元返还。"
    whole = Span(0, len(text))
    assert Tiers("我店20个人能返多少").fit(text, whole) is None
    assert Tiers("我店20个人能返多少").unmet(text, whole) == [whole]
    assert Tiers("我店3个人能返多少").unmet(text, whole) == []


def test_tiers_side_by_side_in_one_sentence() -> None:
    text = "评分80分以上的给予10万元，60分至79分的给予5万元，不足60分的不予支持。"
    tiers = Tiers("评分70分给多少")
    assert [one.of(text) for one in tiers.others(text, Span(0, len(text)))] == [
        "评分80分以上的给予10万元，",
        "不足60分的不予支持。",
    ]
    assert tiers.fit(text, Span(0, len(text))) is Fit.HOLDS


def units(*texts: str) -> list[Unit]:
    """Give the lines of documents as units, each document of its own row."""
    found = []
    for row, text in enumerate(texts):
        whole = Span(0, len(text))
        clause = Clause("一", "item", "一、", None, whole, whole, 1, None)
        version = Version(f"d{row}", 1, "a.txt", text, Metadata("办法"), SourceMap(()))
        hit = Hit(Passage(f"p{row}", f"d{row}", 1, "一", whole, text), 0.8, 1, clause, version, Validity.UNKNOWN, {})
        start = 0
        for line in text.splitlines(keepends=True):
            span = Span(start, start + len(line))
            found.append(Unit(hit, row, 0, span, line, None, None))
            start += len(line)
    return found


OTHER = "第九条 逾期的，按日收0.05%。\n"
ROWS = "| 1—3日 | 0.01% |\n| 4—7日 | 0.02% |\n"


def test_the_row_of_the_question_comes_first_and_the_others_behind() -> None:
    told = by_tier("用5天费率多少", units(OTHER + ROWS), [1.0, 0.2, 0.1])
    assert [round(one, 4) for one in told] == [0.999, 0.01, 1.0]


def test_a_row_of_an_unlikely_table_of_another_document_is_not_raised() -> None:
    assert by_tier("用5天费率多少", units(OTHER, ROWS), [1.0, 0.2, 0.1]) == [1.0, 0.2 * 0.05, 0.1]
    told = by_tier("用5天费率多少", units(OTHER, ROWS), [1.0, 0.3, 0.1])
    assert [round(one, 4) for one in told] == [0.999, 0.015, 1.0]


def test_the_odds_of_a_question_without_figures_stay_as_they_are() -> None:
    assert by_tier("费率多少", units(OTHER + ROWS), [1.0, 0.2, 0.1]) == [1.0, 0.2, 0.1]
    assert by_tier("用5天费率多少", [], []) == []


@pytest.mark.parametrize(
    ("question", "fit"),
    [
        ("检修费用投了260万元,能补多少?", {"（一）30万元以": "other", "（二）不低于10": "holds"}),
        ("船员工资发了260万元,能补多少?", {}),
    ],
)
def test_what_items_divide_is_said_where_their_list_is_introduced(question: str, fit: dict[str, str]) -> None:
    text = (
        "第五条 按船舶检修费用分档补助：\n（一）30万元以上、不满100万元的，按5%补助；\n"
        "（二）不低于100万元、不足500万元的，按6%补助。\n"
    )
    assert fits(question, text) == fit
