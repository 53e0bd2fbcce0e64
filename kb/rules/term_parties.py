"""Whose figure a term is: the applicant's, or that of a bank, a guarantor, an office that it pays, binds or limits."""

import re

from kb.types import Span

_PARTIES: tuple[tuple[str, str], ...] = (
    ("担保机构", r"(?:融资性?|再|合作|政府性融资)?担保(?:公司|机构|人)"),
    ("保险机构", r"保险(?:公司|机构|人)"),
    (
        "银行",
        r"(?:合作|经办|承办|贷款|放款|商业)?银行(?!贷款|信贷|授信|利率|账)|金融机构|贷款人|合作机构|放贷机构|贷款机构",
    ),
    ("服务机构", r"(?:服务|中介|评估|运营)机构|运营(?:单位|主体)|服务平台|平台(?:公司|企业)|孵化器|园区(?:运营)?"),
    (
        "办理部门",
        r"(?:[市县区省州旗镇级]|^)[\u4e00-\u9fff]{0,10}(?:局|委员会|委|办公室|厅|中心)(?![^,]{0,2}(?:认定|评定)的)|(?:主管|财政|受理|审核|业务|相关|有关|各|职能|管理)部门|财政(?:局|厅)?(?=在|应|按|自|对)|领导小组|联席会议|人民政府|街道办|乡镇|管委会",
    ),
)  # fmt: skip
_OTHER = "|".join(f"(?P<p{at}>{pattern})" for at, (_, pattern) in enumerate(_PARTIES))
_OWN = (
    r"企业|公司(?!债)|借款人|申请人|单户|每户|户均|个体工商户|个人|农户|合作社|创业者|经营主体|市场主体"
    r"|项目单位|申报单位|申请单位|本人|毕业生|人员|客户|主体"
)
_TO_OTHER = re.compile(
    rf"(?:对于?|给予|向|支持|鼓励|补偿|补助|奖励)(?:[^,]{{0,8}}?)(?:{_OTHER})(?![^,]{{0,6}}(?:提出|提交|申请|报送))"
)
_TO_OWN = re.compile(rf"(?:对于?|给予|向|为|予)(?:[^,]{{0,24}}?)(?:{_OWN})")
_SUBJECT = re.compile(rf"^(?:由|其中|同时|单个|单家|每家|各|该)*(?:{_OTHER})")
_OWN_SUBJECT = re.compile(rf"^(?:单个|每个|每家|单家|同一|其中|同时|对)*[^,]{{0,6}}?(?:{_OWN})")
_OF_LOAN = re.compile(r"贷款利率|利率|贷款额度|授信额度|贷款期限|额度|贷款金额|贷款最高|还款")
_FEES = (("担保机构", re.compile(r"担保费率?|担保收费")), ("保险机构", re.compile(r"保险费率?|保费费?率")))
_REFUNDED = re.compile(r"补贴|补助|贴补|返还|资助|奖补|给予|减免|减半")
_LOSSES = re.compile(r"(?:损失|风险|代偿)[^。;]{0,40}(?:分担|承担|分摊)|(?:分担|分摊)比例")
_STOP = re.compile(r"[。;!?\n]")
_ALL = "各方"
_LONGEST = 300


def party_of(plain: str, figure: Span, *, is_share: bool) -> str | None:
    """Return whose a figure of a half-width text is where it is not the applicant's: 银行, 担保机构, 办理部门, 各方."""
    start = max(
        (mark.end() for mark in _STOP.finditer(plain, max(0, figure.start - _LONGEST), figure.start)), default=0
    )
    start = max(start, figure.start - _LONGEST)
    stop = _STOP.search(plain, figure.end)
    end = min(stop.start() if stop else len(plain), figure.end + _LONGEST)
    if is_share and _LOSSES.search(plain, start, end):
        return _ALL
    found: str | None = None
    at = start
    for words in plain[start:end].split(","):
        last = at + len(words) >= figure.end
        before = words[: figure.start - at] if last else words
        found = _of_part(words, before, found)
        if last:
            break
        at += len(words) + 1
    return found


def _of_part(words: str, before: str, so_far: str | None) -> str | None:
    """Return whose a figure is in a part between commas; who was spoken of before where the part says nothing."""
    words, before = _without_label(words), _without_label(before)
    for party, fee in _FEES:
        if fee.search(words) and not _REFUNDED.search(words):
            return party
    if _TO_OWN.search(before):
        return None
    if (other := _TO_OTHER.search(before)) is not None:
        return _name(other)
    if (subject := _SUBJECT.match(before)) is not None:
        return None if _OF_LOAN.search(before) else _name(subject)
    return None if _OWN_SUBJECT.match(before) or _OF_LOAN.search(before) else so_far


_LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[条款项]|[(]?[一二三四五六七八九十\d]{1,3}[)、.]|[^,:]{2,8}:)? *"
)


def _without_label(words: str) -> str:
    return _LABEL.sub("", words, count=1)


def _name(found: re.Match[str]) -> str:
    return next(name for at, (name, _) in enumerate(_PARTIES) if found[f"p{at}"])
