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
