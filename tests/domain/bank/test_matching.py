"""Which entry a line is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.bank.matching import (
    FoundMatch,
    KnownPerson,
    OpenEntry,
    OpenLine,
    applies,
    check_numbers,
    find,
    person_named,
)
from sigma_finance.domain.bank.words import MatchReason
from sigma_finance.domain.books.accounts import EntryKind

DAY = date(2026, 10, 10)


def line(number: int, minor: int = 500, days: int = 0, text: str = "", check: str = "") -> OpenLine:
    return OpenLine(number, DAY + timedelta(days=days), minor, text, "", check)


def entry(
    number: int,
    minor: int = 500,
    days: int = 0,
    kind: EntryKind = EntryKind.PAYMENT,
    ref: str = "",
    text: str = "",
) -> OpenEntry:
    return OpenEntry(number, DAY + timedelta(days=days), minor, kind, (ref,) if ref else (), (text,))


class TestALine:
    def test_is_the_only_entry_of_its_amount_near_that_day(self) -> None:
        assert find([line(1)], [entry(7, days=-7)]) == [FoundMatch(1, 7, MatchReason.AMOUNT)]
        assert find([line(1)], [entry(7, days=-8)]) == []
        assert find([line(1)], [entry(7, minor=501)]) == []
        assert find([line(1)], [entry(7, minor=-500)]) == []

    def test_is_nobodys_where_two_could_claim_it(self) -> None:
        assert find([line(1)], [entry(7), entry(8)]) == []
        assert find([line(1), line(2)], [entry(7)]) == []
        assert find([line(1)], [entry(7), entry(8, days=20)]) == [FoundMatch(1, 7, MatchReason.AMOUNT)]

    def test_is_told_by_the_number_of_its_check_however_late(self) -> None:
        entries = [entry(7, text="check 1042"), entry(8, text="Ck #1043")]
        found = find([line(1, days=150, text="CHECK 1043"), line(2, check="1042")], entries)
        assert found == [FoundMatch(1, 8, MatchReason.CHECK), FoundMatch(2, 7, MatchReason.CHECK)]
        assert find([line(1, days=201, check="1042")], entries) == []
        assert find([line(1, check="9999")], [entries[0]]) == []

    def test_is_told_by_a_reference(self) -> None:
        entries = [entry(7, ref="P-ABCD-1234"), entry(8, ref="P-ABCD-9999")]
        assert find([line(1, days=60, text="zelle pabcd9999")], entries) == [
            FoundMatch(1, 8, MatchReason.REFERENCE)
        ]
        assert find([line(1, days=61, text="zelle pabcd9999")], entries) == []
        assert find([line(1, days=20, text="AB")], [entry(7, ref="AB")]) == []

    def test_is_a_payout_or_deposit_that_is_named_so(self) -> None:
        payout, gift = entry(7, kind=EntryKind.PAYOUT_ARRIVED), entry(8)
        assert find([line(1, text="STRIPE TRANSFER")], [payout, gift]) == [
            FoundMatch(1, 7, MatchReason.PAYOUT)
        ]
        deposit = entry(9, kind=EntryKind.DEPOSIT)
        assert find([line(1, text="COUNTER DEPOSIT")], [deposit, gift]) == [
            FoundMatch(1, 9, MatchReason.DEPOSIT)
        ]
        assert find([line(1, text="COUNTER DEPOSIT")], [payout, gift]) == []

    @given(
        st.lists(st.tuples(st.sampled_from([100, 200]), st.integers(0, 12)), max_size=6),
        st.lists(st.tuples(st.sampled_from([100, 200]), st.integers(0, 12)), max_size=6),
    )
    def test_is_one_entry_of_its_amount_and_no_other_could_be(
        self, lines: list[tuple[int, int]], entries: list[tuple[int, int]]
    ) -> None:
        all_lines = [line(n, minor, days) for n, (minor, days) in enumerate(lines)]
        all_entries = [entry(n, minor, days) for n, (minor, days) in enumerate(entries)]
        found = find(all_lines, all_entries)
        assert len({one.line_id for one in found}) == len({one.entry_id for one in found}) == len(found)
        for one in found:
            own = all_lines[one.line_id]
            near = [
                e
                for e in all_entries
                if e.amount_minor == own.amount_minor and abs((e.booked_on - own.booked_on).days) <= 7
            ]
            assert [e.id for e in near] == [one.entry_id]


class TestCheckNumbers:
    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("Check 1042", ["1042"]),
            ("CHK#0077 and check no. 88", ["77", "88"]),
            ("#1042", ["1042"]),
            ("paycheck 12", []),
            ("slip 7", []),
        ],
    )
    def test_are_read_from_a_text(self, text: str, numbers: list[str]) -> None:
        assert check_numbers(text) == numbers


class TestAPerson:
    ADA = KnownPerson(1, ("Ada Byron",), ("ada@example.org",))
    BO = KnownPerson(2, ("Bo Diddley",), ("P-77AB",))

    def test_is_named_by_reference_else_by_name(self) -> None:
        people = [self.ADA, self.BO]
        assert person_named(line(1, text="ZELLE FROM ADA BYRON"), people) == 1
        assert person_named(line(1, text="ZELLE ADA BYRON P77AB"), people) == 2
        assert person_named(line(1, text="ZELLE"), people) is None

    def test_is_none_where_two_are(self) -> None:
        twin = KnownPerson(3, ("ADA BYRON",))
        assert person_named(line(1, text="ada byron"), [self.ADA, twin]) is None


class TestARule:
    def test_applies_by_letters_and_digits(self) -> None:
        assert applies("Monthly fee", "CHASE MONTHLY-FEE 10/26")
        assert not applies("Monthly fee", "FEE MONTHLY")
        assert not applies(" - ", "anything")
