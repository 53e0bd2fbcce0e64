import pytest

from kb.retrieve.parts import asking_sentences, split_question, without_introduction, without_naming

ONE = [
    "租的厂房能抵押吗？",
    "贷款利率最高多少",
    "行不行？",
    "",
    "不管多少，都能贷吗",
    "谁申请，谁负责？",
    "哪里发的证，去哪里换？",
    "哪家银行放的款，去哪家银行还？",
    "担保费减半，行不行？怎么算的？",
    "归市里管？还是归县里管？",
    "补助比例是多少？和隔壁县比谁高？",
    "利率多少、期限多长？",
    "我们几个合伙开的店，每年什么时候报年报",
    "请列出全部支持对象。",
    "第五条怎么规定的？请给原文。",
    "“能贷多少？最长几年？”这两句写在哪个文件里",
    "《关于能不能抵押？的答复》是谁发的",
    "What is the maximum loan amount for a single company?",
    "最近那几年，贷款多了多少",
    "公司没欠谁钱，注销要公告多久",
    "从国外带了几个包回来，税该谁交",
    "填空：补贴不超过____元。",
    "公司刚成立。没有房产。能不能贷款？",
]


@pytest.mark.parametrize("question", ONE)
def test_one_question_stays_whole(question: str) -> None:
    assert split_question(question) == [question]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("个人最高多少？小微企业最高又是多少？", ["个人最高多少？", "小微企业最高又是多少？"]),
        ("苗圃贷由哪家银行发放，哪些农户能申请？", ["苗圃贷由哪家银行发放？", "苗圃贷 哪些农户能申请？"]),
        ("在青田办厂，补助封顶是多少？利息怎么算", ["在青田办厂，补助封顶是多少？", "在青田办厂 利息怎么算？"]),
        (
            "《科技贷款办法》的补偿比例是多少？办公室设在哪？",
            ["《科技贷款办法》的补偿比例是多少？", "《科技贷款办法》 办公室设在哪？"],
        ),
        ("贷款最多多少，最长几年", ["贷款最多多少？", "贷款 最长几年？"]),
        ("收割机上户要什么材料，证书多久发", ["收割机上户要什么材料？", "证书多久发？"]),
        ("“两张清单”是什么？由哪个部门推送？", ["“两张清单”是什么？", "“两张清单” 由哪个部门推送？"]),
        ("青田的补贴有多少？缙云的补贴有多少？", ["青田的补贴有多少？", "缙云的补贴有多少？"]),
        ("保费谁出；理赔找谁", ["保费谁出？", "理赔找谁？"]),
        ("工伤怎么认定？\n误工费怎么算？", ["工伤怎么认定？", "误工费怎么算？"]),
        ("What is the cap? Who approves the loan?", ["What is the cap？", "Who approves the loan？"]),
        ("开面馆要办什么证？办证要多少天？请说明依据。", ["开面馆要办什么证？", "办证要多少天？请说明依据？"]),
        ("创业贷款，个人能借多少？公司能借多少？", ["创业贷款，个人能借多少？", "创业贷款 公司能借多少？"]),
        ("租金补贴申请条件是什么？需要哪些材料？", ["租金补贴申请条件是什么？", "租金补贴申请条件 需要哪些材料？"]),
    ],
)
def test_several_questions_are_parted_and_keep_the_names(question: str, parts: list[str]) -> None:
    assert split_question(question) == parts


def test_a_short_story_goes_with_every_part() -> None:
    question = "我们是青田的高新企业。贷款能贷多少？利率最高多少？"
    assert split_question(question) == [
        "我们是青田的高新企业，贷款能贷多少？",
        "我们是青田的高新企业，利率最高多少？",
    ]


STORY = (
    "我在青田开厂做阀门十五年了，一直老老实实交税。去年大客户跑了，账上的钱收不回来，工人工资都快发不出了。"
    "朋友说有个《纾困办法》可以帮忙。"
)


def test_a_long_story_gives_the_parts_only_its_names() -> None:
    assert split_question(STORY + "利息能补多少？申请找哪个部门？") == [
        "青田 《纾困办法》 利息能补多少？",
        "青田 《纾困办法》 申请找哪个部门？",
    ]


def test_a_long_story_with_one_question_is_one_question() -> None:
    assert split_question(STORY + "利息能补多少？") == [STORY + "利息能补多少？"]


def test_what_a_long_story_asks_stands_with_its_names() -> None:
    assert asking_sentences(STORY + "利息能补多少？") == "青田 《纾困办法》 利息能补多少？"


@pytest.mark.parametrize("question", ["利息能补多少？", "我们是小厂。利息能补多少？", STORY])
def test_without_a_long_story_or_a_question_nothing_is_cut(question: str) -> None:
    assert asking_sentences(question) == question


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("我们是做木材加工的小微企业，没有担保人能借多少？", "没有担保人能借多少？"),
        ("你好，我是返乡创业的大学生，租房补贴怎么领", "租房补贴怎么领"),
        ("我是不是小微企业？", "我是不是小微企业？"),
        ("我是小微企业主，谢谢", "我是小微企业主，谢谢"),
        ("贴息多少，我们是小微企业", "贴息多少，我们是小微企业"),
    ],
)
def test_who_asks_is_no_part_of_what_is_asked(question: str, rest: str) -> None:
    assert without_introduction(question) == rest


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("《育苗补助办法》里对逾期是怎么规定的", "对逾期是怎么规定"),
        ("镇上那份办法，逾期怎么罚？", "镇上，逾期怎么罚？"),
        ("请列出《实施办法》中关于逾期罚息的规定,并注明条款号。", "逾期罚息"),
        ("哪条规定了逾期的罚息？", "逾期的罚息？"),
        ("逾期罚息那句的原话是什么？", "逾期罚息那句"),
        ("这个办法是谁发的？", "这个办法是谁发的？"),
    ],
)
def test_neither_the_document_nor_how_to_answer_is_asked_about(question: str, rest: str) -> None:
    assert without_naming(question) == rest
