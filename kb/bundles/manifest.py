"""What a bundle says of itself, and which names its members may have."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from kb.errors import BundleDamaged, BundleTooNew
from kb.rules.applicant.qualifications import OWN_NAMES

FORMAT, FORMAT_VERSION = "policy-knowledge-base", 1
SUFFIX = ".kbz"
MANIFEST = "manifest.json"
ROWS, VECTORS, SEGMENTS = "kb.sqlite3", "vectors.sqlite3", "segments"
# What staff may lay into a home beside what the program writes.
OWN_FILES = (OWN_NAMES,)

# tantivy keeps the list of its files in a hidden one.
_PART = r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*|\.managed\.json)"
_SEGMENT_FILE = re.compile(rf"{SEGMENTS}/s[0-9]{{6,12}}(?:/{_PART}){{1,3}}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
# Names that Windows takes for devices, whatever their suffix.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a bundle."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a bundle holds, published or not."""

    documents: int
    versions: int
    clauses: int
    passages: int
    sources: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Who wrote a bundle, of what, and the checksum of every other member."""

    created_at: str
    program: str
    schema: int
    generation: int
    """The published state that it holds; 0 without vectors and in a home that has published nothing."""
    model: str
    fingerprint: str
    """What the vectors depend on."""
    with_vectors: bool
    settings: Mapping[str, object]
    """The settings that answers depend on, at the time of writing."""
    counts: Counts
    members: tuple[Member, ...]

    def to_json(self) -> bytes:
        """Return the manifest as the bundle holds it."""
        return json.dumps(
            {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}, ensure_ascii=False, indent=1
        ).encode()


def manifest_from_json(data: bytes, name: str) -> Manifest:
    """Return the manifest of the bundle called `name`. Raises BundleDamaged, BundleTooNew."""
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            raise ValueError(f"format {found['format']!r}")
        version = int(found["format_version"])
        if version > FORMAT_VERSION:
            raise BundleTooNew(
                f"“{name}”由较新版本的程序写成（打包格式 {version}，程序 {found.get('program', '未注明')}；"
                f"本程序支持到格式 {FORMAT_VERSION}）；请先升级程序，再导入",
                found=version,
                supported=FORMAT_VERSION,
            )
        return Manifest(
            str(found["created_at"]),
            str(found["program"]),
            int(found["schema"]),
            int(found["generation"]),
            str(found["model"]),
            str(found["fingerprint"]),
            bool(found["with_vectors"]),
            dict(found["settings"]),
            Counts(**{key: int(value) for key, value in found["counts"].items()}),
            _members(found["members"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BundleDamaged(f"“{name}”里的清单读不懂（{error}）；请重新取得这个文件", file=name) from error


def is_allowed(name: str) -> bool:
    """Tell whether a bundle may have a member of this name: nothing that could lie outside of a home."""
    if name in (MANIFEST, ROWS, VECTORS, *OWN_FILES):
        return True
    parts = name.split("/")
    return (
        len(name) <= _LONGEST_NAME
        and _SEGMENT_FILE.fullmatch(name) is not None
        and not any(part.endswith(".") or _DEVICES.fullmatch(part) for part in parts)
    )


def repeated(names: Iterable[str]) -> Sequence[str]:
    """Return the names that some file system would take for another one of them."""
    seen: set[str] = set()
    twice = []
    for name in names:
        if name.casefold() in seen:
            twice.append(name)
        seen.add(name.casefold())
    return twice


def _members(found: Iterable[Mapping[str, object]]) -> tuple[Member, ...]:
    members = tuple(Member(str(one["name"]), int(str(one["size"])), str(one["sha256"])) for one in found)
    wrong = [one.name for one in members if not is_allowed(one.name) or not _SHA256.fullmatch(one.sha256)]
    wrong += repeated(one.name for one in members)
    if wrong:
        raise ValueError(f"member {wrong[0]!r}")
    return members
