"""What staff set by hand, over what a text says of itself."""

from datetime import date

from kb.store.corrections import Action, Correction, Field, SetByStaff, corrected, hand_validity, standing
from kb.types import Evidence, Metadata, Span, Validity

AT = "2024-06-30T08:00:00+00:00"
READ = Metadata(
    title="甲办法",
    issuers=(Evidence("甲市人民政府", Span(0, 6)),),
    published=Evidence("2024-03-01", Span(1, 2)),
    effective_from=Evidence("2024-03-31", Span(3, 4), inferred=True),
    effective_to=Evidence("2027-03-30", Span(5, 6), inferred=True),
)


def correction(field: Field, value: str | None, action: Action = Action.SET, from_day: str | None = None) -> Correction:
    return Correction("d000001", 1, field, action, value, None, "王芳", AT, "核对原件", from_day)


def test_the_last_correction_of_a_field_counts_and_a_restored_field_is_the_texts() -> None:
    rows = [correction(Field.REGION, "甲市"), correction(Field.REGION, "乙市"), correction(Field.TITLE, "乙办法")]
    assert {name: one.value for name, one in standing(rows).items()} == {Field.REGION: "乙市", Field.TITLE: "乙办法"}
    assert standing([*rows, correction(Field.TITLE, None, Action.RESTORE)]).keys() == {Field.REGION}


def test_values_set_by_hand_say_so_and_stand_in_no_text() -> None:
    rows = [correction(Field.ISSUER, "甲市财政局、甲市金融局"), correction(Field.PUBLISHED, None, Action.CLEAR)]
    found = corrected(READ, standing(rows))
    assert found.issuers == (
        SetByStaff("甲市财政局", None, False, "王芳", AT, "核对原件"),
        SetByStaff("甲市金融局", None, False, "王芳", AT, "核对原件"),
    )
    assert found.published is None
    assert (found.title, found.effective_from) == ("甲办法", READ.effective_from)


def test_days_counted_from_a_day_that_is_corrected_move_with_it() -> None:
    by_publication = corrected(READ, standing([correction(Field.PUBLISHED, "2024-05-01")]))
    # 30 days after the publication, and three years from then.
    assert (by_publication.effective_from, by_publication.effective_to) == (
        Evidence("2024-05-31", Span(3, 4), inferred=True),
        Evidence("2027-05-30", Span(5, 6), inferred=True),
    )
    by_start = corrected(READ, standing([correction(Field.EFFECTIVE_FROM, "2024-02-29")]))
    assert by_start.effective_to == Evidence("2027-02-27", Span(5, 6), inferred=True)


def test_a_last_day_that_the_text_states_stays() -> None:
    stated = Metadata(
        title="甲办法", effective_from=Evidence("2024-03-31"), effective_to=Evidence("2027-03-30", Span(5, 6))
    )
    found = corrected(stated, standing([correction(Field.EFFECTIVE_FROM, "2025-01-01")]))
    assert found.effective_to == Evidence("2027-03-30", Span(5, 6))


def test_a_validity_set_by_hand_counts_from_its_day() -> None:
    found = hand_validity(standing([correction(Field.VALIDITY, "repealed", from_day="2024-01-01")]))
    assert found is not None
    assert [found.on(date(2023, 12, 31)), found.on(date(2024, 1, 1))] == [None, Validity.REPEALED]
    always = hand_validity(standing([correction(Field.VALIDITY, "in_force")]))
    assert always is not None
    assert always.on(date(1990, 1, 1)) is Validity.IN_FORCE
    assert hand_validity({}) is None
