"""Every reader of the table against what all of them promise."""

import shutil

import pytest

from kb.ingest.readers.table import READERS
from tests.contracts.readers import ReaderContract, RefusalContract
from tests.contracts.readers import readers as readers
from tests.kb.ingest.readers.samples import LOCKED, MAKERS, SAME_AS, Sample

_RECOGNISED = {".png", ".tif"}
_TRIED = [suffix for suffix in READERS if suffix in MAKERS]


@pytest.fixture(scope="module", params=_TRIED)
def suffix(request: pytest.FixtureRequest) -> str:
    suffix: str = request.param
    if suffix in _RECOGNISED and shutil.which("tesseract") is None:
        pytest.skip("no tesseract: pictures are not read (apt install tesseract-ocr tesseract-ocr-chi-sim)")
    return suffix


@pytest.fixture(scope="module")
def sample(suffix: str) -> Sample:
    return MAKERS[suffix]()


@pytest.fixture(scope="module", params=_TRIED)
def blank(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    data = MAKERS[request.param]().blank
    assert data is not None
    return request.param, data


@pytest.fixture(scope="module", params=LOCKED)
def locked(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    data = MAKERS[request.param]().locked
    assert data is not None
    return request.param, data


class TestEveryReader(ReaderContract):
    pass


class TestEveryRefusal(RefusalContract):
    pass


def test_every_reader_has_a_sample() -> None:
    assert {suffix for suffix in READERS if SAME_AS.get(suffix, suffix) not in MAKERS} == set()
    assert {suffix for suffix, same in SAME_AS.items() if READERS.get(suffix) is not READERS.get(same)} == set()
