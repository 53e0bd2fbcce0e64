"""The collector of cyclic garbage beside a start."""

import gc
import weakref

import pytest

from kb.at_rest import at_rest


class _Circle:
    def __init__(self) -> None:
        self.self = self


def test_the_collector_rests_while_much_is_made_and_leaves_that_alone() -> None:
    try:
        with at_rest():
            assert not gc.isenabled()
            made = weakref.ref(_Circle())
        assert gc.isenabled()
        gc.collect()
        assert made() is not None
        later = weakref.ref(_Circle())
        gc.collect()
        assert later() is None
    finally:
        gc.unfreeze()
    gc.collect()
    assert made() is None


def test_what_fails_at_the_start_leaves_the_collector_at_work() -> None:
    with pytest.raises(RuntimeError, match="no"), at_rest():
        raise RuntimeError("no")
    gc.unfreeze()
    assert gc.isenabled()
