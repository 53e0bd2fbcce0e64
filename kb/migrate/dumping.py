"""The rows of a server as a file of their own, for a bundle."""

from contextlib import closing
from pathlib import Path

from kb.migrate.copying import copy_rows
from kb.migrate.tables import given_numbers, moment
from kb.migrate.target import claim, finish_rows, forget
from kb.store.database import Place
from kb.store.opening import opened_database

_NOBODY = "dump"


def dump(source: Place, file: Path) -> None:
    """Write the rows as they are at this moment into a new file; others go on writing. Raises HomeDamaged."""
    with closing(opened_database(source)) as ours, closing(opened_database(file, filling=True)) as theirs:
        claim(theirs, _NOBODY, str(file))
        rows = copy_rows(ours, theirs)
        with moment(ours) as connection:
            numbers = given_numbers(connection)
        finish_rows(theirs, _NOBODY, rows, numbers)
        forget(theirs)
