from kb.store import codec
from kb.types import Amended, ClauseChange, DocumentKind, Evidence, Extended, Metadata, SourceMap, SourceRun, Span

FULL = Metadata(
    title="清河市“办法”\n（试行）",
    subtitle="副题",
    byline="记者 甲",
    kind=DocumentKind.POLICY,
    issuers=(Evidence("清河市人民政府", Span(0, 7)), Evidence("财政局", None, True)),
    doc_number=Evidence("清政发〔2021〕3号", Span(8, 19)),
    region=Evidence("清河市", None, True),
    published=Evidence("2021-05-06", Span(3, 3)),
    effective_from=Evidence("2021-06-01"),
    effective_to=Evidence("2024-05-31", Span(1, 2), True),
    repeals=(Evidence("《旧办法》（清政发〔2010〕1号）", Span(20, 30)),),
    basis=(Evidence("《上位法》"),),
    reports_on=(Evidence("《别的办法》", Span(5, 9), True),),
    not_before=Evidence("2021-05-01", Span(2, 6), True),
    extends=(
        Extended(Evidence("《甲办法》", Span(3, 8)), Evidence("2025-12-31", Span(9, 12), True)),
        Extended(Evidence("《乙办法》"), Evidence("延长2年", Span(4, 8)), 24),
        Extended(Evidence("《丙办法》")),
    ),
    amends=(
        Amended(
            Evidence("《丁办法》", Span(3, 8)),
            ("第五条", "第六条第二款"),
            ClauseChange.REPEALED,
            Evidence("2025-06-01"),
        ),
        Amended(Evidence("《戊办法》"), ("第三条",), ClauseChange.CHANGED),
    ),
)


def test_metadata_comes_back_as_it_went() -> None:
    assert codec.metadata_from_json(codec.metadata_to_json(FULL)) == FULL


def test_metadata_that_says_nothing_is_written_short_and_comes_back() -> None:
    empty = Metadata(title="甲")
    assert codec.metadata_to_json(empty) == '{"title": "甲", "kind": "other"}'
    assert codec.metadata_from_json(codec.metadata_to_json(empty)) == empty


def test_no_field_of_the_metadata_is_left_out() -> None:
    filled = {name for name in Metadata.__dataclass_fields__ if getattr(FULL, name)}
    assert filled == set(Metadata.__dataclass_fields__)


def test_source_maps_are_flat_lists_of_numbers() -> None:
    runs = SourceMap((SourceRun(0, 5, 3), SourceRun(4, 10, 2)))
    assert codec.source_map_to_json(runs) == "[0, 5, 3, 4, 10, 2]"
    assert codec.source_map_from_json("[0, 5, 3, 4, 10, 2]") == runs
    assert codec.source_map_from_json(codec.source_map_to_json(SourceMap(()))) == SourceMap(())


def test_strings_come_back_as_a_tuple() -> None:
    strings = ("第四条", 'a"b', "")
    assert codec.strings_from_json(codec.strings_to_json(strings)) == strings
    assert codec.strings_from_json(codec.strings_to_json([])) == ()
