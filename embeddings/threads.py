"""How many threads the libraries below use."""

import os

from threadpoolctl import threadpool_limits

_SET_BY_USERS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def limit_matrix_threads() -> None:
    """Let NumPy and FAISS multiply matrices on one thread each, unless the environment says otherwise.

    The products of one question are so small that a second thread mostly waits for the first, spinning: it takes a
    third of the processor's time and makes nothing faster. Of libraries that are loaded later nothing is changed.
    """
    if not any(name in os.environ for name in _SET_BY_USERS):
        threadpool_limits(limits=1, user_api="blas")
