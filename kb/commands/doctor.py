"""kb doctor: is the home whole, and what to do where it is not."""

import argparse
import os
from pathlib import Path

from kb.commands.common import DONE, SOME_FAILED, Subparsers, actor, name_actor
from kb.printing.results import print_json
from kb.settings import Settings
from kb.store.acting import acting


def add(commands: Subparsers) -> None:
    """Add the command that looks a home over."""
    text = "检查知识库是否完好：数据、原件、索引、模型、磁盘、设置；有问题说明怎么办"
    doctor = commands.add_parser("doctor", help=text, description=text)
    doctor.add_argument("--repair", action="store_true", help="修复能修的：从保存的原件和文字重建，不删任何原件")
    doctor.add_argument(
        "--originals", nargs="+", type=Path, default=[], metavar="PATH", help="手里还有的原件，用来补回库里损坏的"
    )
    name_actor(doctor)


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Look the settings' home over, mend it where that is asked for, and tell; 3 where something is wrong."""
    from embeddings.types import Encoder
    from kb.doctor.examining import examine
    from kb.doctor.mending import mend
    from kb.index.model import load_model
    from kb.ingest.readers.isolation import IsolatedReaders
    from kb.ingest.readers.process import ReaderLimits
    from kb.knowledge_base import KnowledgeBase
    from kb.wire import doctor as wire_doctor

    loaded: list[Encoder] = []

    def load() -> Encoder:
        if not loaded:
            loaded.append(load_model(settings))
        return loaded[0]

    def publish(anew: bool) -> None:
        base = KnowledgeBase.open(settings, encoder=load())
        try:
            if anew:
                base.reindex()
            else:
                base.ingest([])
        finally:
            base.close()

    found = examine(settings, load, os.environ)
    if options.repair and any(one.mending for one in found.findings):
        readers = IsolatedReaders(ReaderLimits(settings.reader_seconds, settings.reader_bytes))
        try:
            with acting(actor(options, settings.actor)):
                done = mend(settings, found.findings, readers.read, publish, options.originals)
        finally:
            readers.close()
        found = examine(settings, load, os.environ, repaired=done)
    if options.json:
        print_json(wire_doctor.checkup(found))
    else:
        for line in wire_doctor.lines(found):
            print(line)
    return SOME_FAILED if found.faults else DONE
