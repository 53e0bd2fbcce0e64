"""An answer in a model's words where they hold, else the quotations as they were."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from embeddings.types import Encoder
from kb.answer.quoting.extractive import Quote
from kb.answer.scoring.score import ScoredUnit
from kb.answer.written.chat import ChatFailed, ChatModel
from kb.answer.written.check import sentence_fault
from kb.answer.written.draft import DraftSentence, sentences_of
from kb.answer.written.material import Material, materials_of
from kb.answer.written.prompt import CANNOT, messages
from kb.retrieve.view import Shelf
from kb.settings import Settings
from kb.turns import ModelTokens
from kb.types import Citation, Rejected

# Where this share of what a model wrote does not hold, the rest is not trusted either.
_TOO_MANY_REJECTED = 0.5
_INSTEAD = "，以下是条款原文"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of asking a model: its checked words with what they cite, or why there are none."""

    text: str
    citations: tuple[Citation, ...]
    rejected: tuple[Rejected, ...] = ()
    warning: str = ""
    """Why the answer is not the model's; empty where it is."""
    tokens: ModelTokens | None = None


class Writer:
    """Has answers written from the clauses found, and keeps what they support."""

    def __init__(self, model: ChatModel, shelf: Shelf, encoder: Callable[[], Encoder], settings: Settings) -> None:
        self._model = model
        self._shelf = shelf
        self._encoder = encoder
        self._chars = settings.answer_chars
        self._citations = settings.answer_citations

    def write(self, question: str, chosen: Sequence[Quote], scored: Sequence[ScoredUnit], *, taken: int) -> Written:
        """Return what a model writes to a question of the clauses chosen and found, as far as they support it.

        `taken` characters of the answer are spoken for. Raises QuoteMismatch.
        """
        materials = materials_of(chosen, scored, self._shelf)
        if not materials:
            return Written("", (), warning=f"找到的条款不适合交给语言模型{_INSTEAD}")
        room = self._chars - taken
        try:
            draft = self._model.reply(messages(question, materials, chars=room, citations=self._citations))
        except ChatFailed as failed:
            return Written("", (), warning=f"{failed}{_INSTEAD}")
        nearest = {one.citation.mark for one in materials if one.is_chosen}
        written = checked(draft.text, materials, self._encoder(), nearest, chars=room, most=self._citations)
        return replace(written, tokens=draft.tokens)


def checked(
    draft: str, materials: Sequence[Material], encoder: Encoder, nearest: Collection[int], *, chars: int, most: int
) -> Written:
    """Return the sentences of a draft that hold, with their citations numbered anew, or why they are no answer.

    One of them at least must cite one of the `nearest` clauses, which answer without a model.
    """
    kept: list[DraftSentence] = []
    rejected: list[Rejected] = []
    above = {one.citation.mark: one.above for one in materials}
    for sentence in sentences_of(draft):
        fault = sentence_fault(sentence, materials, encoder)
        if fault is None:
            sentence = replace(sentence, marks=_with_lead_ins(sentence.marks, above))
            fault = _room_fault([*kept, sentence], chars, most)
        if fault is None and any(one.text == sentence.text for one in kept):
            continue
        if fault is None:
            kept.append(sentence)
        else:
            rejected.append(Rejected(sentence.text, fault))
    if why := _distrusted(kept, rejected, nearest):
        return Written("", (), tuple(rejected), f"{why}{_INSTEAD}")
    return _written(kept, materials, rejected)


def _distrusted(kept: Sequence[DraftSentence], rejected: Sequence[Rejected], nearest: Collection[int]) -> str | None:
    """Return why what is kept of a draft is no answer; None where it is one."""
    count = len(kept) + len(rejected)
    if not kept and all(CANNOT in one.sentence for one in rejected):
        return "语言模型没有写出答案"
    if len(rejected) >= _TOO_MANY_REJECTED * count:
        return f"语言模型写的 {count} 句话里有 {len(rejected)} 句没有条款依据"
    if not any(mark in nearest for one in kept for mark in one.marks):
        return "语言模型没有用到最接近问题的条款"
    return None


def _with_lead_ins(marks: Sequence[int], above: Mapping[int, int | None]) -> tuple[int, ...]:
    """Return marks with those of the lead-ins without which their list items say something else."""
    both = [mark for one in marks for mark in (above[one], one) if mark is not None]
    return tuple(dict.fromkeys(both))


def _room_fault(kept: Sequence[DraftSentence], chars: int, most: int) -> str | None:
    if len({mark for one in kept for mark in one.marks}) > most:
        return f"依据超过 {most} 条"
    return f"答案超过 {chars} 字" if sum(len(_shown(one, one.marks)) for one in kept) > chars else None


def _written(kept: Sequence[DraftSentence], materials: Sequence[Material], rejected: Sequence[Rejected]) -> Written:
    held = {one.citation.mark: one.citation for one in materials}
    order = list(dict.fromkeys(mark for one in kept for mark in one.marks))
    new = {mark: place for place, mark in enumerate(order, start=1)}
    text = "".join(_shown(one, [new[mark] for mark in one.marks]) for one in kept)
    return Written(text, tuple(replace(held[mark], mark=new[mark]) for mark in order), tuple(rejected))


def _shown(sentence: DraftSentence, marks: Sequence[int]) -> str:
    return sentence.text + "".join(f"[{mark}]" for mark in marks)
