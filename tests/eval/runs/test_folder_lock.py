from pathlib import Path

import pytest

from eval.datasets import DatasetError
from eval.runs.folder_lock import FolderLock


def test_a_folder_is_held_by_one_run_until_it_lets_go(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    with pytest.raises(DatasetError, match="another run is going on in this folder; wait for its end"):
        FolderLock(tmp_path)
    first.release()
    FolderLock(tmp_path).release()
    assert list(tmp_path.iterdir()) == []
