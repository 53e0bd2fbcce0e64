"""Keys: what each may do, what it sees, and until when."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a caller may do; each may do what the ones before it may."""

    READ = "read"
    EDIT = "edit"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        """Tell whether a caller of this role may do what needs that one."""
        return _ORDER.index(self) >= _ORDER.index(needed)


_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key without its secret, which nobody keeps."""

    key_id: str
    name: str
    role: Role
    groups: frozenset[str]
    created_at: str
    expires_on: str | None = None
    """The last day on which it is good."""
    last_used_on: str | None = None
    revoked_at: str | None = None

    def is_good(self, today: str) -> bool:
        """Tell whether it may be used on a day, YYYY-MM-DD."""
        return self.revoked_at is None and (self.expires_on is None or today <= self.expires_on)


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key with the digest of its secret."""

    key: AccessKey
    digest: str


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A browser that signed in: with which key, and until when (UTC)."""

    key_id: str
    expires_at: str
