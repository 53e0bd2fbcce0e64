"""The machine: how fast it reads memory, what a process holds, what a folder takes."""

import os
import platform
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from eval.performance.figures import Machine

_MIB = 1 << 20
# Larger than any processor's cache.
_READ_MIB = 256
_TURNS = 5


def this_machine() -> Machine:
    """Return what a run is measured on."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
    return Machine(
        processors=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_gib=round(pages / (1 << 30), 1),
        python=platform.python_version(),
        system=platform.platform(),
        load=round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0,
        bandwidth_gb_s=round(bandwidth() / 1e9, 2),
    )


def bandwidth() -> float:
    """Return the bytes a second that one thread reads: the best of several turns over one large block."""
    block = np.ones(_READ_MIB * _MIB // 4, dtype=np.float32)
    best = 0.0
    for _ in range(_TURNS):
        started = time.perf_counter()
        # An inner product with itself reads every byte once and computes next to nothing.
        float(block @ block)
        best = max(best, block.nbytes / (time.perf_counter() - started))
    return best


def memory_mib(process: int | None = None) -> tuple[float, float]:
    """Return what a process holds and the most that it held; (0, 0) where the system does not tell."""
    try:
        lines = Path(f"/proc/{process or 'self'}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return _own_memory() if process is None else (0.0, 0.0)
    values = dict(line.split(":", 1) for line in lines if line.startswith(("VmRSS", "VmHWM")))
    held, most = (int(values.get(name, "0").split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return held, most


def processes_of(first: int) -> list[int]:
    """Return a process and all that it started, as far as they live."""
    found = [first]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="utf-8").split()
        except OSError:
            continue
        found += [int(child) for child in children]
    return found


def disk_mib(home: Path) -> dict[str, float]:
    """Return what a home takes on disk by its parts, in MiB, and in all."""
    parts = {child.name: _size([child] if child.is_file() else child.rglob("*")) for child in sorted(home.iterdir())}
    return {name: round(size / _MIB, 1) for name, size in parts.items() if size} | {
        "all": round(sum(parts.values()) / _MIB, 1)
    }


def _size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())


def _own_memory() -> tuple[float, float]:
    if sys.platform == "win32":
        return (0.0, 0.0)
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes there, KiB elsewhere.
    held = most / _MIB if sys.platform == "darwin" else most / 1024
    return held, held
