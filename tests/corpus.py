"""Where the corpora that stay outside the repository lie."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def corpus_dir() -> Path:
    """Return the folder of the corpora; skip where it is absent, fail where CI=true."""
    folder = Path(os.environ.get("KB_CORPUS_DIR", ROOT.parent / "shared" / "data"))
    if folder.is_dir():
        return folder
    message = f"the corpora are not at {folder} (set KB_CORPUS_DIR)"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
