"""`python -m eval eligibility`: what kept replies of `POST /v1/eligibility` are worth."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.datasets import DatasetError, RecordFaults, record_from, text_lines

if TYPE_CHECKING:
    from eval.measures.eligibility import JudgedProfile
    from eval.readers.eligibility import EligibilityCase

_NOTHING_RAN = 1
_WRONG_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE", help="eligibility profiles (JSON)")
    parser.add_argument(
        "--replies",
        type=Path,
        required=True,
        metavar="FILE",
        help='one JSON a line: {"id": case or profile, "reply": what was replied to it}',
    )
    parser.add_argument("--json", action="store_true", help="print figures, confusion and cases as JSON")


def run(options: argparse.Namespace) -> int:
    """Print accuracy and confusion; return 0, or 1 where no case has a reply. Raises DatasetError on unusable files."""
    from eval.measures.eligibility import confusion, confusion_table, judge_profile, scored_profiles
    from eval.measures.estimates import estimates
    from eval.plain import finite
    from eval.readers.eligibility import read_eligibility
    from eval.results.table import run_lines

    cases = read_eligibility(options.questions)
    replies = read_replies(options.replies, cases)
    judged = [judge_profile(case, replies.get(case.case_id, replies.get(case.profile_id))) for case in cases]
    without = [one.case.case_id for one in judged if one.failed]
    if without:
        told = f"{', '.join(without[:_WRONG_SHOWN])}{' …' if len(without) > _WRONG_SHOWN else ''}"
        print(f"eval: {len(without)} of {len(cases)} cases have no reply and count as wrong: {told}", file=sys.stderr)
    scored = scored_profiles(judged)
    # Nobody timed what is read from a file.
    found = {name: one for name, one in estimates(scored).items() if not name.startswith("latency")}
    if options.json:
        figures = {name: {"value": one.value, "low": one.low, "high": one.high} for name, one in found.items()}
        record = {"estimates": finite(figures), "confusion": confusion(judged), "cases": list(map(_case, judged))}
        print(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        print("\n".join([*run_lines(found, scored), "", confusion_table(judged), *_wrong_lines(judged)]))
    return _NOTHING_RAN if len(without) == len(cases) else 0


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
    }


def _wrong_lines(judged: "Sequence[JudgedProfile]") -> list[str]:
    wrong = [one for one in judged if not one.right]
    said = [f"  {one.case.case_id}  {' or '.join(sorted(one.case.accepted))}, given {one.verdict}" for one in wrong]
    more = len(said) - _WRONG_SHOWN
    lines = ["", f"{len(wrong)} judged wrongly", *said[:_WRONG_SHOWN]]
    return [*lines, f"  and {more} more; all are in --json"] if more > 0 else lines
