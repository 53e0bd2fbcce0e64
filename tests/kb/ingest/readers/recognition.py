"""Whether recognition can be tested here."""

import os
import shutil

import pytest

from eval.benchmarks.scan_maker import FONT


def require_recognition() -> None:
    """Skip where Tesseract or the font is absent; fail where CI=true."""
    lacking = [] if shutil.which("tesseract") else ["tesseract"]
    lacking += [] if FONT.exists() else [str(FONT)]
    if lacking and os.environ.get("CI") == "true":
        pytest.fail(f"not installed: {lacking}")
    if lacking:
        pytest.skip(f"not installed: {lacking}")
