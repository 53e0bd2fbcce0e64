"""Eligibility profiles: enterprises described, and what a policy says of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError, Fault, RecordFaults
from eval.lenient import objects, texts

VERDICTS = ("eligible", "ineligible", "needs_review", "insufficient_information")


@dataclass(frozen=True, slots=True)
class DecidingClause:
    """A place that the verdict rests on: its address, words quoted from it, or both (others are empty)."""

    address: str
    quote: str
    source: str = ""
    """The file that it stands in, where that is said."""


@dataclass(frozen=True, slots=True)
class EligibilityCase:
    """One profile judged against one policy. A profile judged against several is several cases of one profile."""

    case_id: str
    """`E01`, or `e32/shoudai` where profiles are judged against policies that they name."""
    profile_id: str
    policy: str
    """Title or key of the policy; empty where none is named."""
    text: str
    """The profile as somebody would say it; empty where it is given as facts only."""
    profile: Mapping[str, object]
    verdict: str
    accepted: frozenset[str]
    """Every verdict that counts as right, the preferred one among them."""
    deciding: tuple[DecidingClause, ...]
    missing: tuple[str, ...]
    """Facts that decide and are not given."""


def read_eligibility(path: Path) -> tuple[EligibilityCase, ...]:
    """Return the cases of a profile file in file order. Raises DatasetError with the faults found."""
    cases, faults = scan(path)
    if faults:
        raise DatasetError("\n".join(map(str, faults)))
    return cases


def is_profiles(path: Path) -> bool:
    """Tell whether a JSON file holds profiles. Raises DatasetError where it is no JSON."""
    content = _content(path)
    return isinstance(content, dict) and isinstance(content.get("profiles"), list)


def scan(path: Path) -> tuple[tuple[EligibilityCase, ...], tuple[Fault, ...]]:
    """Return the cases that can be read and everything that is wrong. Raises DatasetError where it is no such file."""
    content = _content(path)
    profiles = content.get("profiles") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(profiles, list):
        raise DatasetError(f"{path}: must be a JSON object whose 'profiles' is a list of eligibility profiles")
    cases: dict[str, EligibilityCase] = {}
    faults: list[Fault] = []
    for number, profile in enumerate(profiles, start=1):
        try:
            for case in _cases(profile, str(content.get("policy") or "")):
                if case.case_id in cases:
                    raise RecordFaults([f"case {case.case_id!r} stands twice; each must be its own"])
                cases[case.case_id] = case
        except RecordFaults as error:
            # JSON has no lines to speak of: profiles are counted.
            faults += [Fault(path, 0, f"profile {number}: {fault}") for fault in error.faults]
    return tuple(cases.values()), tuple(faults)


def _content(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read as JSON: {error}") from error


def _cases(profile: object, policy: str) -> Iterator[EligibilityCase]:
    if not isinstance(profile, dict):
        raise RecordFaults([f"must be an object, got {profile!r}"])
    profile_id = profile.get("id")
    if not isinstance(profile_id, str) or not profile_id:
        raise RecordFaults([f"field 'id' must be a text that is not empty, got {profile_id!r}"])
    expected = profile.get("expected")
    if expected is None:
        yield _case(profile_id, profile_id, policy, profile, profile)
        return
    if not isinstance(expected, list) or not all(isinstance(one, dict) for one in expected):
        raise RecordFaults([f"field 'expected' of {profile_id} must be a list of objects, got {expected!r}"])
    for one in expected:
        scheme = str(one.get("scheme") or policy)
        yield _case(f"{profile_id}/{scheme}", profile_id, scheme, profile, one)


def _case(
    case_id: str, profile_id: str, policy: str, profile: Mapping[str, object], judged: Mapping[str, object]
) -> EligibilityCase:
    facts = profile.get("profile", profile.get("facts"))
    verdict = judged.get("verdict")
    if not isinstance(facts, dict):
        raise RecordFaults([f"field 'profile' or 'facts' of {case_id} must be an object, got {facts!r}"])
    if verdict not in VERDICTS:
        raise RecordFaults([f"the verdict of {case_id} must be one of {', '.join(VERDICTS)}, got {verdict!r}"])
    return EligibilityCase(
        case_id=case_id,
        profile_id=profile_id,
        policy=policy,
        text=str(profile.get("text") or ""),
        profile=facts,
        verdict=str(verdict),
        accepted=frozenset([str(verdict), *_accepted(judged, case_id)]),
        deciding=tuple(_deciding(judged)),
        missing=tuple(texts(judged, "missing")),
    )


def _accepted(judged: Mapping[str, object], case_id: str) -> Iterator[str]:
    for said in [*texts(judged, "acceptable_verdicts"), *texts(judged, "accept_also")]:
        # A remark may follow the verdict in brackets: ineligible（如按尚未审核同意判断）.
        verdict = said.partition("（")[0].partition("(")[0].strip()
        if verdict not in VERDICTS:
            raise RecordFaults([f"{case_id} accepts {said!r}, which is none of {', '.join(VERDICTS)}"])
        yield verdict


def _deciding(judged: Mapping[str, object]) -> Iterator[DecidingClause]:
    for clause in objects(judged, "deciding_clauses"):
        yield DecidingClause(str(clause.get("address") or ""), str(clause.get("quote") or ""))
    for address in texts(judged, "clauses"):
        yield DecidingClause(address, "")
    for piece in objects(judged, "evidence"):
        yield DecidingClause("", str(piece.get("quote") or ""), str(piece.get("source") or ""))
