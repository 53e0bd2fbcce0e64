"""Who wrote it: bylines on lines of their own, at the end of a paragraph, and photographers."""

import re

# The commonest family names; a word of two or three characters that starts with one of them can be a person.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭"
    "陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤常温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管"
    "柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬"
    "边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺"
    "楼满闻厉仝百花强干远嘉洪肖赖骆阎欧"
)
_NAME = r"[\u4e00-\u9fff]{2,4}?|[\u4e00-\u9fff][ \u3000][\u4e00-\u9fff]"
_ROLE = (
    r"(?:本报|本刊|本网|新华社|央广网)?(?:驻[\u4e00-\u9fff]{1,5}?)?(?:全媒体|融媒体|首席|见习|实习|特约|特派|本报)*"
    r"(?:记者站|记者|通讯员|评论员|实习生|撰稿人|撰稿|供稿|摄影报道|摄影|图文|文/图|文/摄|作者)"
)
_SEPARATOR = r"[\s、/／:：]"
_PEOPLE = rf"(?:{_ROLE}){_SEPARATOR}*(?:(?:{_NAME})(?:{_SEPARATOR}+|(?=$|{_ROLE})|(?=[）)*])))+"
_BYLINE = rf"(?:{_PEOPLE}){{1,4}}"
_NAMES = r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff][ \u3000][\u4e00-\u9fff])"
_SEVERAL = rf"{_NAMES}(?:[\s、]+{_NAMES}){{0,5}}"
_DONE = r"(?:摄影报道|综合报道|报道|摄影|供图|供稿|整理|采写|摄|文|图)"
_GLUED_NAME = re.compile(rf"{_ROLE}(?!{_SEPARATOR}|{_ROLE})([\u4e00-\u9fff])")
_MARKS = r"[■□◆◇●○▲△◎★☆▪◼]"
_WHOLE = re.compile(
    rf"^(?:{_MARKS}\s*)?(?:(?:{_BYLINE}){_DONE}?|[（(](?:{_SEVERAL}\s+)?(?:{_BYLINE})\s*{_DONE}?[）)])$"
)
_NAMES_FIRST = re.compile(rf"^(?P<names>{_SEVERAL})\s+(?:{_BYLINE}){_DONE}?$")
_BRACKETED = re.compile(rf"^[（(]\s*(?P<names>{_SEVERAL})\s*(?P<done>{_DONE})?\s*[）)]$")
_SUPPLIED = re.compile(r"^[（(][\u4e00-\u9fff]{2,20}(?:供稿|供图|提供)[）)]$")
_MARKED = re.compile(rf"^{_MARKS}\s*(?P<rest>[^。！？；]{{2,40}})$")
_OF_BODY = re.compile(
    r"^[\u4e00-\u9fff]{2,12}(?:中心|报道组|部|局|办公室|委员会|协会|联合会|学院|大学|报社|记者站)"
    rf"[ \u3000]+(?P<names>{_SEVERAL})$"
)
_STOP = r"[。！？…”’）)》]"
_TRAILING = re.compile(
    rf"(?<={_STOP})[\s*]*(?P<byline>(?:{_MARKS}\s*)?(?:(?:{_BYLINE})(?:摄影报道|报道|摄影|摄)?"
    rf"|[（(](?:{_SEVERAL}\s+)?(?:{_BYLINE})\s*{_DONE}?[）)]))[\s*]*$"
)
_TRAILING_NAMES = re.compile(rf"(?<={_STOP})\s+(?P<byline>{_SEVERAL})(?:\s*(?:摄影|摄|文|供稿))?\s*$")
_BOLD_NAMES = re.compile(rf"(?<={_STOP})\s*\*\*\s*(?P<byline>{_SEVERAL})\s*\*\*\s*$")
_BRACKETED_NAMES = re.compile(rf"(?<={_STOP})\s*[（(]\s*(?P<byline>{_SEVERAL})\s*[）)]\s*$")
_PHOTOGRAPHER = re.compile(
    rf"(?<={_STOP})\s*[（(]?(?P<byline>{_NAMES}(?:[\s、]+{_NAMES}){{0,3}}\s*(?:摄影报道|摄影|摄|供图))[）)]?\s*$"
)
_PHOTO = re.compile(r"(?<![文图/／并])(?:摄|摄影|供图)[\s*）)]*$")
_CAPTION = re.compile(r"(?:[左右上下]?图[为：:①②③④]|[（(]?资料图|[▲▼◀▶△▽◁▷]\s?\S)")
_GLUED = re.compile(
    rf"(?<={_STOP})\s*(?P<byline>(?:{_ROLE}){_SEPARATOR}*[\u4e00-\u9fff\s、]{{2,20}}?)(?=[左右上下]?图[为：:①])"
)
_OPENING = re.compile(rf"[（(]\s*(?P<byline>(?:{_SEVERAL}\s+)?(?:{_BYLINE}))\s*(?:报道)?[）)]")


def is_byline(text: str) -> bool:
    """Tell whether a line of its own names the authors."""
    plain = text.strip(" \t\u3000*")
    if _WHOLE.match(plain):
        return _names_people(plain)
    if _SUPPLIED.match(plain):
        return True
    named = _BRACKETED.match(plain) or _OF_BODY.match(plain) or _NAMES_FIRST.match(plain)
    if named:
        return all(map(is_name, _words(named["names"]))) or named.groupdict().get("done") is not None
    marked = _MARKED.match(plain)
    if not marked:
        return False
    words = _words(marked["rest"])
    if len(words) == 1:
        return " " in marked["rest"].strip() or "\u3000" in marked["rest"].strip()
    return all(is_name(word) or len(word) > 1 for word in words) and is_name(words[-1])


def is_photographer(text: str) -> bool:
    """Tell whether a byline names who took a picture."""
    return bool(_PHOTO.search(text))


def opening_byline(text: str, at: int) -> tuple[int, int] | None:
    """Return where the byline stands that is printed in brackets behind a dateline (“本报讯（记者 某某）”)."""
    match = _OPENING.match(text, at)
    return match.span("byline") if match else None


def _names_people(byline: str) -> bool:
    """Tell whether what stands glued to a role is a name (“记者王小明”), not the rest of a sentence (“记者看到”)."""
    glued = _GLUED_NAME.search(byline)
    return glued is None or glued[1] in _SURNAMES


def is_names(text: str) -> bool:
    """Tell whether a line of its own holds names of people and nothing else."""
    words = _words(text.strip())
    return 0 < len(words) <= 6 and all(map(is_name, words))


def is_name(word: str) -> bool:
    """Tell whether the word has the shape of a person's name."""
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,3}", word)) and word[0] in _SURNAMES


def trailing_byline(text: str) -> tuple[int, int] | None:
    """Return where the byline at the end of a paragraph stands."""
    roles = _TRAILING.search(text)
    if roles and _names_people(roles["byline"]):
        return roles.span("byline")
    for pattern in (_PHOTOGRAPHER, _BOLD_NAMES):
        match = pattern.search(text)
        if match:
            return match.span("byline")
    for pattern in (_TRAILING_NAMES, _BRACKETED_NAMES):
        match = pattern.search(text)
        if match and all(map(is_name, _words(match["byline"]))):
            return match.span("byline")
    return None


def _words(names: str) -> list[str]:
    """Return the names; one of two characters printed with a blank between them is one."""
    return re.split(
        r"[\s、]+",
        re.sub(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", names),
    )


def byline_text(text: str) -> str:
    """Return a byline without the marks around it."""
    plain = re.sub(rf"^(?:{_MARKS}|[\s*（(])+|[\s*）)]+$", "", text)
    return re.sub(r"\s+", " ", plain)


def glued_caption(text: str) -> int | None:
    """Return where a caption starts that extraction glued to the byline before it."""
    match = _GLUED.search(text)
    return match.end("byline") if match else None


def is_caption(text: str) -> bool:
    """Tell whether a paragraph explains a picture."""
    return bool(_CAPTION.match(text))
