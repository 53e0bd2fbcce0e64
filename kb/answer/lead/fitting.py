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
