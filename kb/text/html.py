"""Markup from plain values: whatever is no Markup is escaped."""

from html import escape

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *children: str | None, **attributes: str | int | bool | None) -> Markup:
    """Return an element; a child that is no Markup is text, an attribute of True is bare, one of None is left out.

    A trailing underscore of an attribute's name is dropped (class_), the others become hyphens (aria_label).
    """
    printed = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Markup(f"<{name}{printed}>")
    return Markup(f"<{name}{printed}>{joined(*children)}</{name}>")


def joined(*children: str | None) -> Markup:
    """Return the children one after the other, text escaped."""
    return Markup("".join(one if isinstance(one, Markup) else escape(one) for one in children if one is not None))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
