from datetime import date

import pytest

from kb.rules.applicant.qualifications import bundled_names
from kb.rules.story.reading import read_story
from kb.rules.types import Applicant, Certainty, Fact

TODAY = date(2024, 5, 8)


def told(fact: Fact) -> str:
    """A fact in one line: name=value, then ..upper, @level, /mark, ?certainty, <until where it has them."""
    line = f"{fact.name}={fact.value}"
    line += f"..{fact.upper}" if fact.upper is not None else ""
    line += f"@{fact.level}" if fact.level else ""
    line += f"/{fact.unit}" if fact.unit and fact.name in ("region", "grades", "review", "established") else ""
    line += f"?{fact.certainty.value}" if fact.certainty is not Certainty.STATED else ""
    return line + (f"<{fact.until}" if fact.until else "")


def read(text: str) -> Applicant:
    return read_story(text, TODAY)


def facts(text: str) -> set[str]:
    return {told(fact) for fact in read(text).facts}


HIGH_TECH = "qualifications=高新技术企业@国家级"

SENTENCES: list[tuple[str, set[str]]] = [
    # Places.
    ("我们是绵阳一家做豆瓣酱的公司", {"region=绵阳", "entity=企业", "industry=豆瓣酱"}),
    ("厂在甲市，注册在乙市", {"region=乙市/注册地", "region=甲市/经营地"}),
    ("注册地在海边某县，车间在隔壁市里租的", {"region=海边某县/注册地", "region=隔壁市/经营地"}),
    ("我们公司注册在青川县，厂房在剑阁", {"entity=企业", "region=青川县/注册地", "region=剑阁/经营地"}),
    ("坐标遵义，开饭店的", {"region=遵义", "industry=饭店"}),
    ("在某某市的小厂子", {"region=某某市"}),
    ("我老家在安徽，店开在昆山", {"region=昆山", "home=安徽"}),
    ("从大理搬到曲靖来的", {"region=曲靖"}),
    ("我们不在贵阳，在六盘水", {"region=六盘水"}),
    ("打算在康定注册个公司", {"region=康定/注册地?pending", "entity=企业?pending"}),
    ("客户主要在广东和福建", set()),
    ("江苏省常州市武进区的一家制造企业", {"region=江苏省常州市武进区", "entity=企业"}),
    ("公司在兰州设了个办事处", {"entity=企业"}),
    # Kind, size, trade, age.
    ("我们不是公司，是个体户", {"entity=个体工商户"}),
    ("我是搞养殖的个体工商户", {"entity=个体工商户", "industry=养殖"}),
    ("带着三十来户种猕猴桃的合作社", {"entity=农民专业合作社", "industry=猕猴桃"}),
    ("一家小型企业，主营医疗器械", {"entity=企业", "size=小型", "industry=医疗器械"}),
    ("开了三年半", {"age_months=42"}),
    ("店开了快两年了", {"age_months=12..23"}),
    ("公司成立不到一年", {"entity=企业", "age_months=0..11"}),
    ("2019年注册的", {"established=2019-01-01/年"}),
    ("去年三月才注册的公司，我干这行十年了", {"established=2023-03-01/月", "entity=企业"}),
    ("19年开的厂", {"established=2019-01-01/年"}),
    ("公司成立10年", {"entity=企业", "age_months=120"}),
    ("公司成立了20年", {"entity=企业", "age_months=240"}),
    ("公司10年前成立", {"entity=企业", "age_months=120"}),
    ("公司成立于10年", {"entity=企业", "established=2010-01-01/年"}),
    ("营业执照是2021年8月16日办的", {"established=2021-08-16/日"}),
    ("应该是2020年成立的", {"established=2020-01-01/年?unsure"}),
    ("办厂一年零三个月", {"age_months=15"}),
    ("我从业二十年", set()),
    # Quantities.
    ("我们厂二十来号人", {"employees=20"}),
    ("三十多个工人", {"employees=30..39"}),
    ("员工四五十人，去年做了八百多万营业额", {"employees=40..50", "revenue=8000000..8999999"}),
    ("连我一共6个人", {"employees=6"}),
    ("年产值两千来万，交了四十多万的税", {"revenue=20000000", "tax=400000..499999"}),
    ("前年营收600万，去年900万", {"revenue=6000000?expired", "revenue=9000000"}),
    ("今年预计营收1.5亿", {"revenue=150000000?pending"}),
    ("注册资金500万，实缴两百万", {"registered_capital=5000000", "paid_in_capital=2000000"}),
    ("研发投入占了百分之六", {"rd_ratio=6"}),
    ("总资产大概三千万，负债率60%", {"assets=30000000?unsure", "debt_ratio=60"}),
    ("营收不到五百万", {"revenue=0..5000000"}),
    ("带动就业两百人", set()),
    ("我们三个股东", set()),
    ("老板今年35岁", {"age=35"}),
    # Qualifications.
    ("我们是高企", {HIGH_TECH}),
    ("高薪技术企业有证的", {HIGH_TECH, "entity=企业"}),
    ("高企正在申报", {f"{HIGH_TECH}?pending"}),
    ("高企去年过期了没续", {f"{HIGH_TECH}?expired<2023-12-31"}),
    ("高企证书2023年11月就到期了", {f"{HIGH_TECH}?expired<2023-11-30"}),
    ("高企证书还没过期，2026年到期", {f"{HIGH_TECH}<2026-12-31"}),
    ("省级专精特新，今年评上的", {"qualifications=专精特新中小企业@省级"}),
    ("专精特新应该算有吧", {"qualifications=专精特新中小企业?unsure"}),
    ("专精特新有，不记得是省级还是市级了", {"qualifications=专精特新中小企业"}),
    ("市里评的隐形冠军", {"qualifications=隐形冠军企业@市级"}),
    ("区级瞪羚，公示中", {"qualifications=瞪羚企业@县级?pending"}),
    ("不是高企，也不是科小", {f"{HIGH_TECH}?denied", "qualifications=科技型中小企业?denied"}),
    ("高企、科小都有，小巨人没评上", {HIGH_TECH, "qualifications=科技型中小企业",
        "qualifications=专精特新“小巨人”企业@国家级?denied"}),
    ("科小有了还在申报高企", {"qualifications=科技型中小企业", f"{HIGH_TECH}?pending"}),
    ("我们公司去年评上了省级专精特新，高企前年到期没再申请", {"entity=企业",
        "qualifications=专精特新中小企业@省级", f"{HIGH_TECH}?expired<2022-12-31"}),
    ("不仅是高企，还是国家级小巨人", {HIGH_TECH, "qualifications=专精特新“小巨人”企业@国家级"}),
    ("我朋友的公司是高企，我们还不是", set()),
    ("我们给高新技术企业做配套", set()),
    ("高企能贷多少？", set()),
    ("如果评上高企能不能多贷点", set()),
    ("没申请过高企", {f"{HIGH_TECH}?denied"}),
    ("高企材料交上去了，还没批下来", {f"{HIGH_TECH}?pending"}),
    ("申请过单项冠军，没批", {"qualifications=制造业单项冠军企业?denied"}),
    ("隐形冠军培育企业", {"qualifications=隐形冠军培育企业", "entity=企业"}),
    ("老字号，县里认定的", {"qualifications=老字号企业@县级"}),
    ("规上企业不是", {"qualifications=规模以上企业?denied"}),
    # Identities.
    ("我是退伍军人，自己开了家早餐店", {"identities=退役军人", "industry=早餐店"}),
    ("大学刚毕业，第一次创业", {"identities=高校毕业生", "first_time_entrepreneur=True"}),
    ("打工回来想养蜂，家里是建档立卡户", {"identities=返乡农民工", "identities=脱贫人口"}),
    ("招了3个高校毕业生和两个退役军人", set()),
    ("我有残疾证，登记失业半年了", {"identities=残疾人", "identities=登记失业人员"}),
    ("以前开过一家店，这次是重新创业", {"first_time_entrepreneur=False"}),
    # Grades, their measures, decisions.
    ("亩均D", {"grades=D/绩效评价"}),
    ("去年亩均评了B类", {"grades=B/绩效评价"}),
    ("综合评价A档，纳税信用B级", {"grades=A/绩效评价", "grades=B/纳税信用"}),
    ("前年是C类，今年升到B类", {"grades=C?expired", "grades=B"}),
    ("评价结果好像是C", {"grades=C/绩效评价?unsure"}),
    ("没参加亩均评价", {"grades=/绩效评价?denied"}),
    ("评了D类，措施还没到期", {"grades=D", "states=D类措施执行期内"}),
    ("亩均D类，执行期已满", {"grades=D/绩效评价", "states=D类措施执行期内?denied"}),
    ("D类措施执行到2024年12月31日", {"grades=D", "states=D类措施执行期内<2024-12-31"}),
    ("不是D类", {"grades=D?denied"}),
    ("会商没同意", {"review=rejected"}),
    ("联审已经同意了", {"review=approved"}),
    ("材料报到领导小组，还在审", {"review=pending/领导小组"}),
    # Loans.
    ("两年期的600万元抵押贷款", {"loan.amount=6000000", "loan.term_months=24", "loan.guarantee=抵押"}),
    ("想借300万周转一年", {"loan.amount=3000000", "loan.term_months=12", "loan.purpose=周转"}),
    ("贷个50万，分36期还", {"loan.amount=500000", "loan.term_months=36"}),
    ("想拿专利质押贷两百万买设备", {"loan.amount=2000000", "loan.guarantee=知识产权质押", "loan.collateral=专利",
        "loan.purpose=买设备"}),
    ("没有抵押物，想贷二三十万", {"loan.guarantee=信用?unsure", "loan.amount=200000..300000"}),
    ("找担保公司担保，借一百万三年", {"loan.guarantee=保证", "loan.amount=1000000", "loan.term_months=36"}),
    ("从来没贷过款", {"prior_loan=False"}),
    ("之前贷过一笔已还清", {"prior_loan=True", "states=以前的贷款已还清"}),
    ("还有80万贷款没还", {"prior_loan=True"}),
    ("2018年借过一笔钱，早还清了，现在想再贷100万", {"prior_loan=True", "states=以前的贷款已还清",
        "loan.amount=1000000"}),
    ("准备今年9月申请", {"application_date=2024-09-01"}),
    # States.
    ("逾期过一次，后来还清了", {"states=贷款逾期?expired"}),
    ("征信有点花", {"states=征信有瑕疵"}),
    ("老板上了失信名单", {"states=列入失信被执行人名单", "credit_bad=True"}),
    ("没有逾期，也没有欠税", {"states=贷款逾期?denied", "states=欠税?denied"}),
    ("征信一直都挺好", {"credit_bad=False"}),
    ("会不会进失信名单？", set()),
    ("要是逾期了怎么办", set()),
    ("因为环保被罚过", {"states=受过环保处罚"}),
    ("厂子一直正常经营", {"states=正常经营"}),
    # Several things at once, as people tell them.
    (
        "我是宜宾搞竹编的，个体户，做了六年了，手下七八个人，一年流水一百来万，没贷过款，想贷20万进点原料，没东西抵押",
        {
            "region=宜宾", "industry=竹编", "entity=个体工商户", "age_months=72", "employees=7..8",
            "revenue=1000000", "prior_loan=False", "loan.amount=200000", "loan.purpose=进点原料",
            "loan.guarantee=信用?unsure",
        },
    ),
    (
        "我们公司在襄阳高新区，做汽车零部件的，2016年成立，员工126人，去年营收1.3亿，是省级专精特新和高新技术企业",
        {
            "region=襄阳高新区", "entity=企业", "industry=汽车零部件", "established=2016-01-01/年",
            "employees=126", "revenue=130000000", "qualifications=专精特新中小企业@省级", HIGH_TECH,
        },
    ),
    (
        "我们去年刚被认定为国家级专精特新小巨人，同时也是高企，注册资本3000万，总部在无锡，工厂在盐城",
        {
            "qualifications=专精特新“小巨人”企业@国家级", HIGH_TECH, "registered_capital=30000000",
            "region=无锡", "region=盐城/经营地",
        },
    ),
    (
        "俺们合作社是省级示范社，种苹果的，想贷款建冷库，大概需要150万，三年",
        {
            "entity=农民专业合作社", "qualifications=农民专业合作社示范社@省级", "industry=苹果",
            "loan.purpose=建冷库", "loan.amount=1500000", "loan.term_months=36",
        },
    ),
    (
        "我在县城开了间药店，三年多，店里四个人",
        {"industry=药店", "age_months=36..47", "employees=4"},
    ),
    (
        "本店成立于2018年6月1日，登记类型为个体工商户，经营地址在南充市顺庆区",
        {"established=2018-06-01/日", "entity=个体工商户", "region=南充市顺庆区/经营地"},
    ),
    ("我們是高新技術企業，想貸款三百萬", {HIGH_TECH, "entity=企业", "loan.amount=3000000"}),
    (
        "我司为隐形冠军，市级，另外拥有省级企业技术中心",
        {"qualifications=隐形冠军企业@市级", "qualifications=企业技术中心@省级", "entity=企业"},
    ),
    ("我们高企证书到今年12月才到期，亩均评价去年是A", {f"{HIGH_TECH}<2024-12-31", "grades=A/绩效评价"}),
    ("有个朋友说他们厂是绿色工厂，我们只是个规上企业", {"qualifications=规模以上企业", "entity=企业"}),
    ("我老婆是残疾人，我是下岗职工", {"identities=登记失业人员"}),
    ("想了解一下，高企和专精特新有什么区别", set()),
    ("不知道我们算不算小微企业", {"entity=企业?unsure", "size=小微?unsure"}),
    ("我们刚从个体户转成公司", {"entity=企业"}),
    ("听说要有抵押才行", set()),
    ("前两年贷过一次款，现在没有贷款余额", {"prior_loan=True", "states=有贷款余额?denied"}),
    ("老板娘说我们高企今年复审没通过", {f"{HIGH_TECH}?expired"}),
    ("带动了20个脱贫户就业，自己不是脱贫户", {"identities=脱贫人口?denied"}),
    ("我没有创过业，失业登记两年了", {"first_time_entrepreneur=True", "identities=登记失业人员"}),
    ("客户是上市公司，我们自己是小微", {"size=小微"}),
    ("公司欠了税，还有官司", {"entity=企业", "states=欠税", "states=有未决诉讼"}),
    ("研发费用占销售收入的比例是4.5%，科技人员占15%", {"rd_ratio=4.5", "rd_staff_ratio=15"}),
    ("去年利润才100多万，负债率65%", {"profit=1000000..1999999", "debt_ratio=65"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_a_sentence_gives_these_facts_and_no_others(text: str, expected: set[str]) -> None:
    assert facts(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in SENTENCES], ids=[text for text, _ in SENTENCES])
def test_every_fact_has_words_that_stand_in_the_story(text: str) -> None:
    for fact in read(text).facts:
        assert fact.span is not None
        assert text[fact.span.start : fact.span.end].strip() == fact.words.strip() != ""


@pytest.mark.parametrize(
    "text",
    [
        "什么资质都没有",
        "没有任何资质称号",
        "我们是科小，没有其他资质",
        "除了高企，别的都没有",
        "我们只有高企这一个资质",
        "就一个高企，其他都没有",
        "高企有，其它荣誉一个都没有",
    ],
)
def test_a_story_can_say_that_it_tells_all_qualifications(text: str) -> None:
    applicant = read(text)
    assert applicant.complete == {"qualifications"}
    assert all(fact.certainty is Certainty.STATED for fact in applicant.of("qualifications"))


@pytest.mark.parametrize(
    "text",
    ["我们是高企", "没有别的贷款", "没有其他问题了", "只有高企才能申请吗", "没有高企", "我们是科小，没有逾期"],
)
def test_what_is_not_said_leaves_the_list_open(text: str) -> None:
    assert read(text).complete == frozenset()


def test_the_place_of_registration_stands_before_that_of_the_works() -> None:
    applicant = read("车间在广元，公司注册在巴中")
    assert [(fact.value, fact.unit) for fact in applicant.of("region")] == [("巴中", "注册地"), ("广元", "经营地")]
    assert applicant.contradictions == ()


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("员工30人，不对，员工80人", ("30", "80")),
        ("我们是高企。我们不是高企", ("高新技术企业", "高新技术企业")),
        ("2015年成立的，才开了半年", ("2015-01-01", "6")),
        ("亩均评价是A，亩均评了D", ("A", "D")),
        ("从没贷过款。之前贷过一笔已还清", ("False", "True")),
        ("公司在德阳。公司在乐山", ("德阳", "乐山")),
    ],
)
def test_what_cannot_both_hold_is_named(text: str, pair: tuple[str, str]) -> None:
    ((one, other),) = read(text).contradictions
    assert {str(one.value), str(other.value)} == set(pair)


@pytest.mark.parametrize(
    "text",
    [
        "去年营收600万，前年800万",
        "2021年5月成立，开了三年",
        "专精特新是省级的，小巨人是国家级的",
        "我们是小微企业，小型的",
        "去年C类，今年B类",
        "高企还没有，正在申报",
    ],
)
def test_what_can_both_hold_is_no_contradiction(text: str) -> None:
    assert read(text).contradictions == ()


@pytest.mark.parametrize("text", ["", "   \n\t", "。。。，，！？", "！@#￥%", "……", "？"])
def test_a_story_that_says_nothing_gives_nothing(text: str) -> None:
    assert read(text) == Applicant()


def test_what_nothing_was_read_from_is_shown() -> None:
    applicant = read("你好，我们是高企，最近订单不太稳定，行情一般。能贷多少？")
    assert applicant.unread == ("最近订单不太稳定，行情一般",)


def test_english_is_left_unread() -> None:
    applicant = read("Hello, we make valves and would like a loan of 3 million")
    assert applicant.facts == ()
    assert applicant.unread == ("Hello, we make valves and would like a loan of 3 million",)


def test_a_neighbours_firm_is_left_unread() -> None:
    applicant = read("隔壁老王的公司是高企，在成都，贷了300万")
    assert applicant.facts == ()
    assert applicant.unread == ("隔壁老王的公司是高企，在成都，贷了300万",)


def test_the_same_words_over_and_over_give_each_fact_once() -> None:
    once = "我们是高企，二十来号人，想贷款300万。"
    long = (once * 600)[:10_000]
    assert [told(fact) for fact in read(long).facts] == [told(fact) for fact in read(once).facts]


@pytest.mark.parametrize("text", ["一" * 10_000, "高企" * 5_000, "没有" * 5_000, "A类" * 5_000, "1" * 10_000])
def test_ten_thousand_characters_of_nothing_are_read_in_seconds(text: str) -> None:
    assert len(read(text).facts) <= 1


def test_a_home_may_have_names_of_its_own() -> None:
    names = bundled_names().with_own("蓝鲸企业\t资质\t市级\t蓝鲸|蓝鲸计划入选企业\n-瞪羚企业\n", "qualifications.tsv")
    applicant = read_story("我们是蓝鲸，也是瞪羚", TODAY, names)
    assert [told(fact) for fact in applicant.facts] == ["qualifications=蓝鲸企业@市级"]


def test_the_places_of_the_policies_at_hand_are_known() -> None:
    story = "我们是云陵的小微企业，厂在望江"
    assert {told(fact) for fact in read_story(story, TODAY).of("region")} <= {"region=望江/经营地"}
    found = read_story(story, TODAY, places=("晴川省云陵市", "望江县"))
    assert [told(fact) for fact in found.of("region")] == ["region=云陵", "region=望江/经营地"]
