"""How differences are marked before readers."""

from kb.retrieve.phrases.types import Difference, DifferenceOp
from kb.text.folding import fold


def marked(one: Difference) -> str:
    """Return a piece of a text with how it differs: ［有：…］ the text has it, ［无：…］ it has not."""
    text, wanted = " ".join(one.text.split()), " ".join(one.wanted.split())
    if one.op is DifferenceOp.EQUAL:
        return text if fold(text) == fold(wanted) else f"［写作：{text}］"
    return (f"［有：{text}］" if text else "") + (f"［无：{wanted}］" if wanted else "")
