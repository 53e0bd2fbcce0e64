"""`python -m eval fake-llm`: a fake language model over HTTP, replying well or in one of the ways real ones fail."""

import argparse
import sys

from eval.language_models.behaviours import MODES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--mode", choices=MODES, default="good", help="how it replies (good)")
    parser.add_argument("--host", default="127.0.0.1", help="the address it listens on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=9009, help="the port it listens on (9009)")


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted; the settings that lead to it are printed."""
    from eval.language_models.fake_server import MODEL, FakeServer

    server = FakeServer(options.mode, options.host, options.port)
    print(f"KB_LLM_BASE_URL={server.base_url} KB_LLM_MODEL={MODEL}", file=sys.stderr, flush=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()
    return 0
