"""What texts say of themselves: values, where they stand, and what stays unknown."""

from datetime import date
from pathlib import Path

import pytest

from kb.ingest.metadata.published import day_of_name
from kb.ingest.metadata.statements import Printed, describe, describe_article
from kb.ingest.source import parse_source
from kb.types import DocumentKind, Evidence, Metadata, Span

SEEDS = Path(__file__).parents[3] / "seeds"

NOTICE = """国务院办公厅关于加快发展
体育竞赛表演产业的指导意见
国办发〔2018〕121号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
为加快发展，根据《中华人民共和国体育法》和《国务院关于投资体制改革的决定》（国发〔2004〕20号），现提出以下意见：
一、总体要求
本意见自印发之日起施行，有效期5年。《关于发展体育产业的通知》（国办发[2010]22号）同时废止。
国务院办公厅
2018年12月11日
（此件公开发布）
"""

LAW = """# 浙江省大气污染防治条例

2003年6月27日 浙江省第十届人民代表大会常务委员会第四次会议通过

2020年11月27日 浙江省第十三届人民代表大会常务委员会第二十五次会议《关于修改六件地方性法规的决定》修正

第一条 根据《中华人民共和国环境保护法》《中华人民共和国大气污染防治法》等法律，结合本省实际，制定本条例。

第二条 排污单位应当自2018年1月1日起执行新的排放标准。

第七十一条 本条例自2016年7月1日起施行。2002年5月16日通过的《浙江省大气污染防治办法》同时废止。
"""

RULES = """个人贷款管理办法
(2024年1月30日国家金融监督管理总局、中国人民银行令2024年第3号公布 自2024年7月1日起施行)
第一章 总则
第一条 为规范个人贷款业务,依据《中华人民共和国商业银行法》等法律法规,制定本办法。
第四十九条 本办法自2024年7月1日起施行。原《个人贷款管理暂行办法》(中国银行业监督管理委员会令2010年第2号)同时废止。
"""


def stated(evidence: Evidence | None, text: str) -> tuple[str, str | None] | None:
    """The value and the characters that state it."""
    if evidence is None:
        return None
    return evidence.value, evidence.span.of(text) if evidence.span else None


def test_a_notice_of_an_office() -> None:
    found = describe(NOTICE, "意见.txt")
    assert found.title == "国务院办公厅关于加快发展体育竞赛表演产业的指导意见"
    assert found.kind is DocumentKind.POLICY
    assert stated(found.doc_number, NOTICE) == ("国办发〔2018〕121号", "国办发〔2018〕121号")
    assert [stated(issuer, NOTICE) for issuer in found.issuers] == [("国务院办公厅", "国务院办公厅")]
    assert stated(found.published, NOTICE) == ("2018-12-11", "2018年12月11日")
    assert stated(found.effective_from, NOTICE) == ("2018-12-11", "自印发之日起施行")
    assert found.effective_from is not None and found.effective_from.inferred
    assert stated(found.effective_to, NOTICE) == ("2023-12-10", "有效期5年")
    assert found.effective_to is not None and found.effective_to.inferred
    assert [stated(repealed, NOTICE) for repealed in found.repeals] == [
        ("《关于发展体育产业的通知》（国办发〔2010〕22号）", "《关于发展体育产业的通知》（国办发[2010]22号）")
    ]
    assert [law.value for law in found.basis] == [
        "《中华人民共和国体育法》",
        "《国务院关于投资体制改革的决定》（国发〔2004〕20号）",
    ]
    assert found.region is None


def test_a_local_regulation_with_its_history() -> None:
    found = describe(LAW, "浙江省大气污染防治条例(2020-11-27).md")
    assert (found.title, found.kind) == ("浙江省大气污染防治条例", DocumentKind.LAW)
    assert stated(found.published, LAW) == ("2020-11-27", "2020年11月27日")
    # The text gives days of passing alone: that the file's name gives the same day makes it a conclusion.
    assert found.published is not None and found.published.inferred
    assert [issuer.value for issuer in found.issuers] == ["浙江省人民代表大会常务委员会"]
    assert stated(found.region, LAW) == ("浙江省", "浙江省")
    # What the regulated have to do from a day on is not when the regulation holds.
    assert stated(found.effective_from, LAW) == ("2016-07-01", "自2016年7月1日起施行")
    assert [repealed.value for repealed in found.repeals] == ["《浙江省大气污染防治办法》"]
    assert [law.value for law in found.basis] == ["《中华人民共和国环境保护法》", "《中华人民共和国大气污染防治法》"]
    assert found.effective_to is None


def test_rules_published_by_an_order_of_two_bodies() -> None:
    found = describe(RULES, "个人贷款管理办法.md")
    assert [issuer.value for issuer in found.issuers] == ["国家金融监督管理总局", "中国人民银行"]
    assert stated(found.published, RULES) == ("2024-01-30", "2024年1月30日")
    assert stated(found.effective_from, RULES) == ("2024-07-01", "自2024年7月1日起施行")
    assert [repealed.value for repealed in found.repeals] == [
        "《个人贷款管理暂行办法》（中国银行业监督管理委员会令2010年第2号）"
    ]
    assert found.kind is DocumentKind.LAW


def test_a_title_with_its_number_glued_behind() -> None:
    text = "小额贷款公司监督管理暂行办法金规〔2024〕26号\n第一条 为规范行为,制定本办法。\n"
    found = describe(text, "小额贷款公司监督管理暂行办法.md")
    assert found.title == "小额贷款公司监督管理暂行办法"
    assert stated(found.doc_number, text) == ("金规〔2024〕26号", "金规〔2024〕26号")


def test_an_order_in_front_of_what_it_publishes() -> None:
    text = (
        "中华人民共和国国务院令\n第706号\n"
        "《专利代理条例》已经国务院第23次常务会议修订通过，现予公布，自2019年3月1日起施行。\n"
        "总理 某某\n2018年11月6日\n专利代理条例\n第一条 为了规范专利代理行为，制定本条例。\n"
    )
    found = describe(text, "a.txt")
    assert found.title == "专利代理条例"
    assert found.doc_number is not None
    assert found.doc_number.value == "中华人民共和国国务院令第706号"
    assert stated(found.published, text) == ("2018-11-06", "2018年11月6日")
    assert stated(found.effective_from, text) == ("2019-03-01", "自2019年3月1日起施行")


def test_what_a_text_does_not_say_stays_unknown() -> None:
    text = "关于做好近期工作的通知\n各有关单位：\n请做好近期工作。\n"
    assert describe(text, "通知.txt") == Metadata(title="关于做好近期工作的通知", kind=DocumentKind.POLICY)


def test_a_day_in_the_name_alone_is_inferred() -> None:
    found = describe("# 某市条例\n\n第一条 内容。\n", "某市条例(2020-05-14).md")
    assert found.published == Evidence("2020-05-14", None, inferred=True)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("条例(2020-05-14).md", date(2020, 5, 14)),
        ("日报2023.12.08A1.txt", date(2023, 12, 8)),
        ("某报_20231208.txt", date(2023, 12, 8)),
        ("000_5f20190131bb72c52.txt", None),
        ("条例(2020-15-14).md", None),
        ("第2020号.txt", None),
    ],
)
def test_days_in_names(name: str, day: date | None) -> None:
    assert day_of_name(name) == day


def test_from_issue_on_needs_the_day_of_issue() -> None:
    text = "某办法\n第一条 内容。\n第二条 本办法自公布之日起施行。\n"
    assert describe(text, "某办法.txt").effective_from is None
    dated = describe(text, "某办法(2021-03-05).txt").effective_from
    assert stated(dated, text) == ("2021-03-05", "自公布之日起施行")


@pytest.mark.parametrize(
    ("sentence", "start", "end"),
    [
        ("本办法自2022年6月26日起施行，有效期至2025年12月31日。", "2022-06-26", "2025-12-31"),
        ("本办法自2022年6月26日起实施，有效期为三年。", "2022-06-26", "2025-06-25"),
        ("本意见自二〇二二年一月一日起执行。", "2022-01-01", None),
        ("本通知自发布之日起30日后施行。", "2021-04-04", None),
        ("以上政策自2022年1月1日起执行，执行期限至2022年12月31日。", "2022-01-01", "2022-12-31"),
        ("企业自2022年1月1日起执行新会计准则。", None, None),
        ("贷款合同有效期2年。", None, None),
    ],
)
def test_from_when_until_when(sentence: str, start: str | None, end: str | None) -> None:
    found = describe(f"某市贷款贴息办法\n一、内容\n给予贴息。\n{sentence}\n", "某办法(2021-03-05).txt")
    assert (found.effective_from and found.effective_from.value) == start
    assert (found.effective_to and found.effective_to.value) == end


@pytest.mark.parametrize(
    "sentence",
    [
        "《某市旧办法》第三条同时废止。",
        "与本办法不一致的，以本办法为准。",
        "企业停止执行《某市旧办法》的，由主管部门责令改正并重新登记；",
    ],
)
def test_what_is_not_repealed_as_a_whole_is_not_named(sentence: str) -> None:
    filler = "第二条 市人民政府应当加强领导，统筹协调有关工作，及时解决存在的问题。\n" * 60
    assert describe(f"某市新办法\n第一条 内容。\n{sentence}\n{filler}", "新办法.txt").repeals == ()


def test_the_measures_of_the_sample_page() -> None:
    parsed = parse_source((SEEDS / "003_76691701a8012c4a.txt").read_bytes(), "003.txt")
    measures = next(document for document in parsed.documents if document.metadata.kind is DocumentKind.POLICY)
    found, text = measures.metadata, measures.text
    assert found.title == "平湖市科创企业贷款支持实施办法"
    assert stated(found.effective_from, text) == ("2022-06-26", "自2022年6月26日起施行")
    assert stated(found.region, text) == ("平湖市", None)
    assert [repealed.value for repealed in found.repeals] == [
        "《关于印发<平湖市科技支行支持科技型中小企业发展实施办法（试行）>的通知》（平科技〔2017〕10号）",
        "《关于印发平湖市科技支行信贷风险补偿基金管理办法（试行）的通知》（平财企〔2017〕17号）",
    ]
    assert [law.value for law in found.basis] == [
        "《中共嘉兴市委办公室嘉兴市人民政府办公室印发关于深化科创金融改革的实施意见的通知》（嘉委办发〔2021〕72号）"
    ]
    assert (found.doc_number, found.published, found.effective_to, found.issuers) == (None, None, None, ())


def test_news_name_the_documents_that_they_report_on() -> None:
    parsed = parse_source((SEEDS / "004_c1bf9038d2fc174c.txt").read_bytes(), "004.txt")
    reported = {
        document.metadata.title: [stated(evidence, document.text) for evidence in document.metadata.reports_on]
        for document in parsed.documents
        if document.metadata.reports_on
    }
    title = "《关于做好绿色金融大文章支持浙江经济绿色低碳高质量发展若干措施的通知》"
    assert reported["浙江出台20项举措支持经济绿色低碳高质量发展"] == [(title, title)]
    assert reported["“政金联动”加速培育新质生产力"] == [("《舟山市本级创新券实施管理办法》",) * 2]


def test_the_day_on_which_a_text_was_passed_is_not_that_of_its_publication() -> None:
    text = "某市停车条例\n（2021年3月1日某市第五届人民代表大会常务委员会第二次会议通过）\n第一条 内容。\n"
    assert describe(text, "某市停车条例.txt").published is None
    order = (
        "某市停车办法\n"
        "（2021年3月1日市政府第2次常务会议通过 2021年4月6日某市人民政府令第9号公布 自2021年6月1日起施行）\n"
    )
    published = describe(order + "第一条 内容。\n", "某市停车办法.txt").published
    assert stated(published, order) == ("2021-04-06", "2021年4月6日")
    at_once = "某市停车规定\n（2021年3月1日某市第五届人民代表大会第二次会议通过并公布）\n第一条 内容。\n"
    assert stated(describe(at_once, "某市停车规定.txt").published, at_once) == ("2021-03-01", "2021年3月1日")


def test_an_officer_signs_on_a_day_that_extraction_glued_to_the_title() -> None:
    text = (
        "某某条例中华人民共和国国务院令第9号《某某条例》已经2020年12月21日国务院常务会议通过,现予公布。\n"
        "总 理 某某某2021年1月26日某某条例\n第一章 总则\n第一条 内容。\n"
    )
    assert stated(describe(text, "某某条例.txt").published, text) == ("2021-01-26", "2021年1月26日")


def test_the_fields_of_a_government_page() -> None:
    text = (
        "某区关于推动产业发展的若干意见 首页 索引号 : X1 发布机构 : 某区工业化推进办公室 "
        "发文字号 : 某府办〔2024〕8号 公开属性 : 主动公开 "
        "发布时间： 2024-11-21 点击数： 15 为深入贯彻精神，制定本意见。\n"
    )
    found = describe(text, "某区关于推动产业发展的若干意见.txt")
    assert [stated(issuer, text) for issuer in found.issuers] == [("某区工业化推进办公室", "某区工业化推进办公室")]
    assert stated(found.published, text) == ("2024-11-21", "2024-11-21")
    assert stated(found.doc_number, text) == ("某府办〔2024〕8号", "某府办〔2024〕8号")


def test_the_full_title_below_the_short_one_that_the_file_is_named_after() -> None:
    text = (
        "加快产业发展意见\n中共甲河县委 甲河县人民政府\n关于支持重点产业加快发展的实施意见\n(2023年2月8日)\n"
        "一、内容\n本政策自发布之日起施行，暂定三年有效期。\n"
    )
    found = describe(text, "加快产业发展意见.md")
    assert found.title == "中共甲河县委甲河县人民政府关于支持重点产业加快发展的实施意见"
    assert [issuer.value for issuer in found.issuers] == ["中共甲河县委", "甲河县人民政府"]
    assert stated(found.published, text) == ("2023-02-08", "2023年2月8日")
    assert stated(found.effective_to, text) == ("2026-02-07", "暂定三年有效期")


def test_a_plan_with_its_years_in_the_title_that_ends_the_one_before() -> None:
    text = (
        "甲川县农业担保工作方案（2024—2026年）\n\n甲政办〔2024〕25号\n\n为缓解融资难，制定本方案。\n\n一、实施期限\n"
        "本方案自2024年6月1日起实施，至2026年12月31日止。2022年印发的《甲川县“惠农担”试点方案》不再执行。\n"
    )
    found = describe(text, "甲川县农业担保工作方案.txt")
    assert (found.title, found.kind) == ("甲川县农业担保工作方案（2024—2026年）", DocumentKind.POLICY)
    assert (found.effective_to and found.effective_to.value) == "2026-12-31"
    assert [repealed.value for repealed in found.repeals] == ["《甲川县“惠农担”试点方案》"]


def test_a_short_name_is_no_second_basis() -> None:
    text = "某办法\n第一条 根据《中华人民共和国公司法》（以下简称《公司法》）等法律，制定本办法。\n"
    assert [law.value for law in describe(text, "某办法.txt").basis] == ["《中华人民共和国公司法》"]


def test_a_day_without_a_year_is_of_the_year_of_the_pages_figures() -> None:
    text = (
        "茶农贷款上线\n本报讯 5月15日，县里推出茶农周转贷款，茶农在村口服务站就能申请。\n本报记者 马春\n\n"
        "鲈鱼上岸\n本报讯 昨天，湖里的鲈鱼进入捕捞期。截至2021年3月末，合作社有船三十条。\n通讯员 江河\n"
    )
    documents = parse_source(text.encode(), "page.txt").documents
    assert stated(documents[0].metadata.published, documents[0].text) == ("2021-05-15", "5月15日")
    assert documents[0].metadata.published is not None and documents[0].metadata.published.inferred
    assert documents[1].metadata.published is None


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("上海市徐汇区关于推动产业发展的若干意见", "上海市徐汇区"),
        ("关于印发《杭州市贷款贴息办法》的通知", "杭州市"),
        ("浙江出台绿色金融措施", "浙江省"),
        ("浙江大学发布新装置", None),
        ("关于加快发展的通知", None),
        ("石岭区鼓励小微企业升规", "石岭区"),
        ("汤涧县：节能改造先体检", "汤涧县"),
        ("上半年全市贷款增长", None),
        ("城市居民最低生活保障办法", None),
        ("老旧小区改造办法", None),
    ],
)
def test_places_that_titles_begin_with(title: str, region: str | None) -> None:
    found = describe_article("本报讯 近日，有关部门出台措施。", Printed(title)).region
    assert (found and found.value) == region


def test_evidence_of_an_item_lies_in_its_text() -> None:
    text = (
        "为规范管理，根据《某条例》，制定本办法。\n一、对象\n企业。\n二、标准\n按季贴息。\n"
        "三、附则\n本办法自2022年1月1日起施行。"
    )
    found = describe_article(text, Printed("某市贷款贴息办法（试行）"))
    assert found.kind is DocumentKind.POLICY
    assert found.basis == (Evidence("《某条例》", Span(8, 13)),)
    assert stated(found.effective_from, text) == ("2022-01-01", "自2022年1月1日起施行")


@pytest.mark.parametrize(
    ("said", "issuer", "number"),
    [
        ("2019年11月5日临山市人民政府令第6号公布 自2020年1月1日起施行", "临山市人民政府", "临山市人民政府令第6号"),
        ("二〇一九年十一月五日临山市人民政府令第6号公布", "临山市人民政府", "临山市人民政府令第6号"),
        # A name that begins with the character for the day.
        ("2019年11月5日日临市人民政府令第6号公布", "日临市人民政府", "日临市人民政府令第6号"),
        (
            "2019年11月5日日临市第十届人民代表大会常务委员会第三次会议通过",
            "日临市人民代表大会常务委员会",
            None,
        ),
    ],
)
def test_who_issued_begins_behind_the_day(said: str, issuer: str, number: str | None) -> None:
    found = describe(f"渡口管理办法\n（{said}）\n\n第一条 内容。\n", "渡口管理办法.txt")
    assert [one.value for one in found.issuers] == [issuer]
    assert (found.doc_number.value if found.doc_number else None) == number
