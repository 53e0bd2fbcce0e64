import pytest

from kb.ingest.readers.docx.numerals import is_known, write_number


@pytest.mark.parametrize(
    ("style", "numbers", "written"),
    [
        ("decimal", (0, 1, 12), ("0", "1", "12")),
        ("decimalZero", (1, 12, 100), ("01", "12", "100")),
        ("decimalFullWidth", (1, 20), ("１", "２０")),
        ("decimalEnclosedCircle", (1, 20, 21, 35, 36, 50, 51), ("①", "⑳", "㉑", "㉟", "㊱", "㊿", "51")),
        ("decimalEnclosedCircleChinese", (1, 10), ("①", "⑩")),
        ("decimalEnclosedParen", (1, 20, 21), ("⑴", "⒇", "21")),
        ("decimalEnclosedFullstop", (1, 20), ("⒈", "⒛")),
        ("ideographEnclosedCircle", (1, 10, 11), ("㈠", "㈩", "11")),
        (
            "chineseCounting",
            (0, 1, 10, 11, 20, 21, 99, 100, 123),
            ("〇", "一", "十", "十一", "二十", "二十一", "九十九", "一〇〇", "一二三"),
        ),
        (
            "chineseCountingThousand",
            (9, 10, 19, 30, 100, 101, 110, 111, 1001, 1010, 10000, 10001),
            (
                *("九", "十", "十九", "三十", "一百", "一百〇一", "一百一十", "一百一十一"),
                *("一千〇一", "一千〇一十", "一万", "一万〇一"),
            ),
        ),
        ("ideographDigital", (9, 10, 11, 120), ("九", "一〇", "一一", "一二〇")),
        (
            "japaneseCounting",
            (1, 10, 11, 100, 101, 1200, 11000),
            ("一", "十", "十一", "百", "百一", "千二百", "一万千"),
        ),
        ("chineseLegalSimplified", (1, 10, 12, 105), ("壹", "壹拾", "壹拾贰", "壹佰零伍")),
        ("ideographLegalTraditional", (3, 10), ("參", "壹拾")),
        ("ideographTraditional", (1, 10, 11), ("甲", "癸", "11")),
        ("ideographZodiac", (1, 12), ("子", "亥")),
        ("ideographZodiacTraditional", (1, 12, 60), ("甲子", "乙亥", "癸亥")),
        ("upperRoman", (1, 4, 9, 14, 1999, 4000), ("I", "IV", "IX", "XIV", "MCMXCIX", "4000")),
        ("lowerRoman", (3, 8), ("iii", "viii")),
        ("upperLetter", (1, 26, 27, 53), ("A", "Z", "AA", "AAA")),
        ("lowerLetter", (2, 28, 10**6), ("b", "bb", "1000000")),
        ("ordinal", (1, 2, 3, 4, 11, 22), ("1st", "2nd", "3rd", "4th", "11th", "22nd")),
        ("numberInDash", (7,), ("- 7 -",)),
        ("hex", (10, 16), ("A", "10")),
        ("chicago", (1, 2, 5), ("*", "†", "**")),
        ("none", (5,), ("",)),
    ],
)
def test_numbers_are_written_as_word_writes_them(
    style: str, numbers: tuple[int, ...], written: tuple[str, ...]
) -> None:
    assert tuple(write_number(number, style) for number in numbers) == written
    assert is_known(style)


def test_an_unknown_style_is_decimal() -> None:
    assert write_number(7, "thaiLetters") == "7"
    assert not is_known("thaiLetters")


def test_negative_numbers_are_decimal() -> None:
    assert write_number(-3, "lowerRoman") == "-3"
