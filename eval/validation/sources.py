"""The texts that quotations are looked up in: files of a folder, documents of a knowledge base."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from eval.datasets import DatasetError
from eval.judging.matching import normalise, sentences
from eval.validation.nearest import Nearest, Text, nearest
from kb.errors import SourceError
from kb.ingest.readers.table import READERS, reader_for


@dataclass(frozen=True, slots=True)
class Source:
    """One text by its file name and the titles that it also goes by."""

    name: str
    text: str
    titles: tuple[str, ...] = ()


class Sources:
    """Texts to look quotations up in."""

    def __init__(self, sources: Iterable[Source]) -> None:
        raw: dict[str, str] = {}
        self._names: dict[str, set[str]] = {}
        for source in sources:
            # One file may hold several documents.
            raw[source.name] = "\n".join(filter(None, [raw.get(source.name), source.text]))
            for name in (source.name, PurePath(source.name).name, PurePath(source.name).stem, *source.titles):
                self._names.setdefault(_key(name), set()).add(source.name)
        self._texts = {name: Text(text, normalise(text)) for name, text in raw.items()}

    def __len__(self) -> int:
        return len(self._texts)

    def called(self, name: str) -> frozenset[str]:
        """Return the sources that a name means: a file's name with or without folder and suffix, or a title."""
        pure = PurePath(name)
        found = next((key for key in map(_key, (name, pure.name, pure.stem)) if key in self._names), None)
        return frozenset(self._names[found]) if found is not None else frozenset()

    def holding(self, quote: str) -> frozenset[str]:
        """Return the sources that hold a quotation whole."""
        wanted = normalise(quote)
        return frozenset(name for name, text in self._texts.items() if wanted in text.normal)

    def holds_sentences(self, quote: str, within: Iterable[str]) -> bool:
        """Tell whether one of the sources holds every sentence of a quotation, though not in a row."""
        return any(all(sentence in self._texts[name].normal for sentence in sentences(quote)) for name in within)

    def nearest(self, quote: str, within: Iterable[str]) -> Nearest | None:
        """Return what comes closest to a quotation in the sources named, or in any where none is."""
        chosen = {name: self._texts[name] for name in sorted(within)}
        return nearest(quote, chosen or self._texts)

    @property
    def names(self) -> frozenset[str]:
        """The file names."""
        return frozenset(self._texts)


def read_sources(folder: Path) -> Iterable[Source]:
    """Yield the files of a folder that can be read as text. Raises DatasetError where there is none."""
    found = False
    for file in sorted(folder.rglob("*")):
        reader = reader_for(file.name)
        if reader is None or not file.is_file():
            continue
        found = True
        try:
            yield Source(file.relative_to(folder).as_posix(), reader(file.read_bytes(), file.name).text)
        except (OSError, SourceError) as error:
            raise DatasetError(f"{file}: cannot be read: {error}") from error
    if not found:
        raise DatasetError(f"{folder}: holds no file to look quotations up in ({', '.join(READERS)})")


def _key(name: str) -> str:
    return normalise(name).strip("《》").casefold()
