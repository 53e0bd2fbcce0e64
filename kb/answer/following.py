"""How a question that leans on earlier ones is asked: of the document last spoken of, else as it stands, else refused.

A question completed with the title of a document looks like what the document says, whatever it asks: the title's own
words are found. So what is asked is put to the document without its title, and counts as answered only where that is.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.answer.attribute_words import speaks_of
from kb.answer.wording import abstention
from kb.retrieve.follow_up import FollowUp, content_of, subject_of, understood
from kb.retrieve.view import View
from kb.text.keys import search_key, title_key
from kb.text.tokens import bigrams
from kb.types import Answer, AnsweredBy, AnswerStatus, Query

# As sure as the answer to a follow-up must be, asked of the one document; and how much of what it names its quotes
# must have where it is less sure, or is asked of all documents. So sure is what only may lean answered by itself.
_SURE, _MORE_THAN_HALF, _MOST, _BY_ITSELF = 0.4, 0.51, 0.75, 0.83
_NAMED = 2


class Readings:
    """Tries the readings of a question, in quotations alone: a model writes the answer that is chosen, and no other."""

    def __init__(self, answer: Callable[[Query], Answer], *, has_model: bool) -> None:
        self._answer = answer
        self._has_model = has_model
        self._tried: list[tuple[Query, Answer]] = []

    def __call__(self, query: Query) -> Answer:
        """Return the quotations that a reading is answered with."""
        answer = self._answer(replace(query, answerer=AnsweredBy.EXTRACTIVE))
        self._tried.append((query, answer))
        return answer

    def chosen(self, answer: Answer) -> Answer:
        """Return a tried answer as it was asked for: in a model's words where there is a model and it is wanted."""
        query = next(query for query, tried in self._tried if tried is answer)
        is_written = self._has_model and query.answerer is not AnsweredBy.EXTRACTIVE and _answered(answer)
        return self._answer(query) if is_written else answer


def followed(query: Query, lean: FollowUp, document_id: str | None, title: str | None, ask: Readings) -> Answer:
    """Return the answer to a question that leans on others, an abstention where no reading of it is answered.

    `document_id` is the document last spoken of, `title` what it is called; None where there is no such document.
    """
    plain = replace(query, earlier=())
    if lean.elsewhere:
        return _understood(query, lean.whole, ask.chosen(ask(replace(plain, question=lean.whole))))
    if document_id is None:
        return _without_document(query, plain, lean, ask)
    bare = ask(_of(plain, lean.asked, document_id))
    words = understood(lean, title)
    if found := _in_document(plain, lean, document_id, ask, bare):
        return _understood(query, words, ask.chosen(found))
    # What any policy may be asked, another one answers as well: that is not what was meant.
    alone = ask(replace(plain, question=lean.topical) if lean.asks else plain) if lean.subject else None
    if alone and _holds(alone, lean):
        return _alone(query, ask.chosen(alone), title)
    return _understood(query, words, _refused(bare, title, alone=alone is not None))


def perhaps_followed(query: Query, lean: FollowUp, document_id: str, title: str | None, ask: Readings) -> Answer:
    """Return the answer to a short question that names what it is about, and may still mean the last document.

    That document goes first where its words have what is named; then all, where theirs have. What else is found is
    an answer to another question: an abstention.
    """
    plain = replace(query, earlier=())
    bare = ask(_of(plain, lean.asked, document_id))
    words = understood(lean, title)
    if _holds(bare, lean) and _has_subject(bare, lean):
        return _understood(query, words, ask.chosen(bare))
    alone = ask(plain)
    if _answered(alone) and (alone.confidence >= _BY_ITSELF or (_holds(alone, lean) and _has_subject(alone, lean))):
        return _alone(query, ask.chosen(alone), title)
    return _understood(query, words, _refused(bare, title, alone=True))


def _without_document(query: Query, plain: Query, lean: FollowUp, ask: Readings) -> Answer:
    whole = ask(replace(plain, question=lean.whole))
    if _holds(whole, lean):
        return _understood(query, lean.whole, ask.chosen(whole))
    alone = ask(plain)
    if not lean.marked or _holds(alone, lean):
        return ask.chosen(alone)
    return _understood(query, lean.whole, _refused(whole, None, alone=True))


def _alone(query: Query, answer: Answer, title: str | None) -> Answer:
    note = f"上文的文件{title or ''}里没有找到，以下是只按这一句查到的"
    return replace(answer, question=query.question, warnings=(note, *answer.warnings))


def _in_document(plain: Query, lean: FollowUp, document_id: str, ask: Readings, bare: Answer) -> Answer | None:
    """Return the answer of the document, of the topic where that is told; None where it says nothing of it."""
    sure = bare.confidence >= _SURE and not lean.asks and _has_subject(bare, lean)
    stated = _says(bare, lean) and (sure or _holds(bare, lean))
    if lean.topic or lean.rewritten:
        topical = ask(_of(plain, lean.topical, document_id))
        told = stated or not content_of(lean.asked) or _holds(topical, lean)
        if told and _says(topical, lean):
            return topical
        stated = stated and (not lean.topic or _share_shown(bare, bigrams(lean.topic)) >= _MOST)
    return bare if stated else None


def _says(answer: Answer, lean: FollowUp) -> bool:
    """Tell whether an answer is one, and speaks of what is asked: of days where 期限 is asked."""
    return _answered(answer) and speaks_of(lean.asked, "\n".join(one.quote for one in answer.citations))


def _of(plain: Query, question: str, document_id: str) -> Query:
    return replace(plain, question=question, filters=replace(plain.filters, document_ids=(document_id,)))


def _answered(answer: Answer) -> bool:
    return answer.status is not AnswerStatus.ABSTAINED


def _holds(answer: Answer, lean: FollowUp) -> bool:
    """Tell whether the quotes of an answer, with their headings, have what a question names, in its words or others."""
    if not _answered(answer):
        return False
    names = bigrams(lean.asked if lean.asks else content_of(lean.asked))
    if not names:
        return answer.confidence >= _SURE
    return _share_shown(answer, names) >= (_MOST if lean.asks else _MORE_THAN_HALF)


def _has_subject(answer: Answer, lean: FollowUp) -> bool:
    """Tell whether the quotes have what a question names besides what any policy may be asked."""
    names = bigrams(subject_of(lean.asked)) if lean.subject else []
    # Of two characters the rules may have left half a verb (还不上): how sure the answer is must do.
    return len(names) < _NAMED or _share_shown(answer, names) >= _MORE_THAN_HALF


def _share_shown(answer: Answer, names: Sequence[str]) -> float:
    seen = search_key("\n".join(_shown(answer)))
    stands_for = {
        token
        for one in answer.expansions
        if any(search_key(target) in seen for target in one.targets)
        for token in bigrams(one.source)
    }
    return sum(token in seen or token in stands_for for token in names) / len(names)


def _shown(answer: Answer) -> Sequence[str]:
    return [
        text
        for one in answer.citations
        for text in (one.quote, *one.clause.heading_path, one.clause.title or "", one.version.metadata.title)
    ]


def _refused(nearest: Answer, title: str | None, *, alone: bool) -> Answer:
    """Return an abstention that says of which document something was asked that it does not say."""
    if not _answered(nearest) and not title:
        return nearest
    of = f"上文的文件{title}里没有写所问的内容" if title else "结合上文没有找到所问的内容"
    missing = (of, "只按这一句问也没有找到") if alone else (of,)
    text = abstention(missing, nearest.hits)
    return replace(
        nearest,
        status=AnswerStatus.ABSTAINED,
        text=text,
        confidence=min(nearest.confidence, _SURE) / 2 if _answered(nearest) else nearest.confidence,
        citations=(),
        warnings=(),
        links=(),
    )


def _understood(query: Query, words: str, answer: Answer) -> Answer:
    return replace(answer, question=query.question, understood_as=words)


def document_of(lean: FollowUp, query: Query, view: View) -> tuple[str | None, str | None]:
    """Return the id of the document last spoken of and its title in brackets; None and what it was called otherwise.

    A title that several documents bear means none of them, and so does one that the question's filters leave out.
    """
    catalog = view.catalog
    if lean.document_id:
        ids = {lean.document_id} & set(catalog.documents)
    else:
        key = title_key(lean.title) if lean.title else ""
        ids = {
            one for one in catalog.documents if key and title_key(catalog.current(one, view.day).metadata.title) == key
        }
    among = query.filters.document_ids
    held = [one for one in ids if not among or one in among]
    rows = [row for one in held if not (row := catalog.current(one, view.day)).withdrawn]
    if len(rows) != 1:
        return None, lean.title
    title = rows[0].metadata.title
    return rows[0].document_id, title if "《" in title else f"《{title}》"
