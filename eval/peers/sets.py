"""The sets that systems are compared on: a corpus as files and as pieces, with judged questions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.collection import Dataset
from eval.corpora.base_files import law_files, texts_of_corpus
from eval.corpora.practice import PRACTICE, practice_files
from eval.corpora.reading import read_laws
from eval.datasets import SEEDS, DatasetError
from eval.peers.task import TitledText
from eval.readers.beir import corpus_documents
from eval.readers.detect import read_dataset

# What LangChain's guide to splitting text of languages without word boundaries lists, in the order that it is tried.
_SEPARATORS = ("\n\n", "\n", "。", "．", "；", "，", "、", "\u200b", "")
_CHUNK, _OVERLAP = 500, 50
_EVIDENCE = ("evidence@1", "evidence@5", "evidence@10")
_RETRIEVAL = ("R@1", "R@5", "R@10", "nDCG@10")


@dataclass(frozen=True, slots=True)
class PeerSet:
    """A corpus with questions."""

    name: str
    dataset: Dataset
    texts: Sequence[TitledText]
    """What systems index that take pieces."""
    files: Sequence[Path]
    """The same corpus as files, for systems that cut them themselves."""
    measures: tuple[str, ...]


def document_files(folder: Path) -> list[Path]:
    """Return the documents of a folder: its texts; its Markdown files where it has no other text.

    A folder of texts has a Markdown file that says what they are; one of folders has the Markdown files in them.
    Raises DatasetError where there is none.
    """
    for pattern in ("*.txt", "*.md", "**/*.md"):
        if files := sorted(folder.glob(pattern)):
            return files
    raise DatasetError(f"{folder}: holds no .txt or .md file; name the folder with --files")


def chunks(files: Iterable[Path]) -> list[TitledText]:
    """Return the files cut as LangChain's documentation advises: 500 characters, 50 of them in common."""
    splitter = RecursiveCharacterTextSplitter(
        separators=list(_SEPARATORS), chunk_size=_CHUNK, chunk_overlap=_OVERLAP, keep_separator="end"
    )
    return [TitledText("", chunk) for file in files for chunk in splitter.split_text(file.read_text(encoding="utf-8"))]


def seeds_set(corpora: Path, cache: Path) -> PeerSet:
    """Return the sample pages with the development questions: which evidence is among the first passages."""
    files = document_files(SEEDS)
    dataset = read_dataset(corpora / "seeds_eval" / "questions.jsonl")
    asked = tuple(question for question in dataset.questions if question.answerable)
    return PeerSet("seeds", replace(dataset, questions=asked), chunks(files), files, _EVIDENCE)


def practice_set(corpora: Path, cache: Path) -> PeerSet:
    """Return the practice documents with the practice questions: which evidence is among the first passages."""
    dataset = read_dataset(PRACTICE / "questions.jsonl")
    files = practice_files(dataset.questions, PRACTICE, corpora)
    asked = tuple(question for question in dataset.questions if question.answerable)
    return PeerSet("practice", replace(dataset, questions=asked), chunks(files), files, _EVIDENCE)


def laws_set(corpora: Path, cache: Path) -> PeerSet:
    """Return the latest versions of the laws, cut into articles, with the everyday and clerk's questions."""
    dataset = read_dataset(corpora / "lay" / "dev.questions.jsonl")
    texts = [TitledText(article.title, article.text) for article in read_laws(corpora) if article.latest]
    return PeerSet("laws", dataset, texts, law_files(corpora / "laws"), _RETRIEVAL)


def stard_set(corpora: Path, cache: Path) -> PeerSet:
    """Return the statute articles with the laypeople's questions of STARD's development split."""
    folder = corpora / "bench" / "stard"
    dataset = read_dataset(Path(f"{folder}:dev"))
    documents = list(corpus_documents(folder))
    texts = [TitledText(document.title, document.text) for document in documents]
    cache.mkdir(parents=True, exist_ok=True)
    written = list(texts_of_corpus(documents))
    files = [cache / file.name for file in written]
    for path, file in zip(files, written, strict=True):
        path.write_bytes(file.data)
    return PeerSet("stard", dataset, texts, files, _RETRIEVAL)


SETS: Mapping[str, Callable[[Path, Path], PeerSet]] = {
    "seeds": seeds_set,
    "practice": practice_set,
    "laws": laws_set,
    "stard": stard_set,
}
"""The sets by name: each takes the folder of the corpora and one for files made of them."""
