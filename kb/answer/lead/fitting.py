"""Whether a figure may be the one that is asked for: of the limit, the thing and the measure that a question names."""

import re
from collections.abc import Sequence

from kb.answer.lead.words import NOT_ASKED

# 最低工资 and 最高人民法院 ask for no limit.
_LEAST_ASKED = re.compile(r"最[低少短](?!生活|工资|保障|温|收入)|至少|起码|下限|起步|起贷|起借|门槛")
_MOST_ASKED = re.compile(r"最[高多长大](?!人民|[法检院级温层])|至多|顶多|上限|封顶")
_LEAST = re.compile(r"最[低少短]|不得?(?:低于|少于|小于|短于)|至少|下限")
_MOST = re.compile(r"最[高多长]|不得?(?:超过|高于|多于|大于|长于)|至多|上限|封顶")
# What a term may be of: how long a loan runs is not how long interest is paid for.
_TERMS_OF = tuple(
    re.compile(word) for word in ("贷(?!款?贴息)|借", "贴息", "公示", "展期|延期|宽限", "有效期", "逾期", "试用|见习")
)
# What a rate or an amount may be of, as a question and as a text says it; 贴息 is no 利率.
_NATURES = (
    (r"(?<!贴)息|利率|利钱|lpr|几厘|[抽收][^，,]{0,2}几个?点|interest", r"利率|利息|LPR|lpr|年化"),
    (
        r"贴息|[补贴返][^，,。？?]{0,4}(?:利息|利钱|息)|(?:掏|出|帮)[^，,。？?]{0,4}(?:利息|利钱|息)|掏几成",
        r"贴息|利息补",
    ),
    (r"费率|保费|[担年]保?费|手续费|使用费|[抽收][^，,]{0,2}几个?点", r"费率|(?<!投)保费|手续费|使用费"),
    (r"损失|代偿|补偿|分担|风险|亏|赔", r"本金损失|代偿|补偿"),
    (r"估价|评估|估值|折几成|首付", r"估价|评估|估值|首付"),
)
_ABOUT = tuple((re.compile(asked), re.compile(said)) for asked, said in _NATURES)
_GROWN = re.compile(r"同比|环比|增长|下降|减少|(?<!相)比(?![例率重])(?:上年|去年|上月|同期|年初|[^，,。；;]{1,8}前)")
_GROWTH_ASKED = re.compile(
    r"同比|环比|增[长速幅加多减]|涨|降|减少|多了|少了|变[动化]|比(?:上|去|年初)|年均|increase|growth|change"
)
_TOLD = re.compile(r"已|了|余额|截至|今年|去年|\d{4}年|现有|[贷借拿批]到|出资|末，|末累计")
_ANY_LIMIT = re.compile(
    r"不得?(?:超过|高于|多于|大于|长于)|最[高多长大]|至多|上限|封顶|以内|以下|达到|按|每|给予|奖励|补助|补贴"
)
_MOST_GRANTED = re.compile(rf"{_MOST_ASKED.pattern}|顶格|最多|(?:能|可以?)[^，,。？?]{{0,4}}(?:借|贷)到?(?:多少|几)")
_RAISED = re.compile(r"(?:延长|提高|放宽|上浮|增加|扩大)[至到]|可[达到]|以[内下]")
_BEFORE_ASKED = re.compile(r"([\u4e00-\u9fff]{2})(?:以前|之前|前)(?!\d)")
_GRANT = (
    r"奖励|奖金|奖补|补贴|补助|津贴|补偿金?|返还|罚款|押金|保证金|违约金|滞纳金|罚息|手续费"
    r"|[\u4e00-\u9fff]费(?![率用者])"
)
_ASKED_THING = re.compile(
    rf"(?P<of>[\u4e00-\u9fff]{{2}})(?P<thing>{_GRANT})(?=[^，,。；;]{{0,8}}(?:多少|几|[高低]|怎么算|标准))"
)
# Who pays, how often and by what right name no thing of their own.
_NO_THING = re.compile(
    r"政府|国家|财政|中央|地方|[省市区县]级|企业|公司|单位|个人|我们|每[年月次人户]|一年|全年|年度|一次性?|资金|专项|相关|有关|各类|这[个种笔]|那[个种笔]"
    r"|[拿领给补发交收付享受到得罚退][的了到]?|次性|府的|策的|[有是和与及或]"
)
# Who asks what was saved or paid asks for money.
_PAID = re.compile(r"(?:省|赔|花|付|交|缴|掏|退|返|补|奖|罚|赚|亏)[了到过]?多少(?![次个家户人名笔])")
# 贴息 names a thing, and asks for no rate where something else is asked.
_THING_OF_RATE = re.compile(r"贴息")
_RATE_ASKED = re.compile(
    r"利率|费率|比例|[几多]成|百分之|[几多少]个?百?分?点|占比|增速|同比|基点|标准|怎么[贴补算]|按什么|几厘|利息[^，,。？?]{0,6}(?:多少|几|怎)"
    r"|(?:多少|几|什么)[^，,。？?]{0,3}利息|interest|rate"
)
_COUNTED = re.compile(r"(?:多少|几)[十百千万亿]?[家名人户项处笔批座台件次位场届种类亩吨]")


def turns_limit(question: str, said: str) -> bool:
    """Tell whether a question asks for the least where a text says the most, or the other way."""
    least, most = _LEAST_ASKED.search(question), _MOST_ASKED.search(question)
    if bool(least) == bool(most):
        return False
    wrong, right = (_MOST, _LEAST) if least else (_LEAST, _MOST)
    return wrong.search(said) is not None and right.search(said) is None


def is_term_of_another(question: str, subject: str) -> bool:
    """Tell whether a term is of another thing than the question names: 贴息期限, where 贷多少年 is asked."""
    asked = [word for word in _TERMS_OF if word.search(question)]
    places = {word: [match.start() for match in word.finditer(subject)] for word in _TERMS_OF}
    named = [word for word in _TERMS_OF if places[word]]
    return bool(asked and named) and max(named, key=lambda word: places[word][-1]) not in asked


def is_of_another_nature(question: str, said: str) -> bool:
    """Tell whether a figure is of another kind of rate or sum than the question names: 担保费率, where 利率 is asked.

    How much something has grown answers only who asks for that.
    """
    if _GROWN.search(said) and not _GROWTH_ASKED.search(question):
        return True
    asked, named = _natures(question, said)
    return bool(asked and named) and asked.isdisjoint(named)


def is_of_asked_nature(question: str, said: str) -> bool:
    """Tell whether a figure is of a kind of rate or sum that the question names."""
    asked, named = _natures(question, said)
    return not asked.isdisjoint(named)


def _natures(question: str, said: str) -> tuple[set[int], set[int]]:
    asked = {place for place, (asks, _) in enumerate(_ABOUT) if asks.search(question)}
    named = {place for place, (_, says) in enumerate(_ABOUT) if says.search(said)}
    return asked, named


def only_tells(question: str, said: str, sentence: str) -> bool:
    """Tell whether what is said of a sum only tells what somebody got, where a question asks how much may be had."""
    return bool(_MOST_GRANTED.search(question) and _TOLD.search(sentence)) and not _ANY_LIMIT.search(said)


def is_most_asked(question: str, said: str) -> bool:
    """Tell whether a question asks for an upper limit, and what is said of a figure sets or raises one."""
    asked = _MOST_ASKED.search(question) is not None and not _LEAST_ASKED.search(question)
    return asked and (_MOST.search(said) is not None or _RAISED.search(said) is not None)


def is_since(question: str, sentence: str) -> bool:
    """Tell whether a question asks how it was before what a sentence compares its figure with: 比改革前下降."""
    if _GROWTH_ASKED.search(question):
        return False
    earlier = (match[1] for match in _BEFORE_ASKED.finditer(question))
    return any(re.search(rf"比[^，,。；;]{{0,12}}{word}(?:以|之)?前", sentence) for word in earlier)


def lacks_thing(question: str, seen: Sequence[str]) -> bool:
    """Tell whether texts lack what the grant, fine or fee that a question asks for is for: 转让 of 转让奖励."""
    text = "\n".join(seen)
    for match in _ASKED_THING.finditer(question):
        if match["of"] not in text and not _NO_THING.search(match["of"]) and not NOT_ASKED.search(match["of"]):
            return True
    return False


def without_count(question: str) -> str:
    """Return a question without the count that it asks for (几次); all of it where it asks for none."""
    return _COUNTED.sub(" ", question)


def asks_for_money(question: str) -> bool:
    """Tell whether a bare 多少 asks for money: 省了多少."""
    return _PAID.search(question) is not None


def names_no_rate(question: str) -> bool:
    """Tell whether a question has 贴息 only as the name of a thing."""
    return _THING_OF_RATE.search(question) is not None and _RATE_ASKED.search(question) is None
