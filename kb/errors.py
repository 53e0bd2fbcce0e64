"""The errors of the domain.

    KnowledgeBaseError
    ├── InvalidSetting           a setting whose value cannot be used
    ├── InvalidQuestion          an empty or over-long question, a day that is none, top_k out of range
    ├── InvalidWord              a term or expression that the dictionary of plain words cannot take
    ├── InvalidCorrection        a correction of a document whose field, value, name or reason will not do
    ├── NotFound                 an unknown document, version, clause or word
    ├── SourceError
    │   ├── UnreadableSource     bytes that are no text in a known encoding
    │   ├── EmptySource          a file without text
    │   ├── UnsupportedSource    a format without a reader
    │   └── SourceTooLarge       more bytes than the limit
    ├── HomeError
    │   ├── HomeVersionMismatch  a home written by another version of the schema
    │   ├── ModelMismatch        vectors of another model than the one in use
    │   ├── ModelUnusable        an embedding model that is absent or damaged
    │   ├── HomeLocked           another writer is at work
    │   └── HomeDamaged          an index that disagrees with the store
    └── ClauseReferenceError     a clause reference that names nothing there is
        └── AmbiguousReference   a clause reference that may mean clauses of several documents

Every message names the value that was wrong and what to do about it. `detail` carries the same for programs.
"""

from collections.abc import Mapping


class KnowledgeBaseError(Exception):
    """The base of every error of this package."""

    def __init__(self, message: str, /, **detail: object) -> None:
        super().__init__(message)
        self.message = message
        self.detail: Mapping[str, object] = detail


class InvalidSetting(KnowledgeBaseError):
    """A setting whose value cannot be used."""


class InvalidQuestion(KnowledgeBaseError):
    """A question that cannot be asked as it stands."""


class InvalidWord(KnowledgeBaseError):
    """A term or expression that the dictionary of plain words cannot take."""


class InvalidCorrection(KnowledgeBaseError):
    """A correction of what a document says of itself that cannot be made as it stands."""


class NotFound(KnowledgeBaseError):
    """An unknown document, version, clause or word."""


class SourceError(KnowledgeBaseError):
    """A file that cannot be taken in."""


class UnreadableSource(SourceError):
    """Bytes that are no text in a known encoding."""


class EmptySource(SourceError):
    """A file without text."""


class UnsupportedSource(SourceError):
    """A format without a reader."""


class SourceTooLarge(SourceError):
    """More bytes than the limit."""


class HomeError(KnowledgeBaseError):
    """A home that cannot be used as it stands."""


class HomeVersionMismatch(HomeError):
    """A home written by another version of the schema."""


class ModelMismatch(HomeError):
    """Vectors of another model than the one in use."""


class ModelUnusable(HomeError):
    """An embedding model that is absent or damaged."""


class HomeLocked(HomeError):
    """Another writer is at work."""


class HomeDamaged(HomeError):
    """An index that disagrees with the store."""


class ClauseReferenceError(KnowledgeBaseError):
    """A clause reference that names nothing there is."""


class AmbiguousReference(ClauseReferenceError):
    """A clause reference that may mean clauses of several documents."""
