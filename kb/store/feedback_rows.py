"""The rows of what users think of answers."""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, datetime

import sqlalchemy as sa

from kb.store.feedback import Feedback, FeedbackEntry, FeedbackPage, FeedbackQuery, FeedbackVerdict
from kb.store.moments import first_moment
from kb.store.schema import clauses, feedback, versions
from kb.types import AnswerStatus


class FeedbackRows:
    """Adds, reads and removes feedback inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, given: Feedback, key: str | None = None) -> FeedbackEntry:
        """Keep feedback; what was given under the same key before goes."""
        if key is not None:
            self._connection.execute(sa.delete(feedback).where(feedback.c.given_key == key))
        at = datetime.now(UTC).isoformat(timespec="seconds")
        row = {
            "given_key": key,
            "at": at,
            "verdict": given.verdict.value,
            "question": given.question,
            "as_of": given.as_of.isoformat() if given.as_of else None,
            "status": given.status.value,
            "answer_sha256": given.answer_sha256,
            "clause_ids": json.dumps(given.clause_ids, ensure_ascii=False),
            "comment": given.comment,
        }
        number = self._connection.execute(sa.insert(feedback).values(**row).returning(feedback.c.feedback_id))
        return FeedbackEntry(number.scalar_one(), at, given)

    def read(self, wanted: FeedbackQuery) -> FeedbackPage:
        """Return the entries that are asked for, newest first."""
        which: sa.ColumnElement[bool] = sa.true()
        if wanted.verdict is not None:
            which &= feedback.c.verdict == wanted.verdict.value
        if wanted.since is not None:
            which &= feedback.c.at >= first_moment(wanted.since)
        query = sa.select(feedback).where(which).order_by(feedback.c.feedback_id.desc())
        rows = self._connection.execute(query.limit(wanted.limit).offset(wanted.offset)).all()
        total = self._connection.execute(sa.select(sa.func.count()).select_from(feedback).where(which)).scalar_one()
        counted = sa.select(feedback.c.verdict, sa.func.count()).group_by(feedback.c.verdict)
        counts = {str(row[0]): int(row[1]) for row in self._connection.execute(counted)}
        return FeedbackPage(
            tuple(
                FeedbackEntry(
                    row.feedback_id,
                    row.at,
                    Feedback(
                        FeedbackVerdict(row.verdict),
                        row.question,
                        AnswerStatus(row.status),
                        row.answer_sha256,
                        tuple(json.loads(row.clause_ids)),
                        date.fromisoformat(row.as_of) if row.as_of else None,
                        row.comment,
                    ),
                )
                for row in rows
            ),
            total,
            counts.get(FeedbackVerdict.HELPFUL, 0),
            counts.get(FeedbackVerdict.UNHELPFUL, 0),
        )

    def remove(self, number: int) -> bool:
        """Remove one entry; tell whether there was one."""
        return self._connection.execute(sa.delete(feedback).where(feedback.c.feedback_id == number)).rowcount > 0

    def forget(self, document_id: str, version: int | None) -> None:
        """Take the clauses of a document, or of one of its versions, out of every entry."""
        gone = f"{document_id}@" if version is None else f"{document_id}@{version}#"
        query = sa.select(feedback.c.feedback_id, feedback.c.clause_ids).where(
            feedback.c.clause_ids.contains(gone, autoescape=True)
        )
        for row in self._connection.execute(query).all():
            kept = [one for one in json.loads(row.clause_ids) if not one.startswith(gone)]
            change = sa.update(feedback).where(feedback.c.feedback_id == row.feedback_id)
            self._connection.execute(change.values(clause_ids=json.dumps(kept, ensure_ascii=False)))

    def held(self, clause_ids: Collection[str]) -> set[str]:
        """Return those of the clauses that the home holds."""
        wanted: defaultdict[str, list[str]] = defaultdict(list)
        for one in clause_ids:
            wanted[one.partition("@")[0]].append(one)
        clause_id = versions.c.document_id + "@" + sa.cast(versions.c.version, sa.String) + "#" + clauses.c.address
        there: set[str] = set()
        for document_id, ids in wanted.items():
            query = sa.select(clause_id).join_from(clauses, versions).where(versions.c.document_id == document_id)
            addresses = sorted({one.partition("#")[2] for one in ids})
            there.update(self._connection.execute(query.where(clauses.c.address.in_(addresses))).scalars())
        return there & set(clause_ids)
