"""Which payments of a file are in the books already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sigma_finance.domain.imports.answers import SeenBefore
from sigma_finance.domain.imports.decisions import Decision, RowPayment
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.repeats import BookedPayment, ImportSource, Repeats, terms_in
from sigma_finance.domain.payments.payments import Method

PAID = RowPayment(1, date(2025, 1, 2), 10000, Method.OTHER, "")
UNDATED = replace(PAID, undated=True)
FALL, SPRING = ImportSource("Fall 2024.csv", "", "a"), ImportSource("Spring 2025.csv", "", "b")
ONE, OTHER = ImportSource("one.csv", "", "a"), ImportSource("other.csv", "", "b")


def decision(paid: RowPayment = PAID) -> Decision:
    return Decision(2, "Ada", "", RowOutcome.TO_IMPORT, "Found.", "Ada", paid)


def booked(paid: RowPayment, source: ImportSource, number: int = 1) -> BookedPayment:
    """A payment as it is once a file brought it."""
    found = Repeats(source).judge(decision(paid), ())
    assert found.paid is not None
    return BookedPayment(number, found.paid.key, paid.method, paid.note, source)


def outcome(
    paid: RowPayment, *there: BookedPayment, source: ImportSource = OTHER, said: SeenBefore | None = None
) -> RowOutcome:
    return Repeats(source, said).judge(decision(paid), there).outcome


class TestADatedPayment:
    def test_is_new_where_nothing_is_like_it(self) -> None:
        assert outcome(PAID) is RowOutcome.TO_IMPORT

    def test_is_there_already_whatever_was_filled_in_since(self) -> None:
        there = booked(PAID, ONE)
        assert (
            outcome(replace(PAID, method=Method.CASH, note="at the door"), there) is RowOutcome.ALREADY_THERE
        )

    def test_is_there_as_often_as_it_was_booked(self) -> None:
        repeats, there = Repeats(OTHER), [booked(PAID, ONE, 1)]
        outcomes = [repeats.judge(decision(replace(PAID, nth=n)), there).outcome for n in (1, 2)]
        assert outcomes == [RowOutcome.ALREADY_THERE, RowOutcome.TO_IMPORT]

    @pytest.mark.parametrize(
        ("before", "now"),
        [
            (replace(PAID, method=Method.CASH), replace(PAID, method=Method.ZELLE)),
            (replace(PAID, note="Fall 2024"), replace(PAID, note="Spring 2025")),
        ],
    )
    def test_that_says_otherwise_is_asked_about(self, before: RowPayment, now: RowPayment) -> None:
        there = booked(before, ONE)
        asked = Repeats(OTHER).judge(decision(now), [there])
        assert (asked.outcome, asked.paid) == (RowOutcome.TO_MEND, None)
        assert asked.reason.endswith("say whether such payments are the same.")
        assert outcome(now, there, said=SeenBefore.SAME) is RowOutcome.ALREADY_THERE
        assert outcome(now, there, said=SeenBefore.NEW) is RowOutcome.TO_IMPORT

    def test_that_was_said_to_be_another_is_known_again(self) -> None:
        cash, zelle = replace(PAID, method=Method.CASH), replace(PAID, method=Method.ZELLE)
        first = booked(cash, ONE)
        new = Repeats(OTHER, SeenBefore.NEW).judge(decision(zelle), [first]).paid
        assert new is not None
        second = BookedPayment(2, new.key, Method.ZELLE, "", OTHER)
        assert outcome(zelle, first, second) is RowOutcome.ALREADY_THERE

    def test_gets_a_key_that_nothing_in_the_books_has(self) -> None:
        there = booked(PAID, ONE)
        key = there.key
        repeats = Repeats(OTHER, claimed={1})
        found = repeats.judge(decision(), [there])
        assert found.paid is not None
        assert found.paid.key != key
        assert len(found.paid.key) == len(key) == 32


class TestAnUndatedPayment:
    def test_of_the_same_file_is_there_already(self) -> None:
        there = booked(UNDATED, ONE)
        assert there.undated
        assert outcome(replace(UNDATED, method=Method.CASH), there, source=ONE) is RowOutcome.ALREADY_THERE
        assert outcome(UNDATED, there, source=replace(ONE, file_name="copy.csv")) is RowOutcome.ALREADY_THERE
        assert outcome(UNDATED, there, source=replace(ONE, sha256="c")) is RowOutcome.ALREADY_THERE

    def test_of_another_term_is_another(self) -> None:
        assert outcome(UNDATED, booked(UNDATED, FALL), source=SPRING) is RowOutcome.TO_IMPORT

    def test_of_another_sheet_of_one_file_is_another(self) -> None:
        there = booked(UNDATED, replace(ONE, sheet="Fall"))
        assert outcome(UNDATED, there, source=replace(ONE, sheet="Spring")) is RowOutcome.TO_IMPORT

    def test_of_another_file_is_asked_about(self) -> None:
        there = booked(UNDATED, ONE)
        assert outcome(UNDATED, there) is RowOutcome.TO_MEND
        assert outcome(UNDATED, there, said=SeenBefore.SAME) is RowOutcome.ALREADY_THERE
        assert outcome(UNDATED, there, said=SeenBefore.NEW) is RowOutcome.TO_IMPORT

    def test_beside_a_dated_one_is_asked_about(self) -> None:
        assert outcome(UNDATED, booked(PAID, ONE)) is RowOutcome.TO_MEND
        assert outcome(PAID, booked(UNDATED, ONE)) is RowOutcome.TO_MEND


def test_a_row_without_a_payment_stays_as_it_is() -> None:
    skipped = Decision(2, "Nobody", "", RowOutcome.SKIPPED, "Nobody.")
    assert Repeats(ONE).judge(skipped, ()) is skipped


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Fall 2024", {"fall", "2024"}),
        ("dues Sept 2025 v2", {"sep", "2025"}),
        ("september", {"sep"}),
        ("Q3", {"q3"}),
        ("Mayflower, marching", set()),
    ],
)
def test_terms_are_seasons_months_and_years(text: str, terms: set[str]) -> None:
    assert terms_in(text) == terms


@pytest.mark.parametrize("text", ["1999", "20245", "205", "juli", "decade", "mayo q5"])
def test_terms_are_no_other_years_and_words(text: str) -> None:
    assert terms_in(text) == set()


class TestASource:
    def test_is_called_alike_however_its_file_is_saved(self) -> None:
        source = ImportSource("Dues Fall.v2.csv", "Sheet 1")
        assert source.label == replace(source, file_name="dues_fall-V2.xlsx").label == "duesfallv2|sheet1"

    def test_is_the_same_table_by_its_bytes_and_its_sheet(self) -> None:
        assert ONE.is_the_same(replace(ONE, file_name="copy.csv"))
        assert not ONE.is_the_same(replace(ONE, sheet="Spring"))
        assert not FALL.is_the_same(replace(FALL, file_name="Spring 2025.csv"))
        assert FALL.is_the_same(replace(FALL, file_name="2024.csv"))

    def test_is_the_same_table_by_its_name_where_its_bytes_are_others(self) -> None:
        assert ONE.is_the_same(replace(ONE, sha256="c"))
        assert not ONE.is_the_same(OTHER)

    def test_speaks_of_the_terms_of_its_name_its_sheet_and_a_note(self) -> None:
        assert ImportSource("dues.fall.csv", "2024").terms() == {"fall", "2024"}
        assert ImportSource("dues.csv", "").terms("Spring") == {"spring"}
        assert ImportSource("dues.2024", "").terms() == set()


class TestAQuestion:
    @pytest.mark.parametrize(
        ("now", "before", "said"),
        [
            (
                replace(PAID, method=Method.ZELLE),
                replace(PAID, method=Method.CASH, note="at the door"),
                " by cash (“at the door”) from one.csv. This row says otherwise",
            ),
            (UNDATED, PAID, " from one.csv. This row has no date of its own"),
            (PAID, UNDATED, " from one.csv. This row has no date of its own"),
            (
                replace(PAID, note="Spring 2025"),
                replace(PAID, note=f"Fall 2024 {'x' * 60}"),
                f" (“Fall 2024 {'x' * 30}”) from one.csv. This row says otherwise",
            ),
        ],
    )
    def test_says_what_was_imported_before(self, now: RowPayment, before: RowPayment, said: str) -> None:
        asked = Repeats(OTHER).judge(decision(now), [booked(before, ONE)])
        assert asked.reason == (
            f"The same amount of the same day was imported before{said}: say whether such payments are the same."
        )


class TestAKey:
    def test_is_the_one_that_earlier_releases_gave(self) -> None:
        assert booked(PAID, ONE).key == "9ebdc3137ced7415768d48989060d49c"
        assert booked(UNDATED, ONE).key == "~bee15e0d993257c57b78abbf46d1602"
        zelle, cash = replace(PAID, method=Method.ZELLE), replace(PAID, method=Method.CASH)
        new = Repeats(OTHER, SeenBefore.NEW).judge(decision(zelle), [booked(cash, ONE)]).paid
        assert new is not None
        assert new.key == "=9a269d3f4e44b7b6ca82d18fc62d280"

    def test_is_another_for_each_equal_payment_of_a_file(self) -> None:
        repeats = Repeats(ONE)
        keys = [repeats.judge(decision(replace(PAID, nth=n)), ()).paid for n in (1, 2, 3)]
        assert len({paid.key for paid in keys if paid}) == 3
        repeats = Repeats(ONE)
        keys = [repeats.judge(decision(replace(UNDATED, nth=n)), ()).paid for n in (1, 2, 3)]
        assert len({paid.key for paid in keys if paid}) == 3

    def test_that_is_there_already_is_told_in_the_reason(self) -> None:
        found = Repeats(OTHER).judge(decision(), [booked(PAID, ONE)])
        assert found.reason == "Imported before. Found."

    def test_of_a_note_that_says_less_of_its_term_is_the_same_payments(self) -> None:
        there = booked(replace(PAID, note="2024"), ONE)
        assert outcome(replace(PAID, note="Fall 2024"), there) is RowOutcome.ALREADY_THERE
