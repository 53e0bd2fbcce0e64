"""Structured lists: qualifications and identities, with the level, status and last day of each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kb.rules.applicant.given_values import LONGEST_LIST, day_of, is_unknown, refuse, text_of, texts_of, truth_of
from kb.rules.applicant.qualifications import IDENTITIES, QUALIFICATIONS, Names
from kb.rules.applicant.remarks import level_in, qualification_from
from kb.rules.applicant.statuses import certainty_of, until_of
from kb.rules.types import Certainty, Fact

LISTS = (QUALIFICATIONS, IDENTITIES)

_OF_LIST = re.compile(r"(?P<fact>qualification|identit(?:ie|y))s?_(?P<what>status|expired|pending|complete)")
_STATUSES = {
    "held": Certainty.STATED, "valid": Certainty.STATED, "pending": Certainty.PENDING, "expired": Certainty.EXPIRED,
    "unsure": Certainty.UNSURE, "denied": Certainty.DENIED, "not_held": Certainty.DENIED,
}  # fmt: skip
_REMARKS = {"expired": Certainty.EXPIRED, "pending": Certainty.PENDING}


def list_facts(name: str, fact: str, value: object, names: Names) -> tuple[list[Fact], bool]:
    """Return the facts of a list, and whether it says everything that is held: a mapping does not.

    Raises InvalidQuestion.
    """
    if isinstance(value, Mapping):
        known = [(str(one), status) for one, status in value.items() if not is_unknown(status)]
        return [_with_status(names, f"{name}.{one}", one, fact, status) for one, status in known], False
    entries: object = texts_of(name, value) if isinstance(value, str) else value
    if not isinstance(entries, (list, tuple)):
        refuse(name, value, '应是列表，例如 ["高新技术企业"]；一项也没有就写 []，不知道就写 null')
    if len(entries) > LONGEST_LIST:
        refuse(name, f"{len(entries)} 项", f"最多 {LONGEST_LIST} 项")
    return list(_entries(name, fact, entries, names)), True


def _entries(name: str, fact: str, entries: Sequence[object], names: Names) -> Iterator[Fact]:
    for entry in entries:
        if isinstance(entry, Mapping):
            yield _described(names, name, fact, entry)
        else:
            for text in texts_of(name, [entry]):
                yield qualification_from(text, names, fact)


def _with_status(names: Names, name: str, text: str, fact: str, status: object) -> Fact:
    if isinstance(status, bool):
        certainty: Certainty | None = Certainty.STATED if status else Certainty.DENIED
    else:
        certainty = _status(text_of(name, status))
    if certainty is None:
        refuse(name, status, "应是 true、false、null，或 held、pending、expired")
    return replace(qualification_from(text, names, fact), certainty=certainty)


def _described(names: Names, name: str, fact: str, entry: Mapping[object, object]) -> Fact:
    """Return what {name, level, status, until} says."""
    called, status, level, until = (entry.get(part) for part in ("name", "status", "level", "until"))
    if not isinstance(called, str) or not called.strip():
        refuse(
            name, dict(entry), '每一项应是文字，或 {"name": …, "level": …, "status": held|pending|expired, "until": …}'
        )
    read = qualification_from(called, names, fact)
    if not is_unknown(status):
        certainty = _status(text_of(f"{name}.status", status))
        if certainty is None:
            refuse(f"{name}.status", status, "应是 held（有效）、pending（还在申报或公示）或 expired（已过期）")
        read = replace(read, certainty=certainty)
    if not is_unknown(level):
        found = level_in(text_of(f"{name}.level", level))
        if found is None:
            refuse(f"{name}.level", level, "应是国家级、省级、市级或县级；不知道就写 null")
        read = replace(read, level=found)
    return read if is_unknown(until) else replace(read, until=day_of(f"{name}.until", until)[0])


def _status(text: str) -> Certainty | None:
    return _STATUSES.get(text.strip().lower()) or certainty_of(text)


def remark_on_list(name: str) -> tuple[str, str] | None:
    """Return which list a name speaks of as a whole, and what of it: qualification_status."""
    match = _OF_LIST.fullmatch(name.strip().lower())
    if match is None:
        return None
    return QUALIFICATIONS if match["fact"].startswith("q") else IDENTITIES, match["what"]


def is_complete(name: str, value: object) -> bool:
    """Return whether qualifications_complete says so. Raises InvalidQuestion."""
    truth = truth_of(name, value)
    if truth is None:
        refuse(name, value, "应是 true（都列出来了）或 false")
    return truth


def with_remark(
    facts: Sequence[Fact], name: str, fact: str, what: str, value: object, names: Names
) -> tuple[list[Fact], bool]:
    """Return the facts with a remark on those it names, on all of the list where it names none; new ones are added.

    The truth says whether the remark was about anything. Raises InvalidQuestion.
    """
    changed, used = list(facts), False
    texts = (("",) if value else ()) if isinstance(value, bool) else texts_of(name, value)
    for text in texts:
        certainty = _REMARKS.get(what) or _status(text)
        if certainty is None:
            refuse(name, value, "应是 held、pending 或 expired，或“公示中”“已过期”一类的说法")
        named = {mention.named.name for mention in names.mentions(text)}
        until = until_of(text)
        about = [one for one in changed if one.name == fact and (not named or one.value in named)]
        if named and not about:
            changed.append(replace(qualification_from(text, names, fact), certainty=certainty))
        changed = [
            replace(one, certainty=certainty, until=until or one.until) if one in about else one for one in changed
        ]
        used = used or bool(named or about)
    return changed, used or not texts
