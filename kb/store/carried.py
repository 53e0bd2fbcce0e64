"""Corrections of a version that the next one began without: a new text is read anew, and only its text counts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kb.clauses.label import VALIDITY_WORDS
from kb.store.corrections import FIELD_NAMES, Correction, Field, standing
from kb.types import Evidence, Metadata, Validity

OF_THE_DOCUMENT = frozenset({Field.TITLE, Field.ISSUER, Field.REGION})
"""What the versions of a document have in common; number, days and validity are each version's own."""


def not_carried(found: Iterable[Correction], version: int, stated: Metadata) -> tuple[Correction, ...]:
    """Return what staff set about the version before and nobody decided about this one; none where they agree.

    `found` are all corrections of the document, `stated` is what the text of the version says of itself.
    """
    of_version: dict[int, list[Correction]] = defaultdict(list)
    for one in found:
        of_version[one.version].append(one)
    decided = {one.field for one in of_version.get(version, ())}
    before = [number for number, changes in of_version.items() if number < version and standing(changes)]
    if not before:
        return ()
    left = standing(of_version[max(before)])
    return tuple(one for name, one in left.items() if name not in decided and one.value != value_stated(stated, name))


def told(left: Sequence[Correction], version: int) -> str:
    """Return in words which corrections a version began without, and how they are carried over."""
    first = left[0]
    values = "、".join(f"{FIELD_NAMES[one.field]}{_shown(one)}" for one in left)
    return (
        f"第 {first.version} 版的更正没有带到第 {version} 版：{values}；核对后要带过去，请用 "
        f"kb docs set {first.document_id} --version {version} --from-version {first.version} --by 姓名"
    )


def value_stated(metadata: Metadata, name: Field) -> str | None:
    """Return what a text says of itself in a field; of its validity it says nothing."""
    if name is Field.TITLE:
        return metadata.title
    if name is Field.ISSUER:
        return "、".join(one.value for one in metadata.issuers) or None
    single: dict[Field, Evidence | None] = {
        Field.DOC_NUMBER: metadata.doc_number,
        Field.REGION: metadata.region,
        Field.PUBLISHED: metadata.published,
        Field.EFFECTIVE_FROM: metadata.effective_from,
        Field.EFFECTIVE_TO: metadata.effective_to,
    }
    evidence = single.get(name)
    return evidence.value if evidence else None


def _shown(one: Correction) -> str:
    if one.value is None:
        return "（清空）"
    return f"“{VALIDITY_WORDS[Validity(one.value)] if one.field is Field.VALIDITY else one.value}”"
