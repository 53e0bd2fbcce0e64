"""What a text puts in quotation marks of any kind; titles in 《》 are none."""

import re

QUOTATION = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|\"([^\"]+)\"|＂([^＂]+)＂")
"""A quotation with its marks; the group that matched holds the words."""


def quotations(text: str) -> list[str]:
    """Return the quoted words in order, white space around them left out."""
    return [next(filter(None, match.groups())).strip() for match in QUOTATION.finditer(text)]
