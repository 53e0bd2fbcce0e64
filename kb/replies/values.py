"""The words that several replies share."""

from typing import Literal, TypeAlias

ValidityName: TypeAlias = Literal["in_force", "not_yet", "expired", "repealed", "unknown"]
StatusName: TypeAlias = Literal["answered", "partial", "abstained"]
KindName: TypeAlias = Literal["policy", "law", "news", "notice", "caption", "advertisement", "masthead", "other"]
VerdictName: TypeAlias = Literal["eligible", "ineligible", "needs_review", "insufficient_information"]
