"""A notice issued again under another number is a version of the first; one of every year is a document of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.intake import Intake
from kb.store.store import Store

TITLE = "关于进一步做好小微企业首次贷款工作的通知"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kb.sqlite3")
    yield store
    store.close()


@pytest.fixture
def intake(store: Store) -> Intake:
    return Intake(store, max_bytes=1_000_000, passage_chars=500)


def _notice(
    number: str | None, day: str | None, share: str, *, title: str = TITLE, issuer: str | None = "清河市财政局"
) -> str:
    lines = [
        title,
        *([number] if number else []),
        "各区县财政局：",
        "为缓解小微企业融资困难，现将有关事项通知如下。",
        f"一、对首次获得银行贷款的小微企业，按贷款利息的{share}给予补助。",
        "二、单户企业每年补助不超过二十万元，期限不超过十二个月。",
        "三、企业应当于每年三月底前向所在区县财政局提出书面申请。",
        "四、骗取补助的，依法追回资金并列入失信名单。",
        *([issuer] if issuer else []),
        *([day] if day else []),
    ]
    return "\n".join(lines) + "\n"


def _taken(intake: Intake, store: Store, first: str, second: str) -> tuple[list[str], tuple[str, ...]]:
    intake.take("a.txt", first.encode())
    report = intake.take("b.txt", second.encode())
    return [row.key for row in store.version_rows()], report.warnings


def test_a_notice_with_another_number_is_a_version(store: Store, intake: Intake) -> None:
    old = _notice("清财金〔2021〕5号", "2021年3月1日", "百分之三十")
    keys, told = _taken(intake, store, old, _notice("清财金〔2023〕18号", "2023年6月5日", "百分之五十"))
    assert keys == ["d000001@1", "d000001@2"]
    assert told == (f"《{TITLE}》（2023-06-05 发布）作为 d000001 的第 2 版收入（已有第 1 版（2021-03-01 发布））",)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # The organ's own mark in front of the year tells the issuer.
        (
            _notice("清财金〔2021〕5号", "2021年3月1日", "百分之三十", issuer=None),
            _notice("清财金〔2023〕18号", "2023年6月5日", "百分之五十", issuer=None),
        ),
        # Without a day the years of the numbers tell which is later.
        (
            _notice("清财金〔2021〕5号", None, "百分之三十"),
            _notice("清财金〔2023〕18号", None, "百分之五十"),
        ),
        # Without numbers the days do.
        (
            _notice(None, "2021年3月1日", "百分之三十"),
            _notice(None, "2023年6月5日", "百分之五十"),
        ),
    ],
    ids=["mark", "years", "days"],
)
def test_a_notice_that_number_or_day_tell_apart_is_a_version(
    store: Store, intake: Intake, first: str, second: str
) -> None:
    assert _taken(intake, store, first, second)[0] == ["d000001@1", "d000001@2"]


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2023年小微企业首次贷款工作的通知",
        "关于做好二〇二三年度小微企业贷款工作的通知",
        "关于下达第三批小微企业贷款补助资金的通知",
        "关于做好三季度小微企业贷款工作的通知",
        "关于组织申报小微企业贷款补助的通知",
        "关于公布小微企业贷款补助名单的通知",
        "关于召开小微企业贷款工作会议的通知",
        "关于小微企业贷款补助有关问题的批复",
        "关于小微企业贷款补助有关问题的复函",
    ],
)
def test_what_comes_every_year_is_a_document_of_its_own(store: Store, intake: Intake, title: str) -> None:
    old = _notice("清财金〔2021〕5号", "2021年3月1日", "百分之三十", title=title)
    new = _notice("清财金〔2023〕18号", "2023年6月5日", "百分之五十", title=title)
    keys, told = _taken(intake, store, old, new)
    assert keys == ["d000001@1", "d000002@1"]
    assert told == (f"同名文件《{title}》：与已有的不是同一份，另立一份（d000001：文号不同，是各年各次的两份文件）",)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (
            _notice("清财金〔2021〕5号", "2021年3月1日", "百分之三十"),
            _notice("安财金〔2023〕18号", "2023年6月5日", "百分之五十", issuer="安平市财政局"),
            "发布机关不同（安平市财政局；清河市财政局）",
        ),
        (
            _notice("清财金〔2021〕5号", "2021年3月1日", "百分之三十", issuer=None),
            _notice("安财金〔2023〕18号", "2023年6月5日", "百分之五十", issuer=None),
            "没有写明发布机关和地区，不能认定是同一份文件",
        ),
        (
            _notice("清财金〔2023〕5号", None, "百分之三十"),
            _notice("清财金〔2023〕18号", None, "百分之五十"),
            "文号同年，又没有写明日期，分不清先后",
        ),
        (
            _notice(None, "2021年3月1日", "百分之三十", issuer=None),
            _notice(None, "2023年6月5日", "百分之五十", issuer=None),
            "没有写明发布机关和地区，不能认定是同一份文件",
        ),
    ],
    ids=["issuers", "marks", "one-year", "nothing-confirms"],
)
def test_notices_that_nothing_tells_to_be_one_stay_two(
    store: Store, intake: Intake, first: str, second: str, why: str
) -> None:
    keys, told = _taken(intake, store, first, second)
    assert keys == ["d000001@1", "d000002@1"]
    assert told == (f"同名文件《{TITLE}》：与已有的不是同一份，另立一份（d000001：{why}）",)
