"""Several questions in one: where a question may be taken apart, and what each part must carry with it."""

import re
from dataclasses import dataclass
from itertools import pairwise

from kb.text.places import places_in
from kb.text.quotations import QUOTATION

_SENTENCE = re.compile(r"[？?！!。；;\n]+|(?<=[a-z]{2})\.(?=\s|$)", re.IGNORECASE)
# Marks inside a title, a quotation or brackets end nothing.
_ENCLOSED = re.compile(
    r"《[^《》]*》|“[^“”]*”|\"[^\"]*\"|「[^「」]*」|『[^『』]*』|（[^（）]*）|\([^()]*\)|【[^【】]*】"
)
_NAMED = re.compile(rf"《[^《》]+》|{QUOTATION.pattern}")
_COMMA = re.compile(r"[，,]")

_WHICH = re.compile(
    r"多少|多久|多长|多大|几多|(?<![好十百千前近这那头上们了])几(?:个|天|年|家|成|种|项|步|点|级|号|月|户|名|次|份|类|条|款|笔|处|日|厘|分|万元|百元)"
    r"|(?<!任)谁(?!都|也)|哪|什么(?!都|也)|啥(?!都|也)|何时|何地|何人|怎么(?!也|都)|怎样|如何|咋"
)
_WHETHER = re.compile(
    r"[吗么]$|呢$|(.)不\1|(.)没\2|有没有|是否|能否|可否|还是|(?:能|行|可以|好|让|算|给|用|管|在|成|有|要)不$|没$"
)
_ENGLISH = re.compile(
    r"^(?:and |but |also |so )?(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|"
    r"may|must|should|will|would|has|have)\b",
    re.IGNORECASE,
)
# Openings under which a question word asks nothing.
_WHATEVER = re.compile(r"不管|无论|不论|别管|随便|没[^，,找能]{0,3}(?:谁|几|多少|什么|啥)")
# The words of asking itself; what is left of a part without them says what is asked about.
_EMPTY = re.compile(
    r"[有没]+有?没?有?|多少|多久|多长|多大|几多|几[个天年家成种项步点级号月户名次份类条款笔处万百日厘分]|谁|哪[里儿些个家位种项天年]?|"
    r"什么时候|什么|啥时候|啥|何时|怎么样|怎么办|怎么|怎样|如何|咋办|咋样|咋|是不是|能不能|可不可以|行不行|对不对|要不要|"
    r"可以|各自|各是|分别|另外|还有|以及|那么|是否|能否|请问|具体|大概|一般|到底|究竟|"
    r"[的了呢吗么吧啊呀是在由要去来又还都也能会行对不它他她这那个我们你您算办给差各得到再才就请问和与及]"
)
# How a part begins that does not say what it is about, and how a beginning ends that is to stand before it.
_BARE = re.compile(
    r"最[长短多少高低快慢迟晚早]|(?:需要|还要|要|有)(?:哪|什么|啥)|多[少久长大]|几|谁|由[谁哪]|哪|找[谁哪]|什么|啥|每[年月次个]|按什么|怎么|如何|咋"
)
_TRAILING = re.compile(r"(?:最[高低多少长短]|[是有要得为能可以的由在，,、 　])+$")
_GOES_ON = re.compile(r"还是|[和与跟同]\S{1,12}?比|比\S{1,12}?[高低多少大小强弱]|或者")
_INTRODUCTION = re.compile(
    r"^(?:(?:你好|您好|请问|麻烦问下|想问下?)[，,！!。 ]?)?(?:我|咱|俺|本人|本公司|本企业|本店|公司|企业)"
    r"[^，,。；;？?！!]{0,6}?"
    r"(?:是|属于|算|开|办|做|搞)[^，,。；;？?！!]{2,40}[，,。；;！!]+"
)
_KIND_OF_DOCUMENT = "(?:实施|管理|暂行)?(?:办法|条例|细则|规定|规则|指引)|通知|意见|方案|措施|政策|文件|规划|公告|报道"
_WITHIN = "(?:里面|里头|里边|当中|里|中|内|上)?(?:关于|对于|有关|所说的|说的|规定的|提到的)?"
_NAMES_A_DOCUMENT = re.compile(
    rf"在?《[^《》]+》{_WITHIN}|(?:在|按照?|根据|依据)?[这那该此本](?:一?[份个部项套则篇])?(?:{_KIND_OF_DOCUMENT}){_WITHIN}"
)
_TELLS_HOW = (
    re.compile(r"^请?(?:你|帮我|帮忙)?(?:列出|列举|写出|给出|找出|指出|说明|摘录|引用)"),
    re.compile(
        r"[，,；;]?(?:并|请|要|同时|且)*(?:注明|标明|写明|附上|给出|标出|要)(?:具体|对应|相应)?的?(?:条款号|条款|条号|出处|编号|原文|原话)"
    ),
    re.compile(r"(?:是|在)?(?:哪|第几)一?[条款项](?:里|中)?(?:规定|要求|写明|写|说|讲)?(?:的|了)?"),
    re.compile(r"的?原[文话]是?(?:什么|怎么[说写讲]的?)?[？?。]?$|的?规定[，,。？?]?$"),
)
_LEAST_LEFT = 4
_HAN_OR_WORD = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]+|[0-9]+")
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,}")
_LEAST_CONTENT = 2
# A short story is part of every question; a long one drowns what is asked.
_SHORT_STORY = 40
_LONGEST_TOPIC = 14
_LONGEST_LEAD = 24


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    asks: bool


def split_question(question: str) -> list[str]:
    """Return the questions that a question consists of, or the question itself where it is one.

    A part that leaves out the places, titles and quoted names said before it gets them in front.
    """
    sentences = _sentences(question)
    asked = [part for sentence in sentences if sentence.asks for part in _comma_parts(sentence.text)]
    parts = _with_tags(asked)
    if len(parts) < 2:
        return [question]
    story = "，".join(sentence.text for sentence in sentences if not sentence.asks)
    shared = [story] if 0 < len(story) <= _SHORT_STORY else []
    lead = _TRAILING.sub("", _WHICH.split(parts[0], maxsplit=1)[0])
    return [
        "，".join([*shared, _complete(part, _topics(_up_to(part, question), parts[0]), shared, lead)]) + "？"
        for part in parts
    ]


def _up_to(part: str, question: str) -> str:
    """Return the question up to the end of a part; all of it where the part does not stand there as it is."""
    start = question.find(part)
    return question if start < 0 else question[: start + len(part)]


def without_introduction(question: str) -> str:
    """Return a question without what its asker first says to be (“我们是小微企业，…”), if it still asks something.

    Who asks is no part of what is asked: a clause that only names the asker's kind does not answer.
    """
    rest = _INTRODUCTION.sub("", question, count=1)
    return rest if _asks(rest) and _content(rest) >= _LEAST_CONTENT else question


def without_naming(question: str) -> str:
    """Return a question without the document that it calls (那份办法里) and without how to answer (请注明条款号).

    What is left is what is asked about; the question itself where too little is left. The names of documents stand in
    their own closing clauses too, which answer nothing.
    """
    rest = _NAMES_A_DOCUMENT.sub("", question)
    for told in _TELLS_HOW:
        rest = told.sub("", rest)
    rest = rest.strip(" 　，,、；;。：:的")
    return rest if _content(rest) >= _LEAST_LEFT else question


def asking_sentences(question: str) -> str:
    """Return what a long story asks, with the names that the story gives; the question itself where there is no story.

    For searching beside the whole question, whose story holds words that no clause answers.
    """
    sentences = _sentences(question)
    asked = [sentence.text for sentence in sentences if sentence.asks]
    story = sum(len(sentence.text) for sentence in sentences if not sentence.asks)
    if not asked or story <= _SHORT_STORY:
        return question
    return _with_topics("？".join(asked), _named_in(question), []) + "？"


def _sentences(question: str) -> list[_Sentence]:
    """Return the sentences; an order that follows a question (“请给原文”) belongs to it."""
    found: list[_Sentence] = []
    for start, end, mark in _cuts(question, _SENTENCE):
        text = question[start:end].strip(" 　，,、：:")
        if not text:
            continue
        asks = "?" in mark or "？" in mark or _asks(text)
        if not asks and found and found[-1].asks:
            found[-1] = _Sentence(f"{found[-1].text}？{text}", True)
        else:
            found.append(_Sentence(text, asks))
    return found


def _cuts(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, mark after it) of the pieces between matches that lie in no quotation or brackets."""
    enclosed = [match.span() for match in _ENCLOSED.finditer(text)]
    pieces: list[tuple[int, int, str]] = []
    start = 0
    for match in pattern.finditer(text):
        if any(left < match.start() < right - 1 for left, right in enclosed):
            continue
        pieces.append((start, match.start(), match.group()))
        start = match.end()
    pieces.append((start, len(text), ""))
    return pieces


def _asks(text: str) -> bool:
    if _WHATEVER.search(text):
        return False
    return any(pattern.search(text) for pattern in (_WHICH, _WHETHER, _ENGLISH))


def _comma_parts(sentence: str) -> list[str]:
    """Return the clauses of a sentence that each ask with a question word of their own; the sentence if it is one."""
    parts: list[str] = []
    words: list[str] = []
    start = 0
    for _, end, mark in _cuts(sentence, _COMMA):
        clause = sentence[start:end]
        match = _WHICH.search(clause)
        if match is None or not mark or _WHATEVER.search(clause):
            continue
        rest = _WHICH.search(sentence[end:])
        if rest is None:
            break
        words.append(_with_measure(match))
        parts.append(clause)
        start = end + len(mark)
        words.append(_with_measure(rest))
    parts.append(sentence[start:])
    # “谁申请，谁负责”, “哪里发的，去哪里领”: one question word said twice relates, it does not ask twice.
    related = any(one == other and one[0] in "谁哪什怎啥咋如" for one, other in pairwise(words))
    if related or any(_content(part) < _LEAST_CONTENT for part in parts):
        return [sentence]
    return parts


def _with_measure(match: re.Match[str]) -> str:
    """Return a question word, 哪 with the measure word behind it: 哪家 and 哪些 ask for two things."""
    word = match.group()
    return word + match.string[match.end() : match.end() + 1] if word == "哪" else word


def _with_tags(asked: list[str]) -> list[str]:
    """Return the parts, those that say nothing without the one before (“行不行”, “还是…”, “和…比呢”) joined to it."""
    parts: list[str] = []
    for part in asked:
        if parts and (_content(part) < _LEAST_CONTENT or _GOES_ON.match(part)):
            parts[-1] = f"{parts[-1]}？{part}"
        else:
            parts.append(part.strip(" 　，,、"))
    return parts


def _complete(part: str, topics: list[str], shared: list[str], lead: str) -> str:
    """Return a part with the names it lacks; a bare one (“最长几年”) with how the first part begins."""
    if _BARE.match(part) and not shared and lead not in part and len(lead) <= _LONGEST_LEAD:
        part = f"{lead} {part}"
    return _with_topics(part, topics, shared)


def words_asked_about(question: str) -> list[str]:
    """Return the pieces of a prepared question between the words of asking (多少, 什么时候, 能不能, …)."""
    return _HAN.findall(_EMPTY.sub(" ", question))


def _content(text: str) -> int:
    return len(_HAN_OR_WORD.findall(_EMPTY.sub("", text)))


def _topics(question: str, first: str) -> list[str]:
    """Return the names in the question, and what its first part puts before its first comma as its topic."""
    topics = _named_in(question)
    opening, comma, _ = first.partition("，")
    if comma and len(opening) <= _LONGEST_TOPIC and not _asks(opening) and _content(opening) >= _LEAST_CONTENT:
        topics = [opening, *(topic for topic in topics if topic not in opening)]
    return topics


def _named_in(question: str) -> list[str]:
    named = [match.group() for match in _NAMED.finditer(question)]
    places = [place.name for place in places_in(question) if not any(place.name in name for name in named)]
    return list(dict.fromkeys([*places, *named]))


def _with_topics(part: str, topics: list[str], shared: list[str]) -> str:
    missing = [topic for topic in topics if topic not in part and not any(topic in text for text in shared)]
    # A part that names a place of its own asks about that place.
    if places_in(part):
        missing = [topic for topic in missing if not places_in(topic) or _NAMED.fullmatch(topic)]
    return " ".join([*missing, part])
