"""Documents that a question speaks of and that are not searched because they do not apply on the day."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kb.retrieve.mentions import spoken_of_in
from kb.retrieve.view import View
from kb.types import Hit, Query, Validity

# This surely is a document named by most of a name before a reader is told of it ...
_SURE = 0.4
# ... or this surely by its place alone, where nothing found speaks of that place.
_BY_PLACE = 0.33
# ... and surer than any that is searched.
_SURER = 0.1
_MOST_NAMED = 3


def left_out(
    question: str, query: Query, spoken_of: dict[int, float], hits: Sequence[Hit], view: View
) -> tuple[str, ...]:
    """Return what to tell of documents that a prepared question names and that are not in force on the day.

    Empty where a searched document is named as surely, or is of the place by which alone the other is named.
    `spoken_of` holds how surely each searched version is named.
    """
    if query.include_not_in_force:
        return ()
    every = view.catalog.searched(replace(query, include_not_in_force=True), view.day)
    searched = view.catalog.searched(query, view.day)
    others = np.setdiff1d(every, searched)
    if not len(others):
        return ()
    named = spoken_of_in(question, view.catalog.names, others)
    held = "\n".join(f"{hit.version.metadata.title}\n{hit.passage.text}" for hit in hits)
    met = any(stem in held for stem in view.catalog.names.stems_in(question))
    least = max(_SURE if met else _BY_PLACE, max(spoken_of.values(), default=0.0) + _SURER)
    sure = sorted((row for row, share in named.items() if share >= least), key=lambda row: -named[row])
    return tuple(_told(row, view) for row in sure[:_MOST_NAMED])


def _told(version_row: int, view: View) -> str:
    row = view.catalog[version_row]
    validity = view.catalog.validity(row, view.day)
    metadata = row.metadata
    if validity is Validity.EXPIRED and metadata.effective_to:
        why = f"有效期到{metadata.effective_to.value}为止"
    elif validity is Validity.NOT_YET and metadata.effective_from:
        why = f"自{metadata.effective_from.value}起才施行"
    else:
        repeal = view.catalog.repeal(row)
        why = f"已被《{repeal.by.metadata.title}》废止" if repeal else "已经废止"
    return f"《{metadata.title}》{why}，不在检索之内；要看它，请选择包含失效文件或换一个日期"
