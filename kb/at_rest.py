"""The collector of cyclic garbage at rest while a program starts: what is made then stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """Let the collector rest, and never go through what there is at the end again.

    It would go through modules, patterns and word lists again and again as they are made, and through all of them in
    the middle of a question later. Garbage that is in cycles by then is kept; there is next to none.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
