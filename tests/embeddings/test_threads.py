"""Matrix libraries keep to one thread, unless the user says otherwise."""

import subprocess
import sys

import pytest

_COUNT = """
import faiss, numpy
from threadpoolctl import threadpool_info
from embeddings.threads import limit_matrix_threads
before = {i["filepath"]: i["num_threads"] for i in threadpool_info() if i["user_api"] == "blas"}
limit_matrix_threads()
after = {i["filepath"]: i["num_threads"] for i in threadpool_info() if i["user_api"] == "blas"}
print(len(after) > 0, set(after.values()) == {1}, after == before)
"""


@pytest.mark.parametrize(
    ("environment", "printed"), [({}, "True True False"), ({"OPENBLAS_NUM_THREADS": "2"}, "True False True")]
)
def test_threads(environment: dict[str, str], printed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = subprocess.run([sys.executable, "-c", _COUNT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == printed
