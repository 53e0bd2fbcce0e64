"""A run as one page of Markdown: every figure of the JSON that is worth a look, side by side."""

from collections.abc import Iterator, Sequence

from eval.performance.figures import Benchmark, Peer, Size, Times


def page(benchmark: Benchmark) -> str:
    """Return the page."""
    return "\n".join(_lines(benchmark)) + "\n"


def _lines(benchmark: Benchmark) -> Iterator[str]:
    machine = benchmark.machine
    yield f"# Benchmark of {benchmark.on}"
    yield ""
    yield (
        f"{machine.processors} processors, {machine.memory_gib} GiB, {machine.system}, Python {machine.python}; "
        f"load before the run {machine.load}; one thread reads {machine.bandwidth_gb_s} GB/s. "
        f"{benchmark.questions} questions, {benchmark.rounds} rounds after one that is not counted."
    )
    if machine.load > machine.processors / 2:
        yield ""
        yield "**The machine was busy with other work: read times as upper bounds.**"
    sizes = benchmark.sizes
    yield from _table(
        "Questions in one process, ms",
        ["home", "passages", "search p50", "p95", "p99", "ask p50", "p95", "p99", "resident, MiB", "peak, MiB"],
        [
            [
                one.name,
                one.in_process.passages,
                *_percentiles(one.in_process.search),
                *_percentiles(one.in_process.ask),
                one.in_process.resident_mib,
                one.in_process.peak_mib,
            ]
            for one in sizes
        ],
    )
    stages = list(dict.fromkeys(stage for one in sizes for stage in one.in_process.stages_ms))
    yield from _table(
        "Stages of a search, median ms",
        ["home", *stages],
        [[one.name, *(one.in_process.stages_ms.get(stage, "") for stage in stages)] for one in sizes],
    )
    yield from _table(
        "The search by meaning alone, beside comparing every vector and beside the floor",
        [
            "home",
            "compared",
            "sketched",
            "p50 ms",
            "exact p50 ms",
            "faster",
            "R@10",
            "R@100",
            "scanned, MiB",
            "floor, ms",
            "times the floor",
        ],
        [
            [
                one.name,
                dense.how.exact,
                dense.how.sketched,
                dense.p50_ms,
                dense.exact_p50_ms,
                f"{dense.exact_p50_ms / dense.p50_ms:.2f}×" if dense.p50_ms else "",
                f"{dense.recall_at_10:.4f}",
                f"{dense.recall_at_100:.4f}",
                dense.scanned_mib,
                dense.floor_ms,
                dense.over_floor,
            ]
            for one in sizes
            for dense in [one.in_process.dense]
        ],
    )
    yield from _served(sizes)
    yield from _ingested(sizes)
    parts = list(dict.fromkeys(part for one in sizes for part in one.disk_mib))
    yield from _table(
        "Disk, MiB", ["home", *parts], [[one.name, *(one.disk_mib.get(part, "") for part in parts)] for one in sizes]
    )
    yield from _peers(benchmark.peers)


def _served(sizes: Sequence[Size]) -> Iterator[str]:
    served = [(one.name, one.served) for one in sizes if one.served]
    yield from _table(
        "Over HTTP, the clients on the same machine",
        ["home", "route", "clients", "a second", "p50 ms", "p95", "p99", "answered", "refused", "failed"],
        [
            [
                name,
                load.route,
                load.clients,
                load.per_second,
                load.p50_ms,
                load.p95_ms,
                load.p99_ms,
                load.requests,
                load.refused,
                load.failed,
            ]
            for name, one in served
            for load in one.loads
        ],
    )
    yield from _table(
        "The server",
        ["home", "workers", "seconds until ready", "resident, MiB", "peak, MiB"],
        [
            [name, one.workers, " / ".join(map(str, one.ready_seconds)), one.resident_mib, one.peak_mib]
            for name, one in served
        ],
    )


def _ingested(sizes: Sequence[Size]) -> Iterator[str]:
    made = [(one.name, one.ingested) for one in sizes if one.ingested]
    stages = list(dict.fromkeys(stage for _, one in made for stage in one.stages))
    yield from _table(
        "Files taken in, seconds",
        ["home", "on", "texts", "passages", "in all", *stages, "the same again", "peak, MiB"],
        [
            [
                name,
                one.on,
                one.files,
                one.passages,
                one.seconds,
                *(one.stages.get(stage, "") for stage in stages),
                one.unchanged_seconds,
                one.peak_mib,
            ]
            for name, one in made
        ],
    )


def _peers(peers: Sequence[Peer]) -> Iterator[str]:
    for title, keyword_only in (("Other systems, the same model", False), ("Other systems, keywords only", True)):
        some = [one for one in peers if one.is_keyword_only is keyword_only]
        # Without another system this project's own line tells nothing that does not stand above.
        if not any(one.p50_ratio != 1.0 for one in some):
            continue
        yield from _table(
            title,
            ["set", "system", "R@10", "query p50 ms", "p95 ms", "p50 ÷ ours", "taken in, s", "÷ ours", "memory, MiB"],
            [
                [
                    one.set_name,
                    f"{one.system} ({one.setting})",
                    one.recall_at_10,
                    one.p50_ms,
                    one.p95_ms,
                    one.p50_ratio,
                    one.taken_in_seconds,
                    one.taken_in_ratio,
                    one.peak_mib,
                ]
                for one in some
            ],
        )


def _percentiles(times: Times) -> list[str]:
    return [f"{value:.1f}" for value in (times.p50_ms, times.p95_ms, times.p99_ms)]


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", f"## {title}", "", f"| {' | '.join(head)} |", "|---" * len(head) + "|")
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"
