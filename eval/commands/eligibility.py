"""`python -m eval eligibility`: what a system, or its kept replies, say of profiles, and what that is worth."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from eval.commands.run import PINNED_DAY
from eval.datasets import SEEDS, DatasetError, RecordFaults, record_from, text_lines

if TYPE_CHECKING:
    from eval.measures.eligibility import JudgedProfile
    from eval.readers.eligibility import EligibilityCase

FACTS, TEXT = "facts", "text"
_NOTHING_RAN = 1
_WRONG_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE", help="eligibility profiles (JSON)")
    system = parser.add_mutually_exclusive_group()
    system.add_argument(
        "--replies",
        type=Path,
        metavar="FILE",
        help='kept replies, one JSON a line: {"id": case or profile, "reply": what was replied to it}',
    )
    system.add_argument("--url", metavar="BASE", help="a running server that speaks the HTTP contract")
    system.add_argument(
        "--home", type=Path, metavar="DIR", help="a home that holds the policies (default: a new one, thrown away)"
    )
    parser.add_argument(
        "--seeds", type=Path, default=SEEDS, metavar="DIR", help="the texts that a new home is built from"
    )
    parser.add_argument("--mode", choices=(FACTS, TEXT), default=FACTS, help="tell each applicant as facts or in words")
    parser.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="KEY=TITLE",
        help="the document that profiles mean by a key, TITLE#SCHEME for one of several things it gives",
    )
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=PINNED_DAY,
        metavar="DAY",
        help=f"the day asked about ({PINNED_DAY})",
    )
    parser.add_argument("--timeout", type=float, default=60.0, metavar="S", help="seconds that a try may take (60)")
    parser.add_argument("--dump", type=Path, metavar="FILE", help="keep the replies, as --replies reads them")
    parser.add_argument("--json", action="store_true", help="print figures, confusion and cases as JSON")


def run(options: argparse.Namespace) -> int:
    """Print accuracy and confusion; return 0, or 1 where no case has a reply. Raises DatasetError on unusable files."""
    from eval.measures.eligibility import asked_lines, confusion, confusion_table, judge_profile, scored_profiles
    from eval.measures.estimates import estimates
    from eval.plain import finite
    from eval.readers.eligibility import read_eligibility
    from eval.results.table import run_lines

    cases = read_eligibility(options.questions)
    timed = options.replies is None
    if timed:
        cases = _told(cases, options.mode)
        judged = list(_asked(cases, options))
    else:
        replies = read_replies(options.replies, cases)
        judged = [judge_profile(case, replies.get(case.case_id, replies.get(case.profile_id))) for case in cases]
    without = [one.case.case_id for one in judged if one.failed]
    if without:
        told = f"{', '.join(without[:_WRONG_SHOWN])}{' …' if len(without) > _WRONG_SHOWN else ''}"
        print(f"eval: {len(without)} of {len(cases)} cases have no reply and count as wrong: {told}", file=sys.stderr)
    scored = scored_profiles(judged)
    # Nobody timed what is read from a file.
    found = {name: one for name, one in estimates(scored).items() if timed or not name.startswith("latency")}
    if options.json:
        figures = {name: {"value": one.value, "low": one.low, "high": one.high} for name, one in found.items()}
        record = {"estimates": finite(figures), "confusion": confusion(judged), "cases": list(map(_case, judged))}
        print(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        print(
            "\n".join(
                [*run_lines(found, scored), "", confusion_table(judged), *asked_lines(judged), *_wrong_lines(judged)]
            )
        )
    return _NOTHING_RAN if len(without) == len(cases) else 0


def _told(cases: "Sequence[EligibilityCase]", mode: str) -> "tuple[EligibilityCase, ...]":
    """Return the cases that can be told in a mode. Raises DatasetError where none can."""
    kept = tuple(case for case in cases if mode == FACTS or case.text)
    if not kept:
        raise DatasetError("no profile is told in words; use --mode facts")
    if len(kept) < len(cases):
        print(f"eval: {len(cases) - len(kept)} of {len(cases)} cases are not told in words", file=sys.stderr)
    return kept


def _asked(cases: "Sequence[EligibilityCase]", options: argparse.Namespace) -> "Iterator[JudgedProfile]":
    """Put every case to the system; yield what it says. Raises DatasetError, KnowledgeBaseError."""
    from eval.measures.eligibility import judge_profile
    from eval.systems.eligibility import named_policies, of_scheme, open_judge

    with ExitStack() as stack:
        judge = stack.enter_context(open_judge(options.home, options.url, options.seeds, options.timeout))
        named = named_policies(cases, options.policy, judge)
        dump = stack.enter_context(options.dump.open("w", encoding="utf-8")) if options.dump else None
        for case in cases:
            meant = named[case.policy]
            said = judge.check(meant.document_id, case, options.mode, options.as_of)
            reply = of_scheme(said.reply, meant.scheme) if said.reply is not None else None
            if said.error:
                print(f"eval: {case.case_id}: {said.error}", file=sys.stderr)
            elif dump:
                print(json.dumps({"id": case.case_id, "reply": reply}, ensure_ascii=False), file=dump)
            yield judge_profile(case, reply, said.seconds)


def read_replies(path: Path, cases: "Sequence[EligibilityCase]") -> Mapping[str, Mapping[str, object]]:
    """Return the replies by the id of their case or profile.

    Raises DatasetError on a line that is none, an id that no case has, and one that stands twice.
    """
    known = {name for case in cases for name in (case.case_id, case.profile_id)}
    replies: dict[str, Mapping[str, object]] = {}
    for line, text in text_lines(path):
        try:
            record = record_from(text)
        except RecordFaults as error:
            raise DatasetError(f"{path}:{line}: {error}") from error
        name, reply = record.get("id"), record.get("reply")
        if not isinstance(name, str) or not isinstance(reply, dict):
            raise DatasetError(f'{path}:{line}: must be {{"id": a text, "reply": an object}}, got {text[:80]}')
        if name not in known:
            raise DatasetError(f"{path}:{line}: no case or profile is called {name!r}; take the ids of --questions")
        if name in replies:
            raise DatasetError(f"{path}:{line}: {name!r} stands twice; keep one reply to each")
        replies[name] = reply
    return replies


def _case(one: "JudgedProfile") -> dict[str, object]:
    return {
        "id": one.case.case_id,
        "accepted": sorted(one.case.accepted),
        "given": one.verdict,
        "right": one.right,
        "deciding_clauses_cited": one.clauses_cited,
        "missing_facts_asked": one.facts_asked,
        "asked": one.asked,
        "asked_needed": one.asked_needed,
    }


def _wrong_lines(judged: "Sequence[JudgedProfile]") -> list[str]:
    wrong = [one for one in judged if not one.right]
    said = [f"  {one.case.case_id}  {' or '.join(sorted(one.case.accepted))}, given {one.verdict}" for one in wrong]
    more = len(said) - _WRONG_SHOWN
    lines = ["", f"{len(wrong)} judged wrongly", *said[:_WRONG_SHOWN]]
    return [*lines, f"  and {more} more; all are in --json"] if more > 0 else lines
