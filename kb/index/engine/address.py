"""What KB_INDEX_URL says: where the server is, and which collections are meant."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from kb.errors import InvalidSetting

_COLLECTION = "kb"
_EXACT = "FLAT"
_INDEXES = (_EXACT, "HNSW", "IVF_FLAT", "IVF_SQ8", "AUTOINDEX")


@dataclass(frozen=True, slots=True)
class IndexAddress:
    """A server, or Milvus Lite in a folder, and the collections there."""

    server: str
    """http://host:port, or the folder of Milvus Lite."""
    database: str = ""
    collection: str = _COLLECTION
    """What the names of all collections of the knowledge base begin with."""
    index: str = _EXACT
    """How the server indexes vectors; FLAT compares every one."""

    @classmethod
    def of(cls, url: str) -> Self:
        """Read a setting. Raises InvalidSetting."""
        parts = urlsplit(url.removeprefix("milvus+"))
        options = dict(parse_qsl(parts.query))
        collection, index = options.pop("collection", _COLLECTION), options.pop("index", _EXACT)
        if options or not collection.isidentifier() or not collection.isascii() or index not in _INDEXES:
            raise InvalidSetting(
                f"设置 KB_INDEX_URL 的值 {url!r} 不行：? 后面只能是 collection=名称（字母、数字、下划线）和 "
                f"index={'、'.join(_INDEXES)} 之一",
                name="KB_INDEX_URL",
                value=url,
            )
        if parts.scheme == "file":
            folder = Path(unquote(parts.path))
            # The client takes what ends so for Milvus Lite, everything else for a server.
            folder = folder if folder.suffix == ".db" else folder / "milvus.db"
            return cls(str(folder), "", collection, index)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.path.strip("/"), collection, index)

    @property
    def is_local(self) -> bool:
        """True for Milvus Lite in a folder: one process alone has it open."""
        return not self.server.startswith("http")
