"""Whether what is named is held, applied for, run out, doubted or denied: the words for it."""

import re
from datetime import date

from kb.rules.types import Certainty
from kb.text.dates import add_months, find_dates
from kb.text.periods import periods_in
from kb.text.written_numbers import number_at

PENDING = re.compile(
    r"(?:正在?|在|准备|打算|计划|想|拟|已经?|刚刚?|还在|马上要?|今年要?|明年要?|要)(?:去)?(?:申报|申请|申领|评定|评审|认定|公示|审核|审批|复核|复审|培育|走流程|报(?=[了着。,;]|$))(?!贷|补|这|政策|下来|成功|到了)"
    r"|公示(?:中|期|阶段|了|着|还没|尚未|名单)|(?:还|尚|仍)?在(?:公示|评审|审核|审批|申报|申请)|(?:申报|申请|评审|审核|认定|评定|审批|复核)(?:阶段|中(?!心)|期间|当中|着呢?)"
    r"|材料(?:已|都|刚)?(?:交|报|递|提交)|(?:证书?|批复|结果|牌子|文件)(?:还没|尚未|没)(?:下|拿|发|出|到)|(?:还没|尚未)(?:发证|批下来|拿到证|拿证|公布|出结果)"
    r"|等(?:着)?(?:结果|公示|批复|发证|拿证|公布)|待(?:公示|批复|认定|发证|公布|评审)|(?:刚|才|已)(?:交|报)了?(?:材料|申请)|排队|拟认定|拟入库|pending|applied|under.?review|in.?progress",
    re.IGNORECASE,
)
EXPIRED = re.compile(
    r"(?:已经?|都|早就?|刚刚?|去年|前年|今年|上个?月|年初|年底|后来|现在)?(?:过期|失效|作废|到期(?![前后]还|还款|能)|被?(?:取消|撤销|摘牌|摘了|收回|注销|吊销)(?!政策|补))(?:了|失效)?"
    r"|没有?(?:再)?(?:续上?|续期|续展|重新认定|复审通过|通过复审|通过复核|复核通过|重新评上)|(?:复审|复核|重新认定)(?:没过|未通过|没通过|不合格|没有通过)|过了(?:有效)?期|不在有效期|超过有效期|超期|断档|以前有(?:过)?|曾经(?:是|有)|过去是|原来是|以前是|之前是"
    r"|expired|lapsed|revoked|no.?longer",
    re.IGNORECASE,
)
NOT_EXPIRED = re.compile(
    r"(?:还没|没有?|未|尚未|不会|快要?|快|即将|马上要?|就要?|明年|后年|年底|月底|下个?月|将|才|再)(?:就)?(?:才)?(?:会)?(?:过期|失效|到期|被取消|被撤销)|(?:仍|还|都)?在有效期|有效期内|没过期"
)
UNSURE = re.compile(
    r"好像|似乎|应该|大概(?!\d)|也许|可能|估计|不太?确定|不确定|不太?清楚|记不清|记得|听说|据说|说是|不知道|算是?吧|算不算|貌似|八成|搞不清|没搞清|印象(?:里|中)|差不多算|如果没记错|没记错|我猜|或许|吃不准|说不准|不敢肯定|不一定|unsure|not.?sure|maybe|probably|perhaps",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"不是|没有|没拿|没评|没做|不属于|并非|未认定|未获|denied|not.?held|\bnone\b|不具备|未评", re.IGNORECASE
)
LEVEL_UNSAID = re.compile(
    r"(?:级别|层级|等级)(?:还)?(?:未|没有?|不)(?:太)?(?:说明?|清楚?|知道?|写|详|定|明|确定)?"
    r"|(?:不(?:太)?(?:知道|清楚|确定|记得)|记不清|忘了|搞不清)(?:是)?[^,。;]{0,4}(?:哪|什么|几)一?级(?:别|的)?"
    r"|(?:不(?:太)?(?:知道|清楚|确定)|记不清)(?:是|算)?[^,。;]{0,3}(?:国家|省|市|区|县)级?还是(?:国家|省|市|区|县)级?(?:的)?|未说明级别|没说(?:是)?哪一?级"
)
_HELD = re.compile(r"在有效期|有效期内|有效|已(?:认定|获得|通过|取得)|held|valid|current", re.IGNORECASE)
_UNTIL = re.compile(
    r"到期|过期|失效|有效|截止|为止|(?<![甚截])至(?!今|少|于)|(?<![拿收得领办评达做等看想找碰遇没签报])到(?!手|位|账|证|货)|until|expires?|(?<=[日号月底末])之?前(?![年几后])"
)
AWARD = re.compile(
    r"认定|拿到|取得|获得|评上|评为|评的|发证|领证|颁发|拿证|批准|批下来|通过|入选|入库|拿的|领的|评到|获评"
)
_YEARS_VALID = re.compile(r"有效期?(?:限)?(?:是|为|有|:)?(?P<years>[一二三四五六七八九十\d]{1,2})年")
_PIECE = re.compile(r"[|,;。]")


def certainty_of(text: str) -> Certainty | None:
    """Return what a remark says of what it is made on; None where it says nothing of it."""
    said = NOT_EXPIRED.sub("", text)
    if EXPIRED.search(said):
        return Certainty.EXPIRED
    if PENDING.search(said):
        return Certainty.PENDING
    if UNSURE.search(said):
        return Certainty.UNSURE
    if DENIED.search(said):
        return Certainty.DENIED
    return Certainty.STATED if _HELD.search(text) or said != text else None


def level_unsaid(text: str) -> bool:
    """Tell whether a remark says that the level is not known."""
    return LEVEL_UNSAID.search(text) is not None


def until_of(text: str, today: date | None = None) -> date | None:
    """Return the day on which a remark says that something ends or ended."""
    pieces = _PIECE.split(text)
    for piece in pieces:
        # 2021年认定: the year of the award is no end.
        if not _UNTIL.search(piece) or _YEARS_VALID.search(piece) or _is_award(piece):
            continue
        if day := _last_day(piece, today):
            return day
    valid = _YEARS_VALID.search(text)
    awarded = next((day for piece in pieces if AWARD.search(piece) and (day := _last_day(piece, today))), None)
    years = number_at(valid["years"], 0) if valid else None
    if awarded is None or years is None:
        return None
    return add_months(awarded, 12 * int(years.values[0]))


def _is_award(piece: str) -> bool:
    return AWARD.search(piece) is not None and re.search(r"到期|过期|失效|有效|截止|为止", piece) is None


def _last_day(piece: str, today: date | None) -> date | None:
    if day := next(iter(find_dates(piece)), None):
        return day.day
    periods = [period for period in periods_in(piece, today) if period.end != date.max]
    return periods[-1].end if periods else None
