"""Which backend the settings name for the segments."""

from importlib.util import find_spec

from kb.errors import InvalidSetting
from kb.index.backend import FolderSegments, SegmentBackend
from kb.index.rebuilt import RebuiltSegments
from kb.settings import Settings
from kb.store.store import Store

SEGMENTS = "segments"
_LIBRARY = "pymilvus"


def segments_of(settings: Settings, store: Store) -> SegmentBackend:
    """Return where the home's segments lie; a server is asked when it is first needed.

    Raises InvalidSetting where a server's library is not installed.
    """
    folder = settings.home / SEGMENTS
    if settings.index_url is None:
        local = FolderSegments(folder, threads=settings.threads)
        return RebuiltSegments(local, store) if store.is_shared else local
    if find_spec(_LIBRARY) is None:
        raise InvalidSetting(
            f"设了 KB_INDEX_URL（{settings.index_url}），但没有安装 {_LIBRARY}；"
            '请运行 pip install "policy-knowledge-base[milvus]"，或不设 KB_INDEX_URL',
            name="KB_INDEX_URL",
            value=settings.index_url,
        )
    from kb.index.engine.segments import MilvusSegments

    token = settings.index_token.get_secret_value() if settings.index_token else ""
    return MilvusSegments(folder, settings.index_url, token=token, owner=store.identity)
