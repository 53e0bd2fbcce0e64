"""Where the command `kb` begins."""

from kb.at_rest import at_rest


def main() -> int:
    """Run one command; return its exit code. See kb.cli."""
    with at_rest():
        from kb.cli import main as run
    return run()
