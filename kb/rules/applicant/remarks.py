"""A qualification or identity as an entry of a list has it: 省级专精特新中小企业（公示中）."""

import re

from kb.rules.applicant.levels import level_behind, level_of
from kb.rules.applicant.qualifications import IDENTITIES, QUALIFICATIONS, Mention, Names
from kb.rules.applicant.statuses import certainty_of, level_unsaid, until_of
from kb.rules.types import Certainty, Fact
from kb.text.written_numbers import half_width

_REMARK = re.compile(r"[(（\[【](?P<remark>[^()（）\[\]【】]*)[)）\]】]")
_PLAIN_LEVEL = re.compile(r"^(?:国家|部|省|自治区|市|地市|设区市|县|区|旗|区县|县区)级")


def qualification_from(text: str, names: Names, fact: str = QUALIFICATIONS) -> Fact:
    """Return the fact of one entry: what is named, its level, and what a bracketed remark says of it.

    A name that the dictionary does not know keeps its own words, without a level said as 省级.
    """
    plain = half_width(text)
    mention = _only(names, text)
    remarks = [match["remark"] for match in _REMARK.finditer(plain) if not _is_name(match, mention)]
    rest = " ".join(remarks)
    if mention is not None:
        rest += plain[: mention.start] + " " + plain[mention.end :]
        name, level, kind = mention.named.name, mention.level, mention.named.fact
    else:
        name, level, kind = *_own_words(plain), fact
    said_level = next((found for remark in remarks if (found := level_in(remark))), None)
    certainty = certainty_of(rest) or Certainty.STATED
    level = None if level_unsaid(plain) else said_level or level
    return Fact(
        kind, name, certainty, words=text, until=until_of(rest), level=level if kind == QUALIFICATIONS else None
    )


def _only(names: Names, text: str) -> Mention | None:
    """Return the name of an entry; None where it has none, or other words of weight beside it."""
    bare = _REMARK.sub(lambda match: "　" * len(match.group()), half_width(text))
    found = names.mentions(bare) or names.mentions(text)
    if not found:
        return None
    longest = max(found, key=lambda mention: mention.end - mention.start)
    beside = re.sub(r"[\s　,;、。]", "", bare[: longest.start] + bare[longest.end :])
    said = certainty_of(beside) is not None or until_of(beside) is not None or level_unsaid(beside)
    return longest if said or len(beside) <= 3 or longest.named.fact == IDENTITIES else None


def _is_name(match: re.Match[str], mention: Mention | None) -> bool:
    """Tell whether brackets belong to the name itself: 首台(套)."""
    return mention is not None and mention.start < match.start() and match.end() < mention.end


def _own_words(plain: str) -> tuple[str, str | None]:
    bare = _REMARK.sub("", plain).strip()
    if before := _PLAIN_LEVEL.match(bare):
        return bare[before.end() :] or bare, level_of(before.group())
    # The place stays in the name: the names that two places give are two names.
    return bare, None


def level_in(remark: str) -> str | None:
    """Return the level that a remark is: 省级, 国家级认定."""
    behind = level_behind(remark, 0)
    return level_of(remark) or (behind.level if behind else None)
