"""What requests are made of: text that can be stored, days, bodies without unknown fields."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError


def _whole_text(value: str) -> str:
    if "\0" in value:
        raise PydanticCustomError("nul_character", "含有空字符（NUL），请去掉")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise PydanticCustomError("lone_surrogate", "含有无法编码的字符（孤立的代理项），请去掉")
    return value


def _day(value: object) -> object:
    # pydantic alone would take 20240101 as seconds since 1970.
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("not_a_day", "应为存在的日期，写作 YYYY-MM-DD（如 2024-05-01）")


WholeText = Annotated[str, AfterValidator(_whole_text)]
"""Text that can be stored and sent: no NUL, no lone surrogate."""

Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day written YYYY-MM-DD and nothing else."""


class RequestBody(BaseModel):
    """A body whose unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")
