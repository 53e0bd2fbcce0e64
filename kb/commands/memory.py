"""How much memory the program has held at most."""

import sys

_KIB = 1024


def most_memory() -> int | None:
    """Return the bytes that the process has held at most; None on a system that does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, other systems kibibytes.
    return held if sys.platform == "darwin" else held * _KIB
