"""What stands in the same file as a text: the other articles of a page."""

from collections.abc import Sequence

from kb.retrieve.view import Shelf, View
from kb.types import Version


def texts_beside(versions: Sequence[Version], shelf: Shelf, view: View) -> list[str]:
    """Return the texts of all documents that came in the files of these versions, their own included."""
    names = {version.source_name for version in versions}
    return [shelf.version(row.version_row).text for row in view.catalog.in_sources(names)]
