"""The title by which a rule is searched for: led by its place, often printed in letterhead and signature alone."""

from kb.text.owner_names import places_led_by, short_place
from kb.types import DocumentKind, Metadata

RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW, DocumentKind.NOTICE})
"""The kinds of document that lay something down."""


def placed_title(metadata: Metadata) -> str:
    """Return a rule's title led by the place of its region or issuer, where the title names no such place.

    For searching and weighing alone: nothing that is shown or quoted is called so.
    """
    if metadata.kind not in RULES:
        return metadata.title
    stated = (metadata.region, *metadata.issuers)
    return _led(metadata.title, tuple(one.value for one in stated if one is not None))


def _led(title: str, owners: tuple[str, ...]) -> str:
    places = [places for owner in owners if (places := places_led_by(owner))]
    if not places or any(short_place(place) in title for several in places for place in several):
        return title
    return f"{places[0][0]}{title}"
