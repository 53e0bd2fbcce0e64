"""The response headers that every answer carries, and those of a file sent as a download."""

from collections.abc import Mapping
from urllib.parse import quote

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# Documents are withdrawn and purged: no browser or proxy may keep an answer. The page's own files are revalidated.
API_CACHE_CONTROL = "no-store"
PAGE_CACHE_CONTROL = "no-cache"


def content_disposition(name: str) -> str:
    """Return the header value that saves a file under its name, in any script (RFC 6266, RFC 5987).

    Control characters and path separators are replaced, so that no name can end the header or leave the folder.
    """
    safe = "".join("_" if character in "/\\" or not character.isprintable() else character for character in name)
    safe = safe.strip(". ") or "source"
    fallback = "".join(character if character.isascii() and character not in '"%;' else "_" for character in safe)
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(safe, safe='')}"
