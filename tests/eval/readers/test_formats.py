from datetime import date, datetime, time

import pytest

from eval.readers.formats import shown


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""),
        (True, "General", "是"),
        ("  50% ", "@", "50%"),
        (7.0, "General", "7"),
        (0.5, "General", "0.5"),
        (0.5, "0%", "50%"),
        (0.035, "0.00%", "3.50%"),
        (0.035, "0.0#%", "3.5%"),
        (0.29, "0%", "29%"),
        (2.5, "0", "3"),
        (1234567.0, "#,##0", "1,234,567"),
        (1234.5, "#,##0.00_);[Red](#,##0.00)", "1,234.50"),
        (300, '0"万元"', "300万元"),
        (300, "0万元", "300万元"),
        (300, "[$¥-804]#,##0", "¥300"),
        (3, '"第"0"条"', "第3条"),
        # Too much for this: the plain value.
        (12345.0, "0.00E+00", "12345"),
        (5, "[<10]0;General", "5"),
        (0.5, "# ?/?", "0.5"),
    ],
)
def test_a_number_is_read_as_it_is_shown(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format", "format_id", "text"),
    [
        (datetime(2022, 6, 26), "mm-dd-yy", 14, "2022年6月26日"),
        (date(2022, 6, 26), "yyyy-mm-dd", 0, "2022年6月26日"),
        (datetime(2022, 6, 1), 'yyyy"年"m"月"', 0, "2022年6月"),
        (datetime(2022, 6, 26, 9, 30), "yyyy-mm-dd hh:mm", 0, "2022-06-26 09:30"),
        (time(9, 30), "hh:mm", 0, "09:30:00"),
        # As Chinese programs store a date: a number whose format only they know.
        (44738, "General", 31, "2022年6月26日"),
        (44738, "General", 57, "2022年6月"),
        (44738, "General", 0, "44738"),
    ],
)
def test_a_date_is_read_as_chinese_documents_write_it(
    value: object, number_format: str, format_id: int, text: str
) -> None:
    assert shown(value, number_format, format_id) == text
