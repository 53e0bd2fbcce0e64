"""The errors of the domain.

    KnowledgeBaseError
    ├── InvalidSetting           a setting whose value cannot be used
    ├── InvalidQuestion          an empty or over-long question, a day that is none, top_k out of range
    ├── InvalidWord              a term or expression that the dictionary of plain words cannot take
    ├── InvalidCorrection        a correction of a document whose field, value, name or reason will not do
    ├── GroupsRefused            groups of readers that whoever gives them is not in
    ├── InvalidAccess            a key whose name or days will not do
    ├── SyncRefused              a folder that is not there, or most of whose files are gone
    ├── NotFound                 an unknown document, version, clause or word
    ├── SourceError
    │   ├── UnreadableSource     bytes that are no text in a known encoding
    │   ├── EmptySource          a file without text
    │   ├── UnsupportedSource    a format without a reader
    │   ├── SourceTooLarge       more bytes than the limit
    │   ├── SourceChanged        a file that was written to while it was read
    │   ├── GarbledSource        characters that are no text: replaced, private, without a meaning
    │   └── ReaderStopped        a reader that broke off, took too long or wanted too much memory
    ├── HomeError
    │   ├── HomeVersionMismatch  a home written by another version of the schema
    │   ├── ModelMismatch        vectors of another model than the one in use
    │   ├── ModelUnusable        an embedding model that is absent or damaged
    │   ├── HomeLocked           another writer is at work
    │   ├── HomeFull             a disk that takes no more
    │   ├── HomeReadOnly         a home that may only be read
    │   ├── StoreUnreachable     a database server that does not answer
    │   ├── StoreUnsuitable      a database server too old, in another encoding, or that refuses to hold tables
    │   ├── IndexUnavailable     a server of the index that does not answer, or refuses
    │   ├── ProgramDamaged       a file that ships with the program and is not as it was shipped
    │   └── HomeDamaged          an index that disagrees with the store
    ├── RollbackRefused          a generation that cannot be gone back to
    ├── BundleError              a bundle that cannot be written, or a place that it cannot be unpacked into
    │   ├── BundleDamaged        a file that is no bundle, or not whole, or not as it was written
    │   └── BundleTooNew         a bundle of a newer version of the program
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


class GroupsRefused(KnowledgeBaseError):
    """Groups of readers that whoever gives them is not in."""


class InvalidAccess(KnowledgeBaseError):
    """A key that cannot be made as it is asked for."""


class SyncRefused(KnowledgeBaseError):
    """A folder that is not there, or so much of which is gone that nobody may have meant it."""


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


class SourceChanged(SourceError):
    """A file that was written to while it was read."""


class GarbledSource(SourceError):
    """Characters that are no text: replaced, of private use, or torn apart."""


class ReaderStopped(SourceError):
    """A reader that broke off, took too long or wanted too much memory."""


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


class StoreUnreachable(HomeError):
    """A database server that does not answer, or broke off."""


class StoreUnsuitable(HomeError):
    """A database that cannot hold a knowledge base: too old, in another encoding, without the rights."""


class HomeFull(HomeError):
    """A disk that takes no more: nothing was changed that is not whole."""


class HomeReadOnly(HomeError):
    """A home that may be read and not changed."""


class IndexUnavailable(HomeError):
    """A server of the index that does not answer, or refuses."""


class HomeDamaged(HomeError):
    """An index that disagrees with the store."""


class ProgramDamaged(HomeError, ValueError):
    """A file that ships with the program and is not as it was shipped."""


class RollbackRefused(KnowledgeBaseError):
    """A generation that cannot be gone back to."""


class BundleError(KnowledgeBaseError):
    """A bundle that cannot be written, or a place that it cannot be unpacked into."""


class BundleDamaged(BundleError):
    """A file that is no bundle, or not whole, or not as it was written."""


class BundleTooNew(BundleError):
    """A bundle of a newer version of the program."""


class ClauseReferenceError(KnowledgeBaseError):
    """A clause reference that names nothing there is."""


class AmbiguousReference(ClauseReferenceError):
    """A clause reference that may mean clauses of several documents."""
