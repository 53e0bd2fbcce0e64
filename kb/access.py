"""Keys and sessions: made, listed, revoked, and checked at every request."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from kb.document_groups import group_names
from kb.errors import InvalidAccess, KnowledgeBaseError, NotFound
from kb.store.access import AccessKey, HeldKey, HeldSession, Role
from kb.store.access_rows import AccessRows
from kb.store.store import Store

PREFIX = "kb_"
"""What every key begins with; whatever does not is no key of this server."""
SESSION_HOURS = 12
LATEST_SECONDS = 0.25
"""After so long at the latest a key that another process revoked is good no more."""
_MOST_NAME = 60
# Compared with where a key is unknown, so that an unknown key takes as long as a wrong one.
_NOBODY = "0" * 64


class Refused(StrEnum):
    """Why a key is not taken."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"


class KeyRefused(Exception):
    """A key that is not taken, and why."""

    def __init__(self, why: Refused) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown, once, to whoever made it."""

    key: AccessKey
    secret: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store said of keys and sessions at a revision."""

    revision: int
    keys: Mapping[str, HeldKey]
    sessions: Mapping[str, HeldSession]


class Access:
    """Tells who comes with a key; safe to share between threads and processes.

    Of a key only SHA-256 of its id and secret is kept. A key is 256 random bits: nobody can try them out, so that a
    slow hash as for passwords would protect nothing and cost every request its time; the id beside it keeps two equal
    secrets, which cannot be, from looking equal. What the store says is read anew when its revision
    has changed, for which it is asked a few times a second.
    """

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._known: _Known | None = None
        self._asked_at = 0.0
        self._noted: set[tuple[str, str]] = set()

    def add(self, name: str, role: Role, *, groups: Collection[str] = (), days: int | None = None) -> NewKey:
        """Make a key; its secret is in what is returned and nowhere else. Raises InvalidAccess, InvalidCorrection."""
        plain = " ".join(name.split())
        if not plain or len(plain) > _MOST_NAME:
            raise InvalidAccess(f"密钥的名称应有 1 到 {_MOST_NAME} 个字，写明谁用、用在哪里", field="name", value=name)
        if any(held.key.name == plain and held.key.revoked_at is None for held in self._now().keys.values()):
            raise InvalidAccess(f"已有名为“{plain}”的密钥；请换个名称，或先撤销它", field="name", value=plain)
        if days is not None and days < 1:
            raise InvalidAccess(f"有效天数是 {days}；请给 1 或更大的整数", field="days", value=days)
        expires = (date.today() + timedelta(days=days)).isoformat() if days else None
        key_id, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        key = AccessKey(key_id, plain, role, group_names(groups), _utc(datetime.now(UTC)), expires)
        with self._changing() as rows:
            rows.add_key(key, _digest(key_id, secret))
        return NewKey(key, f"{PREFIX}{key_id}_{secret}")

    def keys(self) -> tuple[AccessKey, ...]:
        """Return every key there ever was, oldest first."""
        with self._store.reading() as reader:
            return tuple(held.key for held in reader.access.held_keys())

    def revoke(self, key_id: str) -> AccessKey:
        """Make a key useless from now on, with the sessions it opened. Raises NotFound."""
        held = self._now().keys.get(key_id)
        if held is None:
            raise NotFound(f"没有编号为“{key_id}”的密钥；请在密钥列表里核对", key_id=key_id)
        if held.key.revoked_at is None:
            with self._changing() as rows:
                rows.revoke(held.key)
        return self._now().keys[key_id].key

    def has_admin(self) -> bool:
        """Tell whether there is a key of an administrator that is good today."""
        held = self._now().keys.values()
        return any(one.key.role is Role.ADMIN and one.key.is_good(_today()) for one in held)

    def check(self, presented: str) -> AccessKey:
        """Return the key that somebody came with. Raises KeyRefused."""
        key_id, _, secret = presented.removeprefix(PREFIX).partition("_")
        held = self._now().keys.get(key_id)
        fits = hmac.compare_digest(_digest(key_id, secret), held.digest if held else _NOBODY)
        if held is None or not fits:
            raise KeyRefused(Refused.UNKNOWN)
        return _good(held.key)

    def open_session(self, presented: str) -> tuple[AccessKey, str]:
        """Return the key that somebody came with, and a token that stands for it for some hours. Raises KeyRefused."""
        key, token = self.check(presented), secrets.token_urlsafe(32)
        until = datetime.now(UTC) + timedelta(hours=SESSION_HOURS)
        with self._changing() as rows:
            rows.open_session(_token_digest(token), key.key_id, _utc(until))
        return key, token

    def of_session(self, token: str) -> AccessKey | None:
        """Return the key behind a session; None where there is none, or it has ended, or the key is good no more."""
        known = self._now()
        # Looked up by its digest: what the time of a look-up tells is nothing of the token.
        session = known.sessions.get(_token_digest(token))
        held = known.keys.get(session.key_id) if session else None
        if session is None or held is None or session.expires_at < _utc(datetime.now(UTC)):
            return None
        return held.key if held.key.is_good(_today()) else None

    def close_session(self, token: str) -> None:
        """End a session, where there is one."""
        digest = _token_digest(token)
        if digest in self._now().sessions:
            with self._changing() as rows:
                rows.close_session(digest)

    def is_to_note(self, key: AccessKey) -> bool:
        """Tell whether nobody has noted yet that a key is used today."""
        return key.last_used_on != _today() and (key.key_id, _today()) not in self._noted

    def note_use(self, key: AccessKey) -> None:
        """Note, once a day, that a key is used; where the store is busy, at another time."""
        today = _today()
        self._noted = {one for one in self._noted if one[1] == today} | {(key.key_id, today)}
        try:
            with self._store.noting() as writer:
                writer.access.used(key.key_id, today)
        except (sa.exc.OperationalError, KnowledgeBaseError):
            # Whoever writes now goes first: the day is noted with a later request.
            self._noted = self._noted - {(key.key_id, today)}

    def _now(self) -> _Known:
        known, now = self._known, self._clock()
        if known is not None and now - self._asked_at < LATEST_SECONDS:
            return known
        revision = self._store.access_revision()
        self._asked_at = now
        if known is None or known.revision != revision:
            with self._store.reading() as reader:
                keys = {held.key.key_id: held for held in reader.access.held_keys()}
                known = _Known(revision, keys, reader.access.sessions())
            self._known = known
        return known

    @contextmanager
    def _changing(self) -> Iterator[AccessRows]:
        """Give the rows; what is changed counts at once here, elsewhere as soon as the revision is asked for."""
        with self._store.noting() as writer:
            yield writer.access
        self._known = None


def _good(key: AccessKey) -> AccessKey:
    if key.revoked_at is not None:
        raise KeyRefused(Refused.REVOKED)
    if not key.is_good(_today()):
        raise KeyRefused(Refused.EXPIRED)
    return key


def _digest(key_id: str, secret: str) -> str:
    return hashlib.sha256(f"{key_id}:{secret}".encode()).hexdigest()


def _token_digest(token: str) -> str:
    return hashlib.sha256(f"session:{token}".encode()).hexdigest()


def _today() -> str:
    return date.today().isoformat()


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
