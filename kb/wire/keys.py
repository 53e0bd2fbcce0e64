"""Keys as plain values, for JSON."""

from kb.access import NewKey
from kb.store.access import AccessKey

Record = dict[str, object]


def access_key(key: AccessKey) -> Record:
    """Return a key without its secret."""
    return {
        "key_id": key.key_id,
        "name": key.name,
        "role": key.role.value,
        "groups": sorted(key.groups),
        "created_at": key.created_at,
        "expires_on": key.expires_on,
        "last_used_on": key.last_used_on,
        "revoked_at": key.revoked_at,
    }


def new_key(made: NewKey) -> Record:
    """Return a key with its secret, which is shown this once."""
    return {**access_key(made.key), "key": made.secret}
