"""Where an applicant is, as a story says it: the place of registration told from that of the works."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kb.rules.applicant.schema import REGISTERED, WORKING
from kb.rules.applicant.statuses import UNSURE
from kb.rules.story.scope import denied_before
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.text.places import places_in
from kb.types import Span

_KIND = (
    r"(?:特别行政区|自治[区州县旗]|地区|新区|开发区|高新区|经开区|示范区|工业园区|工业区|产业园"
    r"|街道|(?<![返下家同老回故进城])乡(?![场政里民内外级面值上委府区郊])|(?<![超菜夜集门楼早股城上])市(?![场政里民内外级面值上委府区郊])|[省县镇村州盟旗](?![场政里民内外级面值上委府区郊])|区(?!块|别|域|间|分))"
)
_NAMED = rf"(?:[\u4e00-\u9fff]{{1,7}}?|[A-Z某甲乙丙]{{1,3}}){_KIND}"
_FIRM = (
    r"(?:公司|企业|厂|工厂|店|门店|个体户|个体工商户|合作社|农场|作坊"
    r"|工作室|小微企业|制造企业|科技公司|单位|商户|老板|创业者|创业)"
)
_AT = (
    r"(?:(?P<registered>注册地址?|注册登记地|登记地|工商注册地?|营业执照(?:的?地址)?|执照|税务登记|纳税(?:地)?|注册|工商登记|登记)(?:是|为|都|就|也|在|于|办在|落在|开在|:|地|在了|挂在|放在)+"
    r"|(?P<working>(?:生产|经营|办公|实际(?:经营|生产|办公)|主要(?:生产|经营))(?:地址?|场所|基地|地点)?(?:是|为|都|就|也|在|设在|放在|:|搬到了?|迁到了?|于)+|(?:工?厂房?|厂区|车间|基地|办公室?|仓库|养殖场|店面|门店|店铺)(?:是|都|就|也|开|设|建|放|盖|搬|迁)*(?:在|到)了?)"
    r"|(?P<home>户籍(?:地)?(?:是|在|为)+|户口(?:是|在|还在)+|老家(?:是|在)+)"
    r"|(?P<plain>(?:总部(?:是|设|位|都)?(?:在|于)|位于|坐落在|坐落于|落户(?:在|于|到)?|来自|地处|地址(?:是|在|为|:)+|所在地(?:是|在|为|:)*|搬到了?|搬迁到了?|迁到了?|迁入了?|迁至|迁址到|就在|都在|是在|开在|设在|建在|办在|人在|在)))"
)
_HOME = "home"
_LOCATED = re.compile(rf"{_AT}(?:的是)?[“\"]?")
_NOT_AT = re.compile(r"(?:现|正|实|好|存|所|内|潜|自|旨|意)在$|(?:^|[,。;])(?:现|正|实)$")
_BRANCH = re.compile(
    r"(?:分公司|子公司|办事处|分店|客户|市场|销往|销售|卖|工程|项目|同学|朋友|以前|原来|之前|原先|曾经|过去|毕业|读书|上学|打工|上班|出差|银行|认定|评的?|申报|申请|推荐)[^,。;]{0,4}$"
)
_OF_FIRM = re.compile(
    rf"(?:的|一家|一个|这边|这里|本地|当地|这儿|做|搞|开|办|有家|有个|注册|登记|干|养|种|生产){{1,3}}[^,。;]{{0,14}}?|{_FIRM}|[^,。;在给向的]{{0,14}}?(?:企业|公司)"
)
_SHOP = re.compile(
    r"(?:一家|一个|的)?(?:小|大)?[\u4e00-\u9fffA-Z]{1,6}?(?:店|厂|行|铺|馆|坊|农场|合作社|公司|企业|KTV|小卖部|超市|网吧|酒吧|茶楼|饭庄)(?:的|老板|一家)?\s*$"
)
_TRADES_THERE = re.compile(r"(?:卖|摆摊|养|种|修|搞|做|开|办|经营|生产|加工|跑运输|从事|批发)")
_I_AM_IN = re.compile(r"^\s*(?:我们?|咱们?|俺们?)?(?:现在|目前|一直|就)?在")
_BEHIND_REGISTERED = re.compile(
    r"^(?:[^,。;在]{0,6})?(?:注册|登记(?!失业)|办(?:的|了)?(?:营业)?执照|交税|纳税|领(?:的|了)?(?:营业)?执照)"
)
_BEHIND_WORKING = re.compile(
    r"^(?:[^,。;在]{0,4})?(?:生产|经营(?!范围)|办公|设厂|建厂|有(?:个|家|座|间)?(?:工?厂|车间|仓库|基地)|租(?:了|的)?厂房)"
)
_FUTURE = re.compile(r"(?:准备|打算|计划|想|考虑|要|拟|即将|马上)[^,。;]{0,4}$")
_MOVED = re.compile(r"搬[迁]?到|迁[到入至址]|搬[去来]")
_LEADS = re.compile(
    r"^(?:我们?(?:公司|厂|店|家|这)?|咱们?|俺们?|本公司|公司|企业|本人|是|在|的|了|也|都|就|一家|这家|那家|家|于|到|来自|位于|开|办|做|叫|准备|打算|计划|想|要|回到?|老家|家乡|去)+"
)
_STANDALONE = re.compile(
    r"^\s*(?:我们?(?:公司|厂|店|家)?|咱们?|本公司|公司|企业|坐标|地点|地区|所在地|位置)?(?:是|在|:|位于|来自)*\s*"
)
_DESCRIBED = re.compile(
    r"(?:[^,。;的在]{0,6}的)?(?:某|一个|隔壁|邻近|附近|沿海|海边|山里|内陆|西部|东部|北方|南方|边境)[^,。;]{0,4}?(?:[省市县镇乡区村]|城市|县城|地级市|县级市|小城)"
)
_NAMES = re.compile(rf"(?:{_NAMED}){{1,3}}")
# 某省的某市, 某市下面的某县.
_JOINT = re.compile(r"(?:的|下面的?|下属的?|境内的?)(?=\S)")
_SUFFIX = re.compile(r"[省市县区](?![场政里民内外级面委府块别域])")
_KIND_ENDS = re.compile(r"[省市县区州盟旗镇乡]$")
_LONGEST = 14
_GENERIC = re.compile(
    r"^(?:本|全|各|哪|外|该|同|这个?|那个?|我们|每|几个?|别的|其他|整个|所有|一个|两个)?(?:省|市|县|区|镇|乡|村|街道|城市|开发区|园区|高新区|新区|地区|州|旗|工业园区?|产业园|工业区)$|^(?:市|城|郊|县城|山|农|厂|老城|主城|新城)区$"
)


def places_in_story(story: Story) -> Iterator[Fact]:
    """Yield the places of the applicant, that of registration first where a story tells two apart."""
    found = _without_left(story, list(dict.fromkeys(_found(story))))
    held = [fact for fact in found if fact.certainty is not Certainty.DENIED]
    if not any(fact.unit == REGISTERED for fact in held) and any(fact.unit == WORKING for fact in held):
        # The works alone do not say where the firm is registered, but no second place is told apart from them.
        plain = [fact for fact in held if fact.unit is None]
        if not plain:
            yield from found
            return
    yield from sorted(found, key=lambda fact: {REGISTERED: 0, None: 1}.get(fact.unit, 2))


def _without_left(story: Story, found: list[Fact]) -> list[Fact]:
    """Return the places without those that the applicant moved away from: 原来在甲市的，去年迁到乙市了."""
    moved = [fact for fact in found if fact.certainty is Certainty.STATED and _MOVED.search(fact.words)]
    if not moved or moved[-1].span is None:
        return found
    to = moved[-1]
    assert to.span is not None
    return [
        replace(fact, certainty=Certainty.EXPIRED)
        if fact is not to and fact.name == "region" and fact.certainty is Certainty.STATED
        and fact.span is not None and fact.span.start < to.span.start and fact.unit in (None, to.unit)
        else fact
        for fact in found
    ]  # fmt: skip


def _found(story: Story) -> Iterator[Fact]:
    for clause in story.clauses:
        if clause.supposes:
            continue
        seen: list[Span] = []
        for fact in (*_located(story, clause), *_bare(story, clause)):
            assert fact.span is not None
            if not any(span.start < fact.span.end and fact.span.start < span.end for span in seen):
                seen.append(fact.span)
                yield fact


def _located(story: Story, clause: Clause) -> Iterator[Fact]:
    """Yield the places behind words that say where: 注册在, 厂在, 位于."""
    for match in _LOCATED.finditer(story.plain, clause.start, clause.end):
        before = story.plain[clause.start : match.start()]
        if _NOT_AT.search(story.plain[clause.start : match.start() + 1]) or _BRANCH.search(before):
            continue
        span = _place_at(story, match.end(), clause.end)
        if span is None or not story.of_applicant(match.start()):
            continue
        behind = story.plain[span.end : clause.end]
        mark = REGISTERED if match["registered"] else WORKING if match["working"] else None
        if match["home"]:
            mark = _HOME
        elif mark is None:
            if re.match(
                r"^(?:的)?(?:[^,。;]{0,4}(?:办事处|分公司|分店)|银行|客户|朋友|分公司|项目|上班|打工|读书|上学|毕业|买了|有套|有房|卖|销售|参展|评)",
                behind,
            ):
                continue
            mark = _mark_behind(behind)
        yield _fact(story, span, match.start(), mark, before, behind)


def _bare(story: Story, clause: Clause) -> Iterator[Fact]:
    """Yield the places that stand before a firm or alone in a clause: 某市的企业, 某市，做模具的."""
    lead = _STANDALONE.match(clause.text)
    start = clause.start + (lead.end() if lead else 0)
    span = _place_at(story, start, clause.end)
    if span is None or not story.of_applicant(span.start):
        return
    behind = story.plain[span.end : clause.end]
    alone = not behind.strip() or re.fullmatch(r"(?:的|人|人士|这边|本地|本地的|这里|那边)?", behind.strip())
    works_there = _I_AM_IN.match(clause.text) is not None and _TRADES_THERE.match(behind) is not None
    if not (alone or works_there or _OF_FIRM.match(behind) or _SHOP.match(behind) or _BEHIND_REGISTERED.match(behind)):
        return
    if re.match(
        r"(?:的)?(?:政策|银行|客户|补贴|市场|朋友|老板说|领导|工信|科技局|人民|政府|路|大道|街道办)|人[民大才]|[^,。;]{0,6}(?:分公司|办事处|分店|客户)",
        behind,
    ):
        return
    mark = _HOME if re.match(r"人(?:士)?\s*$", behind) else _mark_behind(behind)
    yield _fact(story, span, clause.start, mark, clause.text[: span.start - clause.start], behind)


def _mark_behind(behind: str) -> str | None:
    if _BEHIND_REGISTERED.match(behind):
        return REGISTERED
    return WORKING if _BEHIND_WORKING.match(behind) else None


def _fact(story: Story, span: Span, start: int, mark: str | None, before: str, behind: str) -> Fact:
    certainty = Certainty.STATED
    if denied_before(before) or re.search(r"不$", before):
        certainty = Certainty.DENIED
    elif _FUTURE.search(before):
        certainty = Certainty.PENDING
    elif UNSURE.search(before):
        certainty = Certainty.UNSURE
    words = Span(start - (1 if before.endswith("不") else 0), span.end)
    if mark == _HOME:
        return Fact("home", story.words(span), certainty, words=story.words(words).strip(), span=words)
    return Fact("region", story.words(span), certainty, unit=mark, words=story.words(words).strip(), span=words)


def _place_at(story: Story, start: int, end: int) -> Span | None:
    """Return the place that begins at an offset: known names after one another, or words that end in 市, 县, 区."""
    plain = story.plain
    while start < end and plain[start] in ' “"的':
        start += 1
    position = start
    while (known := _known_end(story, position, end)) is not None:
        position = known
        joint = _JOINT.match(plain, position, end)
        if joint and _lies_within(plain[joint.end() : end], plain[start:position]):
            position = joint.end()
    if position > start:
        more = _NAMES.match(plain, position, end)
        if more and not re.search(r"的|在|公司|企业|一家|做|搞|开|某|省|市级|县级|国家", more.group()):
            position = more.end()
        suffix = None if _KIND_ENDS.search(plain[start:position]) else _SUFFIX.match(plain, position, end)
        return Span(start, suffix.end() if suffix else position)
    described = _DESCRIBED.match(plain, start, end)
    if described:
        return Span(start, described.end())
    named = _NAMES.match(plain, start, end)
    if named is None:
        return None
    words = named.group()
    lead = _LEADS.match(words)
    cut = lead.end() if lead else 0
    name = words[cut:]
    if len(name) < 2 or _GENERIC.match(name) or re.search(r"的|在|公司|企业|我们|一家|做|是|有", name):
        return None
    return Span(start + cut, named.end())


def _lies_within(text: str, outer: str) -> bool:
    """Tell whether a text begins with a place that lies within one of the table."""
    inner = next((place.name for place in places_in(text[:_LONGEST]) if text.startswith(place.name)), None)
    return inner is not None and any(inner != place.name and place.named_in(inner) for place in places_in(outer))


def _known_end(story: Story, start: int, end: int) -> int | None:
    """Return where the place ends that begins at an offset, one of the table or of the policies spoken of."""
    piece = story.plain[start : min(end, start + _LONGEST)]
    names = [place.name for place in places_in(piece) if piece.startswith(place.name)]
    names += [form for form in story.places if piece.startswith(form)]
    return start + len(max(names, key=len)) if names else None
