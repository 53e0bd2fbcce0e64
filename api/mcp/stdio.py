"""`kb mcp`: the tools over standard input and output, for a program on this machine that starts the server itself."""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable

from api.mcp.extra import HOW_TO_GET, is_installed
from kb.errors import KnowledgeBaseError
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings

logger = logging.getLogger(__name__)


def serve(settings: Settings, *, open_kb: Callable[[Settings], KnowledgeBase] = KnowledgeBase.open) -> int:
    """Serve the tools until the input ends; return the exit code (2: the protocol's library is not installed).

    Raises KnowledgeBaseError where the home cannot be opened.
    """
    if not is_installed():
        sys.stderr.write(f"错误：{HOW_TO_GET}\n")
        return 2
    # Only where it is there, and where the command is this one.
    from api.mcp.protocol import speak

    # Standard output belongs to the protocol.
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    kb = open_kb(settings)
    warming = threading.Thread(target=_warm_up, args=(kb,), name="warm-up", daemon=True)
    warming.start()
    try:
        asyncio.run(speak(kb))
    finally:
        warming.join()
        kb.close()
    return 0


def _warm_up(kb: KnowledgeBase) -> None:
    try:
        kb.warm_up()
    except KnowledgeBaseError as error:
        # Each call tells it again.
        logger.error("%s", error.message)
