"""What staff set by hand about a document: title, number, issuer, region, days and validity, with its history."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

from kb.errors import InvalidCorrection
from kb.retrieve.standing.carrying import Carried, carried_over
from kb.retrieve.standing.correction_values import NAMES, Changes, CorrectionReport, read_value
from kb.retrieve.validity import day_of
from kb.retrieve.view import View
from kb.store.carried import not_carried, value_stated
from kb.store.corrections import Action, Correction, Field, corrected, standing
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.types import Metadata

_MOST_NAME, _MOST_REASON = 100, 1000
# What staff set of these goes before what other texts say, even where it is what the text says.
_COUNT_AS_SET = frozenset({Field.VALIDITY, Field.EFFECTIVE_TO})


class Corrections:
    """Sets and lists what staff know better than a text says; safe to share between threads.

    A correction is of one version, counts at once and outlasts every later ingest of the same text.
    """

    def __init__(
        self,
        store: Store,
        writing: Callable[[], AbstractContextManager[None]],
        row: Callable[[str, int | None], VersionRow],
        view: Callable[[date | None], View],
    ) -> None:
        """Take the store, what keeps other writers out, how a version is found, and what is published on a day."""
        self._store = store
        self._writing = writing
        self._row = row
        self._view = view

    def history(self, document_id: str, *, version: int | None = None) -> tuple[Correction, ...]:
        """Return every change of a document's versions, or of one of them, oldest first. Raises NotFound."""
        self._row(document_id, version)
        found = self._store.corrections(document_id)
        return tuple(one for one in found if version in (None, one.version))

    def standing(self, document_id: str, version: int) -> Mapping[Field, Correction]:
        """Return what staff set about a version and still holds, by field; empty where nothing is."""
        return standing(one for one in self._store.corrections(document_id) if one.version == version)

    def not_carried(self, document_id: str, *, version: int | None = None) -> tuple[Correction, ...]:
        """Return what staff set about the version before this one (by default the newest) and this one began without.

        Raises NotFound.
        """
        row = self._row(document_id, version or self._newest(document_id))
        return not_carried(self._store.corrections(document_id), row.version, self._store.stated(row.version_row))

    def change(
        self,
        document_id: str,
        changes: Changes,
        *,
        by: str,
        reason: str = "",
        version: int | None = None,
        from_version: int | None = None,
    ) -> CorrectionReport:
        """Set, clear and restore fields of a version, that of today where none is named; all of it or nothing.

        With `from_version` what staff set about that version is set about this one too, as far as its text does not
        say otherwise, and the reason may be left out. Raises NotFound, and InvalidCorrection where a value, a field,
        the name or the reason will not do.
        """
        carried = Carried()
        if from_version is not None:
            reason = reason or f"沿用第 {from_version} 版的更正"
            row = self._row(document_id, version)
            held = self.standing(document_id, self._row(document_id, from_version).version)
            carried = carried_over(held, row.version, from_version, self._store.stated(row.version_row), changes)
            changes = carried.joined(changes)
        by, reason = _said("by", by, "是谁改的", _MOST_NAME), _said("reason", reason, "为什么改", _MOST_REASON)
        if from_version is not None and not changes.named:
            return CorrectionReport((), carried.notes)
        wanted = _wanted(changes)
        counts_from = _first_day_of(changes)
        with self._writing():
            row = self._row(document_id, version)
            before = self.standing(document_id, row.version)
            at = datetime.now(UTC).isoformat(timespec="seconds")
            made, unchanged = [], []
            for name, (action, value) in wanted.items():
                from_day = counts_from if name is Field.VALIDITY and action is Action.SET else None
                previous = self._value(row, name)
                if _same(before.get(name), action, value, from_day) or (action is Action.CLEAR and previous is None):
                    continue
                if name not in before and name not in _COUNT_AS_SET and (action, value) == (Action.SET, previous):
                    unchanged.append(f"{NAMES[name]}本来就是“{value}”，没有改动")
                    continue
                made.append(
                    Correction(document_id, row.version, name, action, value, previous, by, at, reason, from_day)
                )
            after = corrected(self._store.stated(row.version_row), standing([*before.values(), *made]))
            _check_days(after)
            if made:
                with self._store.writing() as writer:
                    writer.correct(row.version_row, made)
        return CorrectionReport(tuple(made), (*unchanged, *_notes(row.metadata, after, wanted), *carried.notes))

    def _newest(self, document_id: str) -> int | None:
        """Return the highest number of a document's versions; None where it is unknown."""
        return max((row.version for row in self._view(None).catalog.versions(document_id)), default=None)

    def _value(self, row: VersionRow, name: Field) -> str | None:
        """Return what stands in a field now."""
        if name is Field.VALIDITY:
            view = self._view(None)
            return view.catalog.validity(row, view.day).value
        return value_stated(row.metadata, name)


def _said(name: str, text: str, what: str, most: int) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise InvalidCorrection(f"请写明{what}（{name} 是空的）", field=name)
    if len(plain) > most:
        raise InvalidCorrection(f"{name} 有 {len(plain)} 个字符，超过 {most} 个的上限", field=name, limit=most)
    return plain


def _wanted(changes: Changes) -> dict[Field, tuple[Action, str | None]]:
    """Return what is to be done by field. Raises InvalidCorrection where that is nothing, unknown or twice the same."""
    named = changes.named
    for name in named:
        if name not in NAMES:
            raise InvalidCorrection(
                f"没有“{name}”这一栏；可以更正的有 {'、'.join(NAMES)}", field=name, available=list(NAMES)
            )
        if named.count(name) > 1:
            raise InvalidCorrection(f"{name} 在一次更正里出现了两次；请只写一次", field=name)
    if not named:
        raise InvalidCorrection(f"没有写要更正什么；可以更正的有 {'、'.join(NAMES)}", available=list(NAMES))
    if changes.validity_from is not None and Field.VALIDITY.value not in changes.values:
        raise InvalidCorrection(
            "写了效力从哪天算起，却没有写效力；请同时写明 validity", field="validity_from", value=changes.validity_from
        )
    if Field.TITLE.value in changes.cleared:
        raise InvalidCorrection("标题不能空着；要恢复文中的标题请用“恢复”（restore）", field=Field.TITLE.value)
    wanted: dict[Field, tuple[Action, str | None]] = {}
    for name, value in changes.values.items():
        wanted[Field(name)] = (Action.SET, read_value(Field(name), value, name))
    wanted |= {Field(name): (Action.CLEAR, None) for name in changes.cleared}
    return wanted | {Field(name): (Action.RESTORE, None) for name in changes.restored}


def _first_day_of(changes: Changes) -> str | None:
    """Return the first day on which a validity that is set counts. Raises InvalidCorrection."""
    day = changes.validity_from
    return None if day is None else read_value(Field.EFFECTIVE_FROM, day, "validity_from")


def _same(standing_one: Correction | None, action: Action, value: str | None, from_day: str | None) -> bool:
    """Tell whether a change would leave everything as staff have set it already."""
    if standing_one is None:
        return action is Action.RESTORE
    return (standing_one.action, standing_one.value, standing_one.from_day) == (action, value, from_day)


def _check_days(metadata: Metadata) -> None:
    begins, ends = day_of(metadata.effective_from), day_of(metadata.effective_to)
    if begins and ends and ends < begins:
        raise InvalidCorrection(
            f"失效日期 {ends} 早于施行日期 {begins}；请核对，或把两个日期一起更正",
            effective_from=begins.isoformat(),
            effective_to=ends.isoformat(),
        )


def _notes(before: Metadata, after: Metadata, wanted: Mapping[Field, object]) -> list[str]:
    """Return what changed along with the fields that were named."""
    moved = []
    for name, old, new in (
        (Field.EFFECTIVE_FROM, before.effective_from, after.effective_from),
        (Field.EFFECTIVE_TO, before.effective_to, after.effective_to),
    ):
        if name not in wanted and old and new and old.value != new.value:
            moved.append(f"{NAMES[name]}是按它推算的，随之由 {old.value} 改为 {new.value}")
    if Field.PUBLISHED in wanted and day_of(after.published) and after.effective_from is None:
        moved.append("施行日期仍未写明；文中如写“自发布之日起施行”，请一并填写施行日期")
    return moved
