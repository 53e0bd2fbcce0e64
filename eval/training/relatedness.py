"""Learn when a question is about something else: `python -m eval.training.relatedness --corpora DIR --out FILE`.

From the practice questions that their documents answer, from the everyday questions written for single sentences
(eval/everyday/sentences.jsonl; the sentences of a title make a document), and from questions that have nothing to do
with them: everyday questions about other laws (lay/train*), and about anything (eval/practice/elsewhere.txt). They are
asked of bases of many documents and of few: of few less is near to anything. Measured on documents, and questions about
other things, left out.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.types import Encoder
from eval.corpora.inside import Inside, inside_of
from eval.corpora.practice import PRACTICE_DAY, add_arguments, practice_files
from eval.datasets import DatasetError, read_questions
from eval.scale.home import numeral
from eval.training import command
from eval.training.answerability import area, fit, left_out_likelihoods
from kb.answer.scoring.relatedness import coverage_of, relation
from kb.types import Query

_PARTS = 6
_FEW = 12
_BASES_OF_FEW = 20
SENTENCES = Path(__file__).resolve().parents[1] / "everyday" / "sentences.jsonl"
_DEPTH = 10
# At most this share of the questions that are answered; those are the ones of which the texts have no word.
TURNED_AWAY = 0.0003
# So many of the everyday questions about other laws, over all files of them.
_LAWS = 240


@dataclass(frozen=True, slots=True)
class Example:
    """What was found for a question, whether it is about something else, and what it is left out with."""

    values: tuple[float, ...]
    elsewhere: bool
    group: str
    few: bool
    """Whether it was asked of few documents."""


@dataclass(frozen=True, slots=True)
class Base:
    """Files, the questions that they answer with the document of each, and questions about other things."""

    few: bool
    files: Sequence[Path]
    questions: Sequence[tuple[str, str]]
    elsewhere: Sequence[str]


def learn_from(options: argparse.Namespace) -> command.Record:
    """Return what is learned. Raises DatasetError where a document or a file of questions is missing."""
    elsewhere = read_elsewhere(options.practice, options.corpora)
    encoder = load_encoder(BUNDLED_MODEL)
    with tempfile.TemporaryDirectory(prefix="kb-sentences-") as folder:
        bases = [*_practice_bases(options, elsewhere), *_sentence_bases(Path(folder), elsewhere)]
        names, examples = read_examples(bases, encoder)
    return learned(names, examples)


def _practice_bases(options: argparse.Namespace, elsewhere: Sequence[str]) -> Iterator[Base]:
    questions = [one for one in read_questions(options.practice / "questions.jsonl") if one.answerable]
    files = practice_files(questions, options.practice, options.corpora)
    yield Base(False, files, [(one.text, one.source) for one in questions], elsewhere)
    for part in range(_PARTS):
        chosen = files[part::_PARTS]
        held = {path.name for path in chosen}
        asked = [(one.text, one.source) for one in questions if one.source in held]
        yield Base(True, chosen, asked, elsewhere[part % 2 :: 2])


def _sentence_bases(folder: Path, elsewhere: Sequence[str]) -> Iterator[Base]:
    """Give a base of every third title, and bases of a dozen titles each."""
    by_title: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        by_title[record["title"]].append(record)
    titles = sorted(by_title, key=lambda title: hashlib.sha256(title.encode()).digest())
    few = [titles[start : start + _FEW] for start in range(0, _FEW * _BASES_OF_FEW, _FEW)]
    for number, chosen in enumerate([titles[::3], *few]):
        files = []
        for title in chosen:
            files.append(folder / f"{len(list(folder.iterdir()))}.txt")
            articles = (f"第{numeral(place)}条　{one['clause']}" for place, one in enumerate(by_title[title], start=1))
            files[-1].write_text("\n".join((title, *articles)) + "\n", encoding="utf-8")
        asked = [(text, title) for title in chosen for one in by_title[title] for text in one["questions"]]
        yield Base(number > 0, files, asked, elsewhere[number % 2 :: 2])


def read_elsewhere(practice: Path, corpora: Path) -> list[str]:
    """Return questions about other things. Raises DatasetError where there are none."""
    laws = [
        str(record["question"])
        for file in sorted((corpora / "lay").glob("train*.questions.jsonl"))
        for record in map(json.loads, file.read_text(encoding="utf-8").splitlines())
        if record["style"] == "lay"
    ]
    if not laws:
        raise DatasetError(f"{corpora / 'lay'}: holds no everyday questions (train*.questions.jsonl)")
    anything = (practice / "elsewhere.txt").read_text(encoding="utf-8").splitlines()
    return [*anything, *laws[:: max(len(laws) // _LAWS, 1)][:_LAWS]]


def read_examples(bases: Sequence[Base], encoder: Encoder) -> tuple[tuple[str, ...], list[Example]]:
    """Build each base, ask its questions, and return the names of what is looked at, and what was found."""
    names: tuple[str, ...] = ()
    examples = []
    for base in bases:
        asked = [*((*one, False) for one in base.questions), *((text, text, True) for text in base.elsewhere)]
        with inside_of(base.files, encoder, PRACTICE_DAY) as inside:
            for text, group, strange in asked:
                for found in _found(inside, text):
                    names = tuple(found)
                    examples.append(Example(tuple(found.values()), strange, group, base.few))
    return names, examples


def _found(inside: Inside, text: str) -> Iterator[dict[str, float]]:
    result, units = inside.retrieve(Query(text, top_k=_DEPTH))
    if units and not result.by_reference and not any(one.named for one in result.left_out):
        scoring = inside.scoring(result, units)
        yield relation(result.readings[0], scoring, coverage_of(result.terms, inside.rarity, scoring))


def learned(names: Sequence[str], examples: Sequence[Example]) -> dict[str, object]:
    """Return the weights learned from all examples, the threshold, and how they do on what was left out."""
    values = np.array([one.values for one in examples], dtype=np.float64)
    elsewhere = np.array([one.elsewhere for one in examples], dtype=bool)
    likely = left_out_likelihoods(values, elsewhere, [one.group for one in examples])
    # What is turned away here is told that nothing has to do with it: hardly one of those that are answered may be.
    threshold = float(np.quantile(likely[~elsewhere], 1 - TURNED_AWAY))
    few = np.array([one.few for one in examples], dtype=bool)
    weighing = fit(values, elsewhere)
    weights = zip(names, (round(float(weight), 4) for weight in weighing.weights), strict=True)
    return {
        "questions": int((~elsewhere).sum()),
        "about_other_things": int(elsewhere.sum()),
        "left_out": {
            "auc": round(area(likely, elsewhere), 3),
            "turned_away": round(float((likely > threshold)[~elsewhere].mean()), 4),
            "told_apart": _share(likely > threshold, elsewhere & ~few),
            "told_apart_by_few_documents": _share(likely > threshold, elsewhere & few),
        },
        "weights": {**dict(weights), "bias": round(weighing.bias, 4), "threshold": round(threshold, 4)},
    }


def _share(chosen: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> float:
    return round(float(chosen[among].mean()), 3) if among.any() else 0.0


LESSON = command.Lesson(
    "eval.training.relatedness", "Learn when a question is about something else.", "left_out", learn_from, add_arguments
)

if __name__ == "__main__":
    sys.exit(command.run(LESSON))
