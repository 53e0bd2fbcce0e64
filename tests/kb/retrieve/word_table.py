"""The words of two characters that ship with the project: `python -m tests.kb.retrieve.word_table` writes them anew."""

from collections import defaultdict
from pathlib import Path

from pypinyin.phrases_dict import phrases_dict

TABLE = Path(__file__).resolve().parents[3] / "kb" / "retrieve" / "data" / "words.tsv"


def table() -> str:
    """Return a line for each character that begins a word: the character, TAB, those that end one."""
    ends: dict[str, str] = defaultdict(str)
    for phrase in sorted(phrase for phrase in phrases_dict if len(phrase) == 2):
        ends[phrase[0]] += phrase[1]
    return "".join(f"{first}\t{seconds}\n" for first, seconds in ends.items())


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
