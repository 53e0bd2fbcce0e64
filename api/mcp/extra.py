"""Whether the protocol's library is there, which comes with the extra `mcp`."""

from importlib.util import find_spec

HOW_TO_GET = "没有安装 MCP 支持；请运行 .venv/bin/python -m pip install -c constraints.txt -e '.[mcp]' 后重启"
"""What to tell where it is not."""


def is_installed() -> bool:
    """Tell whether the library is there; it is not loaded for that."""
    return find_spec("mcp") is not None
