"""The grades that a story tells, the measures that go with them, and what was decided on an application."""

import re
from collections.abc import Iterator
from datetime import date

from kb.rules.applicant.choices import decision_of
from kb.rules.applicant.schema import PERFORMANCE
from kb.rules.applicant.statuses import UNSURE, until_of
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.types import Span

_LETTER = r"(?P<letter>(?<![A-Za-z])(?:[Aa]{1,3}|[B-Eb-eM])[+\-]?(?![A-Za-z\d]))"
_SCHEMES = (
    ("纳税信用", re.compile(r"纳税(?:信用)?(?:等级|评级|级别|评价)?|税务(?:信用)?(?:评级|等级)")),
    ("环保信用", re.compile(r"环[保境](?:信用)?(?:评价|等级|评级)?")),
    ("安全生产", re.compile(r"安全(?:生产)?(?:评级|等级|评价|分级)")),
    (
        "企业信用",
        re.compile(r"(?:企业|银行|主体|公共|社会)信用(?:等级|评级|评价|分)?|企业(?:评级|等级)|信用(?:等级|评级|评价)"),
    ),
    (
        PERFORMANCE,
        re.compile(r"亩均(?:效益|论英雄|评价|税收)?(?:综合)?(?:评价|评级)?|亩产(?:效益)?|绩效(?:综合)?(?:评价|评级|分级|等级)?|综合(?:绩效)?(?:评价|评级)|效益(?:综合)?评价|企业(?:综合)?评价|评价(?!入库)"),
    ),
)  # fmt: skip
_GRADED = re.compile(
    rf"{_LETTER}(?P<behind>[”\"']?(?:类|级|档|等(?!离)|等级)(?!人才|纳税人|知识|医疗|股|轮|行|物|景区|高企|车|认证))?"
)
_NOT_GRADE = re.compile(
    r"^(?:市|县|省|区|镇|城|地|国|公司|企业(?!.{0,3}评)|厂|股|轮|端|座|栋|幢|楼|区域|面|证|照|计划|方|项目|产品|品牌|银行|位|人|站|店|村|APP|型|点|\+轮)"
)
_NAMED = re.compile(r"(?:评|定|列|划|分|排|拿|得|被|是|为|属于|成|升|降|改|到|在|结果|档次)[^,。;A-Za-z]{0,6}$")
_UNGRADED = re.compile(
    r"(?:没有?|未|还没|尚未|不)(?:参加|参与)过?[^,。;]{0,8}(?:评|价)|(?:没有?|未|还没|尚未|不)(?:参加|参与|纳入|被|做|参)?(?:过)?(?:参?评(?:过|上|级|价)?|评价|评定|定级|打分)|(?:没有?|未|还没)(?:出|拿到)?(?:结果|等级|评级)|不参评"
)
_FORMER = re.compile(r"(?:前年|大前年|去年|上一?年|上年度?|以前|之前|原来|早先|曾经|20\d\d ?年?)[^,。;]{0,8}$")
_CURRENT = re.compile(
    r"(?:今年|现在|目前|最新|最近|本年度?|这次|刚|升(?:到|为|成)?|改(?:到|为|成)?|变成|调(?:到|为|成)|又)"
)
_DENIED = re.compile(
    r"(?:不是|没有?被?(?:评|列|定)(?:为|成|到|入)?|没到|不属于|未(?:被)?(?:评|列)(?:为|入)?|从?没(?:评)?(?:过)?)[^,。;]{0,8}$"
)
_MEASURES = re.compile(
    r"(?:(?P<letter>(?<![A-Za-z])[A-Ea-e])(?:类|级|档)?(?:企业)?的?)?(?:[^,。;A-Za-z]{0,4})?(?:差别化|惩戒|倒逼|限制|整治|管控|约束|反向|加价)?(?:措施|执行期|处罚期|惩戒期|限制期|管控期|整改期|惩罚期|影响期)(?P<rest>[^,。;]{0,20})"
)
_IN_FORCE = re.compile(
    r"(?:还|仍|尚)?(?:没有?|未|不)(?:有)?(?:到期|过|满|结束|解除|执行完|取消|到|撤销|完)|还(?:在|有)|正在|在执行|仍在|执行中|执行期[内间]|内|当中|期间|还要|才到|要到|到(?=.*(?:明年|年底|\d))|持续"
)
_OVER = re.compile(
    r"(?:已经?|都|早就?|刚刚?|全)?(?:执行)?(?:满了|已?满|到期|过了|过期|结束|解除|取消|执行完|撤销|撤了|期满|到了|完了|失效|没了)"
)
_NOT_OVER = re.compile(
    r"(?:没有?|未|尚未|还没|不|快|将|即将|马上)(?:有)?(?:就)?(?:要)?(?:到期|过期?|满|结束|解除|执行完|取消|撤销|到)"
)
_BODY = re.compile(
    r"(?P<by>联席会议|联合会审|联合审[核查]|联审|会商|会审|领导小组|工作专班|专班|评审(?:会|委员会|小组|组)|专家(?:评审|组|会)?|主管部门|审核(?:会议|小组|组)?|审议会?|(?:市|区|县|镇|省)?(?:科技|经信|工信|经济|金融办?|人社|财政|发改|税务|商务|农业农村?|市场监管)(?:信息化)?(?:局|厅|办|委)|办公会议?|(?:市|区|县)政府|园区管委会|管委会|街道|镇里|县里|区里|市里|一事一议)"
)
_ORGAN = re.compile(r"会议|小组|专班|专家|会$|委|部门|局|办|厅|政府|街道|里$|组")
_DECISION = re.compile(
    r"同意|异议|通过|批准|否决|驳回|没批|批了|在审|审核中|没审|还没开|待审|没开|审批中|上会|没过(?!期)|过了(?!期)|讨论|没结果|等结果|拒|退回|认可|还没(?:审|批|研究|会商|讨论)|拟提交|准备提交|待会商"
)
_NOT_ABOUT = re.compile(r"贷款(?:审批|没批|批了)|银行|高企|认定|资质|专精特新|公示|补贴|评(?:为|上|了)")


def grades_in_story(story: Story) -> Iterator[Fact]:
    """Yield the grades of the applicant; a former year's as run out where a newer one is told."""
    found = [fact for clause in story.clauses for fact in _grades(story, clause)]
    for fact, former in found:
        newer = any(
            not other_former and fact.unit in (one.unit, None)
            for one, other_former in found
            if one is not fact and one.value
        )
        if former and newer and fact.certainty is Certainty.STATED:
            fact = Fact(fact.name, fact.value, Certainty.EXPIRED, unit=fact.unit, words=fact.words, span=fact.span)
        yield fact


def _grades(story: Story, clause: Clause) -> Iterator[tuple[Fact, bool]]:
    text = clause.text
    if clause.supposes:
        return
    scheme, at = _scheme(text)
    if scheme is None and clause.index and story.clauses[clause.index - 1].sentence == clause.sentence:
        scheme = _scheme(story.clauses[clause.index - 1].text)[0]
    if at is not None and (match := _UNGRADED.search(text)) and not _GRADED.search(text):
        if story.of_applicant(clause.start + match.start()):
            span = Span(clause.start, clause.end)
            yield Fact("grades", "", Certainty.DENIED, unit=scheme, words=story.words(span).strip(), span=span), False
        return
    for match in _GRADED.finditer(text):
        before, behind = text[: match.start()], text[match.end() :]
        if not match["behind"] and (
            scheme is None or _NOT_GRADE.match(behind) or (len(behind) > 8 and not _NAMED.search(before))
        ):
            continue
        if match["behind"] and _NOT_GRADE.match(behind) and not behind.startswith(("企业", "厂")):
            continue
        if not story.of_applicant(clause.start + match.start()) or re.search(r"才(?:能|可以|行)", behind):
            continue
        if (
            match["behind"]
            and re.match(r"(?:企业|的企业|以[上下])(?:才|能|都|可以|不能|不行)", behind)
            and not _NAMED.search(before)
        ):
            continue
        if clause.asks and re.match(r"(?:企业)?(?:能|可以|行)", behind) and not _NAMED.search(before) and at is None:
            certainty = Certainty.UNSURE
        else:
            certainty = _certainty(text, before)
        start = at if at is not None and at <= match.start() else match.start()
        span = Span(clause.start + start, clause.start + match.end())
        former = _FORMER.search(before) is not None and not _CURRENT.search(before[-6:])
        yield Fact(
            "grades", match["letter"].upper(), certainty, unit=scheme, words=story.words(span), span=span
        ), former  # fmt: skip


def _scheme(text: str) -> tuple[str | None, int | None]:
    for scheme, pattern in _SCHEMES:
        if match := pattern.search(text):
            return scheme, match.start()
    return None, None


def _certainty(text: str, before: str) -> Certainty:
    if UNSURE.search(text) or re.search(r"是不是", before):
        return Certainty.UNSURE
    return Certainty.DENIED if _DENIED.search(before) else Certainty.STATED


def measures_of_grades(story: Story, grades: list[Fact]) -> Iterator[Fact]:
    """Yield whether the measures that a grade brings are still in force."""
    for clause in story.clauses:
        for match in _MEASURES.finditer(clause.text):
            if clause.supposes or not story.of_applicant(clause.start + match.start()):
                continue
            letter = match["letter"] or _letter_before(grades, clause.start + match.start())
            rest, end = match["rest"], clause.end
            behind = story.next_clause(clause)
            if not _IN_FORCE.search(rest) and not _OVER.search(rest) and behind is not None:
                rest, end = f"{rest},{behind.text}", behind.end
            certainty = _in_force(match.group() + rest)
            if certainty is None:
                continue
            if UNSURE.search(clause.text):
                certainty = Certainty.UNSURE
            until = until_of(clause.text + rest, story.today) if certainty is not Certainty.UNSURE else None
            certainty = _by_day(certainty, until, story.today)
            span = Span(clause.start + match.start(), end if end != clause.end else clause.start + match.end())
            words = f"{letter.upper()}类措施执行期内" if letter else "措施执行期内"
            yield Fact("states", words, certainty, words=story.words(span).strip(), span=span, until=until)
            break


def _by_day(certainty: Certainty, until: date | None, today: date) -> Certainty:
    if until is None:
        return certainty
    return (
        Certainty.STATED
        if until >= today and certainty is Certainty.STATED
        else Certainty.DENIED
        if until < today
        else certainty
    )


def _in_force(words: str) -> Certainty | None:
    over = _OVER.search(_NOT_OVER.sub("|", words))
    if over:
        return Certainty.DENIED
    return Certainty.STATED if _NOT_OVER.search(words) or _IN_FORCE.search(words) else None


def _letter_before(grades: list[Fact], at: int) -> str | None:
    """Return the last grade told before an offset."""
    letters = [str(fact.value) for fact in grades if fact.span and fact.span.start <= at and fact.value]
    return letters[-1] if letters else None


def reviews_in_story(story: Story) -> Iterator[Fact]:
    """Yield what a meeting or an office decided on the application."""
    for clause in story.clauses:
        text = clause.text
        body = _BODY.search(text)
        if body is None or clause.supposes or not story.of_applicant(clause.start):
            continue
        end = clause.end
        said = text[body.start() :]
        if not _DECISION.search(text):
            behind = story.next_clause(clause)
            if behind is None or not _DECISION.search(behind.text) or _BODY.search(behind.text):
                continue
            said, end = f"{said},{behind.text}", behind.end
        if _NOT_ABOUT.search(text) or (clause.asks and not re.search(r"了|没|在", said)):
            continue
        if re.search(r"(?:需要|要|须|得|必须)(?:经过?)?[^,。;]{0,8}$", text[: body.start()]) and not re.search(
            r"了|没|还|在审", said
        ):
            continue
        decision = decision_of(said)
        behind = story.next_clause(clause) if decision == "rejected" else None
        # 提出异议,尚未会商: an objection rejects nothing while the decision is still to come, or once it is overcome.
        if behind is not None and behind.sentence == clause.sentence:
            last = decision_of(f"{said},{behind.text}")
            if last not in (None, "rejected"):
                decision, end = last, behind.end
        if decision is not None:
            span = Span(clause.start + body.start(), end)
            certainty = Certainty.UNSURE if UNSURE.search(text) else Certainty.STATED
            # 会商, 联审 say what was done, not by whom.
            by = body["by"] if _ORGAN.search(body["by"]) else None
            yield Fact("review", decision, certainty, unit=by, words=story.words(span).strip(), span=span)
