"""What becomes of each row, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports import decisions
from sigma_finance.domain.imports.answers import HiddenRows
from sigma_finance.domain.imports.decisions import Decision, NoDates, TableTerms, decide
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.roster import NamedMember, Roster
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.payments.payments import Method
from tests.domain.imports.reading import TODAY, read

DAY = date(2025, 6, 30)
CALVIN = NamedMember(1, "Calvin Leeds", "calvin@example.org")
ANDREA = NamedMember(2, "Andréa O’Brien-Núñez", "andrea@example.org")
LEE_ONE = NamedMember(3, "Sam Lee", "sam.one@example.org")
LEE_TWO = NamedMember(4, "Sam Lee", "sam.two@example.org")
THOMAS = NamedMember(5, "James Thomas", None)
JAMES = NamedMember(6, "Thomas James", None)
TOTAL = NamedMember(7, "Total", "total@example.org")
ROSTER = Roster([CALVIN, ANDREA, LEE_ONE, LEE_TWO, THOMAS, JAMES, TOTAL])
HEADS = ("Name", "Email", "Amount", "Date")
PARTS = ("First Name", "Last Name", "Email", "Total Paid", "Q1 Amount", "Q2 Amount")


def decided(
    *rows: Sequence[Cell],
    heads: Sequence[str] = HEADS,
    day: date | None = DAY,
    hidden: HiddenRows | None = None,
    **more: Any,
) -> list[Decision]:
    return list(decide(read(heads, *rows, **more), ROSTER, TableTerms(TODAY, day, hidden)))


def one(*row: Cell, heads: Sequence[str] = HEADS) -> Decision:
    (decision,) = decided(row, heads=heads)
    return decision


def whose(name: str, email: str = "") -> int | None:
    paid = one(name, email, 100, "").paid
    return paid.member_id if paid else None


class TestAMember:
    def test_is_found_by_address_in_any_case_whatever_the_name_says(self) -> None:
        assert whose("Somebody Else", "CALVIN@Example.org") == CALVIN.id
        assert "calls this member Calvin Leeds" in one("Cal", "calvin@example.org", 1, "").reason

    def test_is_found_by_name_where_the_address_is_not_on_the_roster(self) -> None:
        assert whose("Calvin Leeds", "old@example.com") == CALVIN.id
        assert "not the one on the roster" in one("Calvin Leeds", "old@example.com", 1, "").reason

    @pytest.mark.parametrize(
        "name",
        [
            "ANDRÉA O’BRIEN-NÚÑEZ",
            "andrea obrien nunez",
            "O'Brien-Nunez, Andrea",
            "  Andréa   O'Brien Núñez ",
            "Andre\u0301a O’Brien-Nu\u0301n\u0303ez",
        ],
    )
    def test_is_found_by_name_whatever_its_case_accents_order_and_spacing(self, name: str) -> None:
        assert whose(name) == ANDREA.id

    def test_of_the_exact_name_comes_before_one_of_the_same_words(self) -> None:
        assert (whose("James Thomas"), whose("Thomas James")) == (THOMAS.id, JAMES.id)

    def test_is_never_guessed_between_two(self) -> None:
        decision = one("Sam Lee", "", 100, "")
        assert decision.outcome is RowOutcome.TO_MEND
        assert "sam.one@example.org, sam.two@example.org" in decision.reason
        assert whose("Sam Lee", "sam.two@example.org") == LEE_TWO.id

    def test_of_the_same_words_twice_is_not_guessed_either(self) -> None:
        assert one("thomas james", "", 100, "").outcome is RowOutcome.TO_MEND

    @pytest.mark.parametrize("name", ["Al Lee", "Lee", "Calvin", "Leeds", "Cal Leeds", "Calvin Leeds Jr"])
    def test_is_not_found_by_a_part_of_the_name(self, name: str) -> None:
        decision = one(name, "", 100, "")
        assert (decision.outcome, decision.paid) == (RowOutcome.SKIPPED, None)

    def test_is_found_by_first_and_last_name(self) -> None:
        assert one("Calvin", "Leeds", 100, heads=("First", "Last", "Amount")).member == "Calvin Leeds"
        assert one("Calvin", "", 100, heads=("First", "Last", "Amount")).outcome is RowOutcome.SKIPPED


class TestARow:
    @pytest.mark.parametrize("name", ["Total", "TOTALS", "Grand total", "Sub-total", "Total paid", "Sum"])
    def test_of_totals_is_skipped_even_where_somebody_is_called_that(self, name: str) -> None:
        decision = one(name, "", 5000, "")
        assert (decision.outcome, decision.reason) == (RowOutcome.SKIPPED, "A row of totals.")

    def test_of_somebody_called_total_is_theirs_where_the_address_says_so(self) -> None:
        assert whose("Total", "total@example.org") == TOTAL.id

    def test_without_name_and_address_is_skipped(self) -> None:
        assert one("", " ", 5000, "").reason == "No name and no e-mail address."
        assert one("", "", Flaw.UNCALCULATED, "").outcome is RowOutcome.SKIPPED

    def test_that_is_empty_is_passed_over(self) -> None:
        assert decided(("", "", "", ""), (), ("  ", "\t")) == []

    def test_of_headings_once_more_is_skipped(self) -> None:
        assert one(*HEADS).reason == "The headings once more."

    @pytest.mark.parametrize("amount", ["", 0, "0.00", " $-   ", " -   ", "N/A"])
    def test_in_which_nothing_was_paid_is_skipped(self, amount: Cell) -> None:
        assert one("Calvin Leeds", "", amount, "").reason == "Nothing was paid."

    @pytest.mark.parametrize("amount", ["TBD", "pending", -5, Flaw.UNCALCULATED, Flaw.ERROR])
    def test_with_an_amount_that_is_none_has_to_be_mended(self, amount: Cell) -> None:
        assert one("Calvin Leeds", "", amount, "").outcome is RowOutcome.TO_MEND

    def test_of_nobody_we_know_is_skipped_whatever_its_amount(self) -> None:
        assert one("Nobody", "", "pending", "").outcome is RowOutcome.SKIPPED

    @pytest.mark.parametrize("day", ["soon", "2026-03-02", Flaw.ERROR])
    def test_with_a_date_that_is_none_has_to_be_mended(self, day: Cell) -> None:
        assert one("Calvin Leeds", "", 100, day).outcome is RowOutcome.TO_MEND

    def test_whose_name_was_never_calculated_has_to_be_mended(self) -> None:
        assert one(Flaw.UNCALCULATED, "", 100, "").outcome is RowOutcome.TO_MEND
        assert one(Flaw.UNCALCULATED, "calvin@example.org", 100, "").outcome is RowOutcome.TO_IMPORT
        halves = one("Calvin", Flaw.UNCALCULATED, 100, heads=("First", "Last", "Amount"))
        assert halves.outcome is RowOutcome.TO_MEND


class TestTheDate:
    def test_is_the_rows_own_before_the_one_that_was_given(self) -> None:
        dated, undated = decided(("Calvin Leeds", "", 1, "2025-01-02"), ("Calvin Leeds", "", 1, ""))
        assert dated.paid is not None
        assert undated.paid is not None
        assert (dated.paid.paid_on, undated.paid.paid_on) == (date(2025, 1, 2), DAY)

    def test_is_asked_for_where_the_table_has_no_column_for_it(self) -> None:
        with pytest.raises(NoDates) as refusal:
            decided(("Calvin Leeds", 100), heads=("Name", "Amount"), day=None)
        assert refusal.value.field == "day"

    def test_is_never_invented(self) -> None:
        (decision,) = decided(("Calvin Leeds", "", 100, ""), day=None)
        assert (decision.outcome, decision.reason) == (RowOutcome.TO_MEND, "The date is missing.")


class TestPartsOfASum:
    def paid(self, heads: Sequence[str], *row: Cell) -> list[tuple[str, int, str]]:
        found = decided(("Calvin Leeds", *row), heads=("Name", *heads))
        return [(d.paid.paid_on.isoformat(), d.paid.amount_minor, d.paid.note) for d in found if d.paid]

    def test_are_as_many_as_the_file_has(self) -> None:
        for word in ("Installment", "Payment", "Q", "Quarter"):
            heads = [f"{word} {n}".replace("Q ", "Q") for n in range(1, 9)]
            assert [minor for _, minor, _ in self.paid(heads, *[50] * 8)] == [5000] * 8

    def test_have_each_a_date_of_their_own(self) -> None:
        heads = ("Total Paid", "Q1 Amount", "Q1 Date", "Q2 Amount", "Q2 Date")
        assert self.paid(heads, 200, 100, "2025-09-01", 100, "2026-01-15") == [
            ("2025-09-01", 10000, ""),
            ("2026-01-15", 10000, ""),
        ]

    def test_without_a_date_of_their_own_have_that_of_the_row(self) -> None:
        heads = ("Date", "Q1 Amount", "Q1 Date", "Q2 Amount")
        assert [on for on, _, _ in self.paid(heads, "2025-10-10", 100, "2025-09-01", 100)] == [
            "2025-09-01",
            "2025-10-10",
        ]

    def test_are_named_in_the_note_by_their_term(self) -> None:
        assert [note for _, _, note in self.paid(("Fall 2024 dues", "Spring 2025 dues"), 100, 100)] == [
            "Fall 2024.",
            "Spring 2025.",
        ]

    def test_that_are_not_paid_yet_do_not_count(self) -> None:
        heads = ("Q1 Amount", "Q1 Status", "Q2 Amount", "Q2 Status")
        assert [minor for _, minor, _ in self.paid(heads, 100, "Paid", 100, "Pending")] == [10000]


class TestASumPaidInParts:
    def amounts(self, *row: Cell) -> list[int]:
        return [d.paid.amount_minor for d in decided(("Calvin", "Leeds", "", *row), heads=PARTS) if d.paid]

    def test_makes_a_payment_of_each(self) -> None:
        assert self.amounts(200, 100, 100) == [10000, 10000]
        assert self.amounts(200, 150, "$50.00") == [15000, 5000]

    def test_makes_one_payment_where_only_one_was_paid(self) -> None:
        assert self.amounts(100, 100, "") == [10000]
        assert self.amounts(100, 0, 100) == [10000]
        assert self.amounts("", "", 100) == [10000]

    def test_makes_one_payment_of_the_total_where_no_part_is_named(self) -> None:
        assert self.amounts(200, "", "") == [20000]

    def test_has_to_add_up_to_its_total(self) -> None:
        (decision,) = decided(("Calvin", "Leeds", "", 200, 100, 50), heads=PARTS)
        assert decision.outcome is RowOutcome.TO_MEND
        assert decision.reason == (
            "Q1 Amount $100.00 and Q2 Amount $50.00 make $150.00, but Total Paid says $200.00."
        )

    def test_has_to_be_readable_in_every_part(self) -> None:
        assert self.amounts(200, 100, "pending") == []

    def test_has_its_total_checked_beside_one_amount_too(self) -> None:
        assert (
            one("Calvin Leeds", 100, 90, heads=("Name", "Amount", "Total Paid")).outcome is RowOutcome.TO_MEND
        )


class TestAPayment:
    def test_is_counted_among_its_equals_in_the_file(self) -> None:
        row = ("Calvin Leeds", "", 100, "2025-01-02")
        other = ("Calvin Leeds", "", 101, "2025-01-02")
        assert [d.paid.nth for d in decided(row, other, row, row) if d.paid] == [1, 1, 2, 3]

    def test_knows_whether_its_day_was_given(self) -> None:
        dated, undated = decided(("Calvin Leeds", "", 1, "2025-01-02"), ("Calvin Leeds", "", 1, ""))
        assert [d.paid.undated for d in (dated, undated) if d.paid] == [False, True]

    def test_has_the_same_facts_however_its_row_is_written(self) -> None:
        first, second = decided(
            ("calvin leeds", "", "$100.00", "1/2/2025"),
            ("Leeds, Calvin", "calvin@example.org", 100, date(2025, 1, 2)),
        )
        assert first.paid is not None
        assert second.paid is not None
        assert first.paid.facts == second.paid.facts


class TestAClash:
    MIA = NamedMember(1, "Mia Park", "parks@example.org")
    LEO = NamedMember(2, "Leo Park", None)

    def decision(self, name: str, *members: NamedMember, email: str = "parks@example.org") -> Decision:
        file = read(HEADS, (name, email, 200, "2025-09-01"))
        (found,) = decide(file, Roster(members), TableTerms(TODAY))
        return found

    def test_of_a_name_and_an_address_of_two_members_has_to_be_mended(self) -> None:
        decision = self.decision("Leo Park", self.MIA, self.LEO)
        assert (decision.outcome, decision.paid) == (RowOutcome.TO_MEND, None)
        assert decision.reason.startswith("The address is Mia Park’s and the name is Leo Park’s.")

    def test_of_a_relatives_name_has_to_be_mended_where_the_roster_does_not_have_it(self) -> None:
        decision = self.decision("Leo Park", self.MIA)
        assert (decision.outcome, decision.paid) == (RowOutcome.TO_MEND, None)

    def test_of_two_addresses_in_one_cell_has_to_be_mended(self) -> None:
        al = NamedMember(3, "Al Lee", "al@example.org")
        decision = self.decision("Somebody", self.MIA, al, email="al@example.org; parks@example.org")
        assert decision.outcome is RowOutcome.TO_MEND

    @pytest.mark.parametrize("name", ["Mia Park", "M. Park", "Mia Anne Park", "Mia", ""])
    def test_is_none_where_the_name_may_be_theirs(self, name: str) -> None:
        assert self.decision(name, self.MIA, self.LEO).outcome is RowOutcome.TO_IMPORT


class TestAStatus:
    HEADS = ("Name", "Amount", "Date", "Status")

    def outcomes(self, *words: str, heads: Sequence[str] = HEADS) -> list[RowOutcome]:
        rows = [("Calvin Leeds", 100 + n, "2025-01-02", word) for n, word in enumerate(words)]
        return [decision.outcome for decision in decided(*rows, heads=heads)]

    def test_that_says_that_nothing_was_paid_skips_the_row_and_says_why(self) -> None:
        words = ("Paid", "Unpaid", "Pending", "Refunded", "Failed", "Voided", "Bounced")
        assert self.outcomes(*words) == [RowOutcome.TO_IMPORT, *[RowOutcome.SKIPPED] * 6]
        rows = [("Calvin Leeds", 1, "2025-01-02", "Paid"), ("Calvin Leeds", 1, "2025-01-02", "Unpaid")]
        assert decided(*rows, heads=self.HEADS)[1].reason == "Status says “Unpaid”."

    def test_that_says_so_skips_a_row_of_which_nobody_can_tell_whose_it_is(self) -> None:
        decision = one("Sam Lee", 100, "2025-01-02", "Refunded", heads=self.HEADS)
        assert (decision.outcome, decision.reason) == (RowOutcome.SKIPPED, "Status says “Refunded”.")

    def test_that_cannot_be_told_has_to_be_mended(self) -> None:
        assert self.outcomes("Paid", "Paid", "see Bob")[2] is RowOutcome.TO_MEND

    def test_that_is_empty_has_to_be_mended_where_others_say_paid(self) -> None:
        assert self.outcomes("Paid", "")[1] is RowOutcome.TO_MEND
        assert self.outcomes("", "Refunded") == [RowOutcome.TO_IMPORT, RowOutcome.SKIPPED]

    def test_that_was_never_calculated_has_to_be_mended(self) -> None:
        rows: list[Sequence[Cell]] = [
            ("Calvin Leeds", 1, "2025-01-02", cell) for cell in ("Paid", Flaw.ERROR)
        ]
        decision = decided(*rows, heads=self.HEADS)[1]
        assert (decision.outcome, decision.paid) == (RowOutcome.TO_MEND, None)
        assert decision.reason == f"Status holds {Flaw.ERROR.value}."

    @pytest.mark.parametrize("heading", ["Paid?", "Paid", "Cleared", "Payment status", "Paid (Y/N)"])
    def test_may_be_a_yes_or_no(self, heading: str) -> None:
        heads = ("Name", "Amount", "Date", heading)
        assert self.outcomes("Yes", "No", "Yes", heads=heads)[1] is RowOutcome.SKIPPED

    def test_may_stand_in_a_column_for_the_type(self) -> None:
        heads = ("Name", "Amount", "Date", "Type")
        assert self.outcomes("Payment", "Refund", "Payment", heads=heads) == [
            RowOutcome.TO_IMPORT,
            RowOutcome.SKIPPED,
            RowOutcome.TO_IMPORT,
        ]

    @pytest.mark.parametrize("word", ["Refund", "Unpaid", "IOU", "Waived", "pending"])
    def test_in_the_method_or_alone_in_the_note_has_to_be_mended(self, word: str) -> None:
        for heading in ("Method", "Notes"):
            heads = ("Name", "Amount", "Date", heading)
            assert self.outcomes("Cash", word, heads=heads)[1] is RowOutcome.TO_MEND


class TestWhatWasTakenBack:
    @pytest.mark.parametrize(
        "cell", ["yes", 100, "$100.00", "2025-02-01", "-100", date(2025, 2, 1), "Refunded"]
    )
    def test_in_full_skips_the_row(self, cell: Cell) -> None:
        (decision,) = decided(
            ("Calvin Leeds", 100, "2025-01-02", cell), heads=("Name", "Amount", "Date", "Refunded")
        )
        assert decision.outcome in (RowOutcome.SKIPPED, RowOutcome.TO_MEND)
        assert decision.paid is None

    @pytest.mark.parametrize("cell", ["", 0, "no", "-", "$0.00"])
    def test_is_nothing(self, cell: Cell) -> None:
        (decision,) = decided(
            ("Calvin Leeds", 100, "2025-01-02", cell), heads=("Name", "Amount", "Date", "Refunded")
        )
        assert decision.outcome is RowOutcome.TO_IMPORT

    def test_in_part_has_to_be_mended(self) -> None:
        (decision,) = decided(
            ("Calvin Leeds", 100, "2025-01-02", 40), heads=("Name", "Amount", "Date", "Refunded")
        )
        assert (decision.outcome, "a part went back" in decision.reason) == (RowOutcome.TO_MEND, True)

    def test_cannot_be_told_from_a_cell_that_holds_an_error(self) -> None:
        (decision,) = decided(
            ("Calvin Leeds", 100, "2025-01-02", Flaw.ERROR), heads=("Name", "Amount", "Date", "Refunded")
        )
        assert (decision.outcome, decision.reason) == (
            RowOutcome.TO_MEND,
            f"Refunded holds {Flaw.ERROR.value}.",
        )


class TestARowThatTheFileHides:
    ROW = ("Calvin Leeds", "", 100, "2025-01-02")

    def outcomes(self, hidden: HiddenRows | None) -> list[RowOutcome]:
        found = decided(self.ROW, self.ROW, hidden=hidden, hidden_rows=frozenset({3}))
        return [decision.outcome for decision in found]

    def test_has_to_be_mended_until_somebody_says_whether_it_counts(self) -> None:
        assert self.outcomes(None) == [RowOutcome.TO_IMPORT, RowOutcome.TO_MEND]

    def test_counts_or_is_skipped_as_somebody_says(self) -> None:
        assert self.outcomes(HiddenRows.TAKE) == [RowOutcome.TO_IMPORT, RowOutcome.TO_IMPORT]
        assert self.outcomes(HiddenRows.LEAVE) == [RowOutcome.TO_IMPORT, RowOutcome.SKIPPED]


class TestNoRow:
    def test_is_passed_over_that_holds_anything_in_whatever_column(self) -> None:
        found = decided(("", "", "", "", "a remark"), ("Calvin Leeds", "", 5, "2025-01-02"))
        assert [(d.row, d.outcome) for d in found] == [(2, RowOutcome.SKIPPED), (3, RowOutcome.TO_IMPORT)]

    def test_below_other_headings_is_read_as_if_it_stood_below_the_first(self) -> None:
        found = decided(
            ("Calvin Leeds", "", 5, "2025-01-02"),
            ("Email", "Name", "Date", "Amount"),
            ("calvin@example.org", "Calvin Leeds", "2025-01-02", 7),
        )
        assert [d.outcome for d in found] == [RowOutcome.TO_IMPORT, RowOutcome.SKIPPED, RowOutcome.TO_MEND]

    def test_above_the_headings_is_lost_in_silence(self) -> None:
        file = read(("Calvin Leeds", 5), HEADS, ("Calvin Leeds", "", 5, "2025-01-02"))
        found = list(decide(file, ROSTER, TableTerms(TODAY)))
        assert [(d.row, d.outcome) for d in found] == [(1, RowOutcome.TO_MEND), (3, RowOutcome.TO_IMPORT)]

    def test_whose_quote_is_never_closed_is_taken(self) -> None:
        (decision,) = decided(
            ("Calvin Leeds", 5, "2025-01-02", Flaw.QUOTE), heads=("Name", "Amount", "Date", "Notes")
        )
        assert (decision.outcome, "never closed" in decision.reason) == (RowOutcome.TO_MEND, True)


class TestTheRest:
    def test_keeps_a_method_without_a_word_of_ours_in_the_note(self) -> None:
        (decision,) = decided(
            ("Calvin Leeds", 1, "Venmo", "for spring"), heads=("Name", "Amount", "Method", "Notes")
        )
        assert decision.paid is not None
        assert (decision.paid.method, decision.paid.note) == (Method.OTHER, "Paid by Venmo. for spring")
        assert "“Venmo” is kept as Other" in decision.reason

    def test_takes_other_where_no_method_is_named(self) -> None:
        paid = one("Calvin Leeds", "", 1, "").paid
        assert paid is not None
        assert (paid.method, paid.note) == (Method.OTHER, "")

    def test_keeps_a_note_within_its_bounds_and_free_of_what_no_one_can_see(self) -> None:
        paid = one("Calvin Leeds", 1, "a\x00\x07b\r\nc" + "x" * 400, heads=("Name", "Amount", "Notes")).paid
        assert paid is not None
        assert paid.note.startswith("ab c")
        assert len(paid.note) == 300

    def test_takes_what_was_merged_downwards_for_each_row_but_money(self) -> None:
        rows: list[Sequence[Cell]] = [
            ("Calvin Leeds", "", 100, "2025-01-02"),
            ("", "", 50, "2025-01-03"),
            ("Andrea OBrien Nunez", "", 70, "2025-01-02"),
            ("Calvin Leeds", "", "", "2025-01-02"),
        ]
        found = decided(*rows, merged={0: [(2, 3)], 2: [(4, 5)]})
        assert [(d.member, d.paid.amount_minor if d.paid else 0) for d in found] == [
            ("Calvin Leeds", 10000),
            ("Calvin Leeds", 5000),
            ("Andréa O’Brien-Núñez", 7000),
            ("Calvin Leeds", 0),
        ]

    def test_ends_at_more_rows_than_an_import_takes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(decisions, "MOST_ROWS", 3)
        row = ("Nobody", "", 1, "")
        assert len(decided(row, (), row, row)) == 3
        with pytest.raises(Invalid, match="more than 3 rows"):
            decided(row, row, row, row)

    def test_is_refused_where_the_method_was_never_calculated(self) -> None:
        (decision,) = decided(("Calvin Leeds", 1, Flaw.ERROR), heads=("Name", "Amount", "Method"))
        assert decision.outcome is RowOutcome.TO_MEND
        assert decision.reason == f"The method holds {Flaw.ERROR.value}."


class TestTheReason:
    @pytest.mark.parametrize(
        ("row", "outcome", "reason"),
        [
            (
                ("Cal", "CALVIN@Example.org", 1, ""),
                RowOutcome.TO_IMPORT,
                "Found by e-mail address. The roster calls this member Calvin Leeds.",
            ),
            (
                ("Calvin Leeds", "old@example.com", 1, ""),
                RowOutcome.TO_IMPORT,
                "Found by name. The address is not the one on the roster.",
            ),
            (("Calvin Leeds", "", 1, ""), RowOutcome.TO_IMPORT, "Found by name."),
            (
                ("Leeds, Calvin", "", 1, ""),
                RowOutcome.TO_IMPORT,
                "Found by name, which the roster writes differently.",
            ),
            (
                ("Sam Lee", "", 1, ""),
                RowOutcome.TO_MEND,
                (
                    "2 members have this name (sam.one@example.org, sam.two@example.org). An e-mail address would say "
                    "who is meant."
                ),
            ),
            (
                ("Sam Lee", "x@example.org", 1, ""),
                RowOutcome.TO_MEND,
                (
                    "2 members have this name (sam.one@example.org, sam.two@example.org). An address that is on the "
                    "roster would say who is meant."
                ),
            ),
            (
                ("Nobody", "", 1, ""),
                RowOutcome.SKIPPED,
                "Nobody on the roster has this name or this address.",
            ),
            (
                (Flaw.UNCALCULATED, "", 1, ""),
                RowOutcome.TO_MEND,
                f"The name or the address holds {Flaw.UNCALCULATED.value}.",
            ),
            (("Calvin Leeds", "", 0, ""), RowOutcome.SKIPPED, "Nothing was paid."),
            (("Total", "", 5, ""), RowOutcome.SKIPPED, "A row of totals."),
            (
                ("Calvin Leeds", "", 5, "", Flaw.QUOTE),
                RowOutcome.TO_MEND,
                f"The row holds {Flaw.QUOTE.value}.",
            ),
            (
                ("x", "calvin@example.org; andrea@example.org", 5, ""),
                RowOutcome.TO_MEND,
                "The row holds the addresses of several members.",
            ),
            (
                ("Leo Leeds", "calvin@example.org", 5, ""),
                RowOutcome.TO_MEND,
                "The address is Calvin Leeds’s, and the row names Leo Leeds. Write the name of whoever is meant.",
            ),
            (
                ("Andréa O’Brien-Núñez", "calvin@example.org", 5, ""),
                RowOutcome.TO_MEND,
                (
                    "The address is Calvin Leeds’s and the name is Andréa O’Brien-Núñez’s. "
                    "Leave out the one that is not meant."
                ),
            ),
        ],
    )
    def test_says_why_in_a_sentence(self, row: Sequence[Cell], outcome: RowOutcome, reason: str) -> None:
        decision = one(*row)
        assert (decision.outcome, decision.reason) == (outcome, reason)

    @pytest.mark.parametrize(
        ("heading", "cell", "outcome", "reason"),
        [
            (
                "Status",
                "see Bob" + "b" * 60,
                RowOutcome.TO_MEND,
                f"Status says “see Bob{'b' * 33}”, which may mean that nothing was paid.",
            ),
            (
                "Status",
                "",
                RowOutcome.TO_MEND,
                "Status is empty, while other rows say there that they were paid.",
            ),
            ("Status", "Unpaid", RowOutcome.SKIPPED, "Status says “Unpaid”."),
            (
                "Status",
                f"Unpaid - {'b' * 60}",
                RowOutcome.SKIPPED,
                f"Status says “Unpaid - {'b' * 31}”.",
            ),
            ("Method", "IOU", RowOutcome.TO_MEND, "Method says “IOU”, which may mean that nothing was paid."),
            ("Notes", "IOU", RowOutcome.TO_MEND, "Notes says “IOU”, which may mean that nothing was paid."),
            ("Refunded", "yes", RowOutcome.SKIPPED, "Refunded says “yes”."),
            ("Refunded", 100, RowOutcome.SKIPPED, "Refunded says “100”."),
            ("Refunded", 150, RowOutcome.SKIPPED, "Refunded says “150”."),
            ("Refunded", -100, RowOutcome.SKIPPED, "Refunded says “-100”."),
            ("Refunded", "(100)", RowOutcome.SKIPPED, "Refunded says “(100)”."),
            ("Refunded", date(2025, 2, 1), RowOutcome.SKIPPED, "Refunded says “2025-02-01”."),
            ("Refunded", "Refunded", RowOutcome.SKIPPED, "Refunded says “Refunded”."),
            ("Refunded", "no", RowOutcome.TO_IMPORT, "Found by name."),
            ("Refunded", 0, RowOutcome.TO_IMPORT, "Found by name."),
            (
                "Refunded",
                0.01,
                RowOutcome.TO_MEND,
                "Refunded says “0.01”: a part went back. Write what stayed as the amount.",
            ),
            (
                "Refunded",
                "(99.99)",
                RowOutcome.TO_MEND,
                "Refunded says “(99.99)”: a part went back. Write what stayed as the amount.",
            ),
            (
                "Refunded",
                "what",
                RowOutcome.TO_MEND,
                "Refunded is “what”, which is no amount. Write it in digits, such as 200.00.",
            ),
        ],
    )
    def test_names_the_column_that_says_so(
        self, heading: str, cell: Cell, outcome: RowOutcome, reason: str
    ) -> None:
        heads = ("Name", "Amount", "Date", heading)
        paid = {"Status": "Paid", "Method": "Cash"}.get(heading, "")
        first, decision = decided(
            ("Calvin Leeds", 100, "2025-01-02", paid), ("Calvin Leeds", 100, "2025-01-02", cell), heads=heads
        )
        assert first.outcome is RowOutcome.TO_IMPORT
        assert (decision.outcome, decision.reason, decision.member) == (outcome, reason, "Calvin Leeds")

    def test_names_four_members_of_a_name_at_most(self) -> None:
        lees = [NamedMember(n, "Sam Lee", f"sam{n}@example.org" if n else None) for n in range(6)]
        file = read(HEADS, ("Sam Lee", "", 1, ""))
        (decision,) = decide(file, Roster(lees), TableTerms(TODAY, DAY))
        assert decision.reason == (
            "6 members have this name (no address, sam1@example.org, sam2@example.org, sam3@example.org). An e-mail "
            "address would say who is meant."
        )

    def test_of_a_table_without_dates_asks_for_a_day(self) -> None:
        with pytest.raises(NoDates) as refusal:
            decided(("Calvin Leeds", 100), heads=("Name", "Amount"), day=None)
        said = "The file has no column for the date. Say on which day the money came in."
        assert refusal.value.message == said

    @pytest.mark.parametrize(
        ("hidden", "reason"),
        [
            (None, "The file hides this row or strikes it through. Say whether such rows count."),
            (HiddenRows.TAKE, "Found by name. Hidden or struck through in the file."),
            (HiddenRows.LEAVE, "Hidden or struck through in the file."),
        ],
    )
    def test_says_that_a_row_is_hidden(self, hidden: HiddenRows | None, reason: str) -> None:
        (decision,) = decided(
            ("Calvin Leeds", "", 100, "2025-01-02"), hidden=hidden, hidden_rows=frozenset({2})
        )
        assert (decision.reason, decision.member) == (reason, "Calvin Leeds")

    def test_of_a_hidden_row_that_is_skipped_anyway_stays(self) -> None:
        (decision,) = decided(("Nobody", "", 100, ""), hidden_rows=frozenset({2}))
        assert decision.reason == "Nobody on the roster has this name or this address."

    def test_says_where_another_table_begins(self) -> None:
        found = decided(
            ("Calvin Leeds", "", 5, "2025-01-02"),
            ("Email", "Name", "Date", "Amount"),
            ("calvin@example.org", "Calvin Leeds", "2025-01-02", 7),
        )
        assert [decision.reason for decision in found] == [
            "Found by name.",
            "The headings once more.",
            "Row 3 begins another table, whose columns stand elsewhere. Put it on a sheet of its own.",
        ]

    def test_keeps_name_and_address_as_far_as_a_report_shows_them(self) -> None:
        decision = one("n" * 201, "e" * 255, 1, "")
        assert (decision.name, decision.email) == ("n" * 200, "e" * 254)

    def test_says_that_an_import_takes_no_more_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(decisions, "MOST_ROWS", 1)
        with pytest.raises(Invalid) as refusal:
            decided(("Nobody", "", 1, ""), ("Nobody", "", 1, ""))
        assert refusal.value.message == "The file has more than 1 rows. Split it."
        assert refusal.value.field == "file"


class TestWhatIsNoted:
    def paid(self, heads: Sequence[str], *row: Cell) -> list[tuple[str, int, Method, str]]:
        found = decided(("Calvin Leeds", *row), heads=("Name", *heads))
        return [
            (d.paid.paid_on.isoformat(), d.paid.amount_minor, d.paid.method, d.paid.note)
            for d in found
            if d.paid
        ]

    def test_is_the_term_before_the_note(self) -> None:
        heads = ("Amount", "Method", "Notes", "Term")
        assert self.paid(heads, 1, "Zelle", "for spring", "Fall 2024") == [
            ("2025-06-30", 100, Method.ZELLE, "For Fall 2024. for spring")
        ]

    def test_is_each_parts_own_beside_that_of_the_row(self) -> None:
        heads = (
            *("Q1 Amount", "Q1 Date", "Q1 Method", "Q1 Note"),
            *("Q2 Amount", "Q2 Date", "Q2 Method", "Q2 Note", "Notes"),
        )
        row = (100, "2025-09-01", "cash", "a", 50, "2026-01-15", "zelle", "b", "both")
        assert self.paid(heads, *row) == [
            ("2025-09-01", 10000, Method.CASH, "a both"),
            ("2026-01-15", 5000, Method.ZELLE, "b both"),
        ]

    def test_is_a_method_without_a_word_of_ours_and_the_part(self) -> None:
        heads = ("Fall Amount", "Fall Method", "Spring Amount", "Spring Method", "Method")
        assert self.paid(heads, 100, "venmo", 50, "", "check") == [
            ("2025-06-30", 10000, Method.OTHER, "Paid by venmo. Fall."),
            ("2025-06-30", 5000, Method.CHECK, "Spring."),
        ]

    @pytest.mark.parametrize(("length", "end"), [(300, "x"), (301, "…")])
    def test_is_cut_where_it_is_too_long(self, length: int, end: str) -> None:
        ((_, _, _, note),) = self.paid(("Amount", "Notes"), 1, "x" * length)
        assert note == "x" * 299 + end

    def test_is_named_in_the_reason_in_short(self) -> None:
        (decision,) = decided(("Calvin Leeds", 1, "v" * 41), heads=("Name", "Amount", "Method"))
        assert decision.reason == f"Found by name. “{'v' * 40}” is kept as Other, and named in the note."
