"""What people write for the closed values of the schema: kinds of applicants, sizes, guarantees, grades, decisions."""

import re
from collections.abc import Sequence

_Patterns = Sequence[tuple[str, re.Pattern[str]]]


def _compiled(*pairs: tuple[str, str]) -> _Patterns:
    return tuple((value, re.compile(pattern, re.IGNORECASE)) for value, pattern in pairs)


ENTITY_WORDS: _Patterns = _compiled(
    ("农民专业合作社", r"合作社|cooperative"),
    ("家庭农场", r"家庭农场|family.?farm"),
    ("个体工商户", r"个体工商户|个体户|工商户|个体经营户?|个体老板|个体|self.?employed|sole.?trader"),
    (
        "社会组织",
        r"社会组织|社会团体|民办非企业|社会服务机构|民非|行业协会|商会|基金会|social.?organi[sz]ation|association",
    ),
    ("机关事业单位", r"机关单位|机关事业单位|事业单位|行政机关|public.?institution"),
    ("农户", r"^(?:种植|养殖)?(?:大|散|农)户$|普通农户|种粮大户|种植大户|养殖大户|种养大户"),
    (
        "企业",
        r"企业|公司|厂|有限责任|股份|合伙|独资|经营部|事务所|enterprise|company|firm|corporation|partnership",
    ),
    ("个人", r"自然人|个人|创业者|居民|本人|还没注册|individual|person|founder"),
)
SIZE_WORDS: _Patterns = _compiled(
    ("小微", r"小微|小型微型|小型、微型|small.?(?:and|or|&).?micro"),
    ("中小微", r"中小微"),
    ("中小", r"中小|sme"),
    ("微型", r"微型|微企|micro"),
    ("小型", r"小型|small"),
    ("中型", r"中型|medium"),
    ("大型", r"大型|large"),
)
GUARANTEE_WORDS: _Patterns = _compiled(
    ("知识产权质押", r"(?:知识产权|专利权?|商标权?|著作权|软著)[^,。;]{0,4}质押|知产质押|质押知识产权|ip.?pledge"),
    ("其他质押", r"其[他它]质押"),
    ("应收账款质押", r"应收(?:账款|款)?[^,。;]{0,4}质押"),
    ("股权质押", r"股权质押|股票质押|股份质押"),
    ("存单质押", r"存单质押"),
    ("质押", r"质押|质押贷|pledge"),
    ("抵押", r"抵押|抵押贷|房子押|押房|mortgage|collateral"),
    ("保证", r"保证(?!金|不|每|按)|担保公司|担保贷款|担保|联保|保证人|guarantee|surety"),
    ("信用", r"信用|纯信用|无抵押|免抵押|无担保|credit|unsecured"),
)
_NO_GUARANTEE = re.compile(r"(?:没有?|无|不[用需要]*|免|缺)(?:任何)?(?:的)?(?:东西)?(?:可)?(?P<what>抵押|质押|担保)物?")
_GRADE = re.compile(r"(?<![A-Za-z])(?P<letter>A{1,3}|[B-EM])(?P<sign>[+\-](?!\d))?(?![A-Za-z])", re.IGNORECASE)
_GRADE_WORD = re.compile(
    r"优秀|良好|中等|合格|不合格|优先|鼓励|提升|整治|倒逼|[一二三四五12345]星(?:级)?|[一二三四五]级|[甲乙丙丁](?:级|等|类)|红|黄|绿|黑"
)
_UNGRADED = re.compile(
    r"未(?:参评|参加|评|定级|纳入)|没有?(?:参评|参加|评|被评|定级)|不参评|还没评|^无$|^(?:none|n/?a)$", re.IGNORECASE
)
# 有人提出异议,尚未会商; 正在复审; 待联席会议决定: the decision is still to come.
_TO_DECIDE = (
    r"(?:会商|会审|联审|审[核议查定批]|复[核审议]|讨论|研究|商[议量定]|评[审议]|表决|决定|定夺|裁定|答复|回复|结论|结果"
    r"|意见|批[复准]|协调|沟通|上会|开会|召开|核实)"
)
_STILL = (
    r"(?:还没有?|还未|尚未|尚待|仍未|仍待|有待|正在|仍在|还在|还要|还需|等着|等(?=[下明后][个周月天年])"
    r"|(?<![接招对优])待(?![遇在]))"
)
_PENDING = re.compile(
    rf"{_STILL}[^,。;]{{0,8}}?{_TO_DECIDE}|(?:有|提出|存在)[^,。;]{{0,6}}异议[^。;]{{0,20}}(?:尚未|还没|还未|仍未|待定|正在|再议|再定)|"
    r"(?:还|正|尚|仍)?在审|审核中|审批中|评审中|审议中|待审|待定|(?:拟|准备|打算|即将)(?:同意|通过|批准|提交|上报|上会|报)|等(?:结果|通知|待)|(?:还没|尚未|未|没有?)(?:经|上|开|召开|出|定|审(?!核?(?:通过|同意))|讨论|研究|提交|会商|联审)"
    r"|(?:还没|尚未)(?:通过|同意|批)|进行中|公示中|没结果|pending|under.?review|in.?progress|waiting|not.?(?:yet|held)",
    re.IGNORECASE,
)
_REJECTED = re.compile(
    r"(?:不|未|没有?|未获|没能)(?:予)?(?:同意|通过|批准|获批|认可|推荐|批|过审|获得同意)|否决|驳回|拒绝|退回|(?<!无)(?<!没)(?<!没有)有异议|提出异议|反对|否定|rejected|refused|denied|not.?approved|declined|^否$|^no$|^false$",
    re.IGNORECASE,
)
_APPROVED = re.compile(
    r"同意|通过|获批|批准|批了|认可|无异议|没有?异议|过了|审定|approved|agreed|passed|^是$|^yes$|^true$", re.IGNORECASE
)


def _first(patterns: _Patterns, text: str) -> str | None:
    return next((value for value, pattern in patterns if pattern.search(text)), None)


_LATER = re.compile(r"但|不过|后来|最后|最终|随后|之后|会商|复议|复审|协商|再次|又")


def entity_of(text: str) -> str | None:
    """Return what kind of applicant words name."""
    return _first(ENTITY_WORDS, text.strip())


def size_of(text: str) -> str | None:
    """Return the size of firm that words name."""
    found = _first(SIZE_WORDS, text)
    return "中小微" if found == "小微" and "中小微" in text else found


def guarantee_of(text: str) -> str | None:
    """Return the way of guarantee that words name: 无抵押 is 信用."""
    without = _NO_GUARANTEE.sub("", text)
    if without != text and not _first(GUARANTEE_WORDS, without):
        return "信用"
    return _first(GUARANTEE_WORDS, without)


def grade_of(text: str) -> str | None:
    """Return the grade that words name, in capital letters without 类, 档, 级; None where they name none."""
    if match := _GRADE.search(text):
        return match["letter"].upper() + (match["sign"] or "")
    word = _GRADE_WORD.search(text)
    return word.group() if word else None


def is_ungraded(text: str) -> bool:
    """Tell whether words say that no grade was given."""
    return _UNGRADED.search(text.strip()) is not None


def decision_of(text: str) -> str | None:
    """Return approved, rejected or pending as words say of a decision; 无异议 approves, 有异议 rejects."""
    text = text.strip()
    if _PENDING.search(text):
        return "pending"
    if (rejected := _REJECTED.search(text)) is not None:
        # 有异议,但会商后通过: what was decided last counts.
        later = _LATER.search(text, rejected.end())
        return (decision_of(text[later.start() :]) if later else None) or "rejected"
    return "approved" if _APPROVED.search(text) else None
