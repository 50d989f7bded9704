"""What becomes of each row of a roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports import roster_decisions
from sigma_finance.domain.imports.answers import HiddenRows, LookAlikes
from sigma_finance.domain.imports.columns import ROSTER
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.people import Facts
from sigma_finance.domain.imports.roster_decisions import (
    KnownMember,
    RosterChange,
    RosterDecision,
    RosterTerms,
    decide_roster,
)
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from tests.domain.imports.reading import read

HEADS = ("Name", "Email", "Phone", "Class", "Initiated", "Owes", "Credit")
TODAY = date(2026, 5, 4)


def known(
    number: int,
    name: str,
    email: str | None = None,
    phone: str = "",
    status: MemberStatus = MemberStatus.ACTIVE,
) -> KnownMember:
    return KnownMember(number, name, email, phone, MemberClass.REGULAR, date(2024, 1, 2), status)


CAL = known(1, "Calvin Leeds", "cal@example.org", "404 555 0100")
ANN = known(2, "Ann Ng")
LEES = [known(3, "Sam Lee", "sam.one@example.org"), known(4, "Sam Lee", "sam.two@example.org")]
GONE = known(5, "Old Friend", status=MemberStatus.INACTIVE)


def decided(
    *rows: Sequence[Cell], alike: LookAlikes | None = None, hidden: HiddenRows | None = None, **more: Any
) -> list[RosterDecision]:
    file = read(HEADS, *rows, vocabulary=ROSTER, **more)
    return list(decide_roster(file, [CAL, ANN, *LEES, GONE], RosterTerms(TODAY, hidden, alike)))


def one(*row: Cell) -> RosterDecision:
    (decision,) = decided(row)
    return decision


class TestANewMember:
    def test_is_imported_with_what_the_row_says(self) -> None:
        decision = one("Marcus Bell", "marcus@example.org", "555-010-0101", "Alumni", "2024-10-12", 60, "")
        assert (decision.outcome, decision.member, decision.reason) == (
            RowOutcome.TO_IMPORT,
            "Marcus Bell",
            "",
        )
        assert decision.new == Facts(
            "Marcus Bell",
            "marcus@example.org",
            "555-010-0101",
            MemberClass.ALUMNI,
            date(2024, 10, 12),
            6000,
        )

    def test_without_an_address_is_imported_with_a_remark(self) -> None:
        assert one("Marcus Bell").reason == "Without an e-mail address nobody can be invited."

    def test_needs_a_name(self) -> None:
        decision = one("", "new@example.org")
        assert decision.outcome is RowOutcome.TO_MEND
        assert decision.reason == "The name is missing, and nobody on the roster has this address."


class TestAKnownMember:
    def test_is_left_alone_where_the_row_says_nothing_new(self) -> None:
        decision = one("Calvin Leeds", "CAL@example.org", "404 555 0100", "regular", "2024-01-02")
        assert (decision.outcome, decision.member_id, decision.changes) == (RowOutcome.ALREADY_THERE, 1, ())
        assert one("Calvin Leeds").outcome is RowOutcome.ALREADY_THERE

    def test_is_changed_in_what_the_row_says_otherwise(self) -> None:
        decision = one("Calvin Leeds", "", "555-010-0102", "alumni", "2024-01-03")
        assert (decision.outcome, decision.member) == (RowOutcome.TO_CHANGE, "Calvin Leeds")
        assert decision.changes == (
            RosterChange("phone", "404 555 0100", "555-010-0102"),
            RosterChange("member_class", "regular", "alumni"),
            RosterChange("initiated_on", "2024-01-02", "2024-01-03"),
        )
        assert "Phone becomes 555-010-0102, was 404 555 0100." in decision.reason

    def test_gets_the_address_that_they_had_not(self) -> None:
        decision = one("Ann Ng", "ann@example.org")
        assert decision.changes == (RosterChange("email", "", "ann@example.org"),)
        assert decision.reason == "Found by name. E-mail becomes ann@example.org."

    def test_of_another_address_has_to_be_told_apart(self) -> None:
        decision = one("Calvin Leeds", "other@example.org")
        assert (decision.outcome, decision.member) == (RowOutcome.TO_MEND, "Calvin Leeds")
        assert "another address, cal@example.org" in decision.reason

    def test_is_never_guessed_between_two(self) -> None:
        decision = one("Sam Lee")
        assert decision.outcome is RowOutcome.TO_MEND
        assert "2 members have this name (sam.one@example.org, sam.two@example.org)." in decision.reason
        assert one("Sam Lee", "sam.two@example.org").member_id == 4

    def test_owes_nothing_more_by_a_roster(self) -> None:
        assert "they count for new members only" in one("Ann Ng", "", "", "", "", 5).reason
        assert "they count for new members only" in one("Ann Ng", "", "", "", "", "", 5).reason

    def test_who_left_is_remarked_on(self) -> None:
        assert one("Old Friend").reason.endswith("This member is not active.")


class TestARow:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (("Total", "", "", "", "", 500), "A row of totals."),
            (HEADS, "The headings once more."),
            (("", "", "555-010-0101"), "No name and no e-mail address."),
        ],
    )
    def test_that_names_nobody_is_skipped(self, row: Sequence[Cell], reason: str) -> None:
        decision = one(*row)
        assert (decision.outcome, decision.reason) == (RowOutcome.SKIPPED, reason)

    def test_whose_name_cannot_be_read_has_to_be_mended(self) -> None:
        assert one(Flaw.ERROR).outcome is RowOutcome.TO_MEND

    def test_that_cannot_be_taken_says_who_is_meant(self) -> None:
        decision = one("Calvin Leeds", "", "call me")
        assert (decision.outcome, decision.member) == (RowOutcome.TO_MEND, "Calvin Leeds")
        assert one("Somebody", "", "call me").member == ""

    def test_is_cut_in_what_a_report_shows_of_it(self) -> None:
        decision = one("x" * 300, "y" * 300)
        assert (len(decision.name), len(decision.email)) == (200, 254)

    def test_ends_at_more_than_an_import_takes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(roster_decisions, "MOST_ROWS", 2)
        assert len(decided(("A",), ("B",))) == 2
        with pytest.raises(Invalid, match="more than 2 rows") as refusal:
            decided(("A",), ("B",), ("C",))
        assert refusal.value.field == "file"


class TestASecondRow:
    def test_that_says_the_same_is_skipped(self) -> None:
        row = ("Marcus Bell", "marcus@example.org")
        first, second = decided(row, row)
        assert first.outcome is RowOutcome.TO_IMPORT
        assert (second.outcome, second.reason) == (RowOutcome.SKIPPED, "The same as row 2.")

    def test_of_one_address_that_says_otherwise_has_to_be_mended(self) -> None:
        _, second = decided(("Marcus Bell", "m@example.org"), ("Marc Bell", "M@example.org"))
        assert second.reason == "Row 2 has the same e-mail address, and says otherwise."

    def test_of_one_name_may_be_the_same_person(self) -> None:
        _, second = decided(("Marcus Bell",), ("BELL, Marcus", "m@example.org"))
        assert second.outcome is RowOutcome.TO_MEND
        assert second.reason == (
            "Row 2 may be the same person. E-mail addresses in both rows would say who is who."
        )

    def test_of_one_name_and_two_addresses_is_another_person(self) -> None:
        rows = decided(("Marcus Bell", "one@example.org"), ("Marcus Bell", "two@example.org"))
        assert [row.outcome for row in rows] == [RowOutcome.TO_IMPORT, RowOutcome.TO_IMPORT]

    def test_about_one_member_has_to_be_mended(self) -> None:
        _, second = decided(("Ann Ng", "", "555-010-0101"), ("Ng Ann", "", "555-010-0102"))
        assert (second.outcome, second.member) == (RowOutcome.TO_MEND, "Ann Ng")

    def test_about_a_member_without_an_address_is_not_told_apart_by_two(self) -> None:
        _, second = decided(("Ann Ng", "one@example.org"), ("Ann Ng", "two@example.org"))
        assert second.outcome is RowOutcome.TO_MEND
        assert second.reason == "Row 2 may be the same person."

    def test_of_a_name_without_letters_is_told_by_the_signs(self) -> None:
        first, second = decided(("--", "", "555-010-0101"), ("--", "", "555-010-0102"))
        assert first.outcome is RowOutcome.TO_IMPORT
        assert second.outcome is RowOutcome.TO_MEND


class TestARowThatHoldsANameAlone:
    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("Seniors", "The name of a group, not a member."),
            ("Prepared by Tess 9/1/2025", "A note, not a member."),
            ("--", "A note, not a member."),
            ("Total members: 2", "A row of totals."),
        ],
    )
    def test_is_skipped_where_it_names_nobody(self, name: str, reason: str) -> None:
        decision = one(name)
        assert (decision.outcome, decision.reason) == (RowOutcome.SKIPPED, reason)

    def test_is_skipped_where_it_stretches_over_columns(self) -> None:
        (decision,) = decided(("Rho Omega",), across={2: [(0, 3)]})
        assert decision.reason == "A title over several columns, not a member."

    def test_is_asked_about_where_it_is_one_word_among_whole_names(self) -> None:
        whole = [(f"New Member{n}", f"n{n}@example.org") for n in "abc"]
        assert decided(*whole, ("Rho",), alike=LookAlikes.NEW)[3].outcome is RowOutcome.TO_MEND
        assert decided(*whole, ("Rho Omega",), alike=LookAlikes.NEW)[3].outcome is RowOutcome.TO_IMPORT

    @pytest.mark.parametrize("name", ["Delinquent accounts", "Open spot", "never came back"])
    def test_is_asked_about_where_it_is_not_written_as_names_are(self, name: str) -> None:
        found = decided(("Jo Ng", "jo@example.org"), (name,))[1]
        assert (found.outcome, found.reason.split(". ")[0]) == (
            RowOutcome.TO_MEND,
            "The row holds words and nothing else, and no name as the others are written",
        )
        others = [("jo ng", "jo@example.org"), ("Jo Ng",)]
        assert [decided(other, (name,))[1].outcome for other in others] == [RowOutcome.TO_IMPORT] * 2
        assert (
            decided(("Jo Ng", "jo@example.org"), (name,), alike=LookAlikes.NEW)[1].outcome
            is RowOutcome.TO_IMPORT
        )

    @pytest.mark.parametrize("name", ["Leo Park", "Ana de la Cruz", "Omar bin Said", "张伟"])
    def test_may_be_somebody_without_an_address(self, name: str) -> None:
        assert decided(("Jo Ng", "jo@example.org"), (name,))[1].outcome is RowOutcome.TO_IMPORT


class TestSomebodyWhoLooksLikeAMember:
    @pytest.mark.parametrize("row", [("Cal Leeds", "other@example.org"), ("Leeds Jr", "", "(404) 555-0100")])
    def test_has_to_be_mended_or_said_to_be_new(self, row: Sequence[Cell]) -> None:
        decision = one(*row)
        assert (decision.outcome, "Looks like Calvin Leeds" in decision.reason) == (RowOutcome.TO_MEND, True)
        (decision,) = decided(row, alike=LookAlikes.NEW)
        assert decision.outcome is RowOutcome.TO_IMPORT

    def test_does_not_by_a_phone_alone(self) -> None:
        file = read(HEADS, ("Nina Newton", "", "(404) 555-0199"), vocabulary=ROSTER)
        (decision,) = decide_roster(file, [known(6, "--", phone="404 555 0199")], RosterTerms(TODAY))
        assert (decision.outcome, decision.member) == (RowOutcome.TO_IMPORT, "Nina Newton")

    def test_has_the_members_name_and_another_members_address(self) -> None:
        decision = one("Ann Ng", "cal@example.org")
        assert (decision.outcome, decision.changes) == (RowOutcome.TO_MEND, ())


class TestARowThatTheFileHides:
    ROW = ("Marcus Bell", "m@example.org")

    def test_has_to_be_mended_until_somebody_says_whether_it_counts(self) -> None:
        hidden = frozenset({2})
        outcomes = [
            decided(self.ROW, hidden=said, hidden_rows=hidden)[0].outcome for said in (None, *HiddenRows)
        ]
        assert outcomes == [RowOutcome.TO_MEND, RowOutcome.TO_IMPORT, RowOutcome.SKIPPED]


class TestWhoHasLeft:
    def test_is_skipped_and_the_member_list_stays(self) -> None:
        file = read(("Name", "Email", "Status"), ("Calvin Leeds", "", "Graduated"), vocabulary=ROSTER)
        (decision,) = decide_roster(file, [CAL], RosterTerms(TODAY))
        assert decision.outcome is RowOutcome.SKIPPED
        assert decision.reason.endswith("The roster has this member as active; that is not changed here.")

    @pytest.mark.parametrize(("name", "member"), [("Old Friend", "Old Friend"), ("Nina Newton", "")])
    def test_is_skipped_without_a_word_where_the_member_list_has_them_as_gone_or_not_at_all(
        self, name: str, member: str
    ) -> None:
        file = read(("Name", "Email", "Status"), (name, "", "Graduated"), vocabulary=ROSTER)
        (decision,) = decide_roster(file, [CAL, GONE], RosterTerms(TODAY))
        assert (decision.outcome, decision.member) == (RowOutcome.SKIPPED, member)
        assert decision.reason == "Status says “Graduated”: not brought in."


class TestARowBelowOtherHeadings:
    def test_has_to_be_mended(self) -> None:
        _, _, decision = decided(("Marcus Bell",), ("Email", "Name"), ("n@example.org", "Nina Newton"))
        assert decision.outcome is RowOutcome.TO_MEND


class TestTheReason:
    @pytest.mark.parametrize(
        ("row", "outcome", "reason", "member"),
        [
            (
                ("Calvin Leeds", "other@example.org"),
                RowOutcome.TO_MEND,
                (
                    "The roster has this name with another address, cal@example.org. If that is the same person, "
                    "correct the address; if not, tell the names apart."
                ),
                "Calvin Leeds",
            ),
            (
                ("Sam Lee",),
                RowOutcome.TO_MEND,
                (
                    "2 members have this name (sam.one@example.org, sam.two@example.org). Only an address that is on "
                    "the roster tells who is meant."
                ),
                "",
            ),
            (
                ("Cal Leeds", "other@example.org"),
                RowOutcome.TO_MEND,
                (
                    "Looks like Calvin Leeds (cal@example.org). If that is the same person, write name and address as "
                    "the roster has them; if not, say that people in doubt are new."
                ),
                "",
            ),
            (
                ("Ann Ng", "", "", "", "", 5),
                RowOutcome.ALREADY_THERE,
                "Found by name. Owes and Credit are left out: they count for new members only.",
                "Ann Ng",
            ),
            (
                ("Old Friend",),
                RowOutcome.ALREADY_THERE,
                "Found by name. This member is not active.",
                "Old Friend",
            ),
            (
                ("Calvin Leeds", "", "555-010-0102", "alumni", "2024-01-03"),
                RowOutcome.TO_CHANGE,
                (
                    "Found by name. Phone becomes 555-010-0102, was 404 555 0100. Class becomes alumni, was regular. "
                    "Initiation becomes 2024-01-03, was 2024-01-02."
                ),
                "Calvin Leeds",
            ),
            (
                ("Cal", "cal@example.org"),
                RowOutcome.ALREADY_THERE,
                "Found by e-mail address. The roster calls this member Calvin Leeds.",
                "Calvin Leeds",
            ),
            (
                ("Ann Ng", "cal@example.org"),
                RowOutcome.TO_MEND,
                "The address is Calvin Leeds’s and the name is Ann Ng’s. Leave out the one that is not meant.",
                "",
            ),
            (
                ("Calvin Leeds", "", "call me"),
                RowOutcome.TO_MEND,
                "“call me” is no phone number.",
                "Calvin Leeds",
            ),
            (
                (Flaw.ERROR,),
                RowOutcome.TO_MEND,
                f"The name or the address holds {Flaw.ERROR.value}.",
                "",
            ),
        ],
    )
    def test_says_why_in_sentences(
        self, row: Sequence[Cell], outcome: RowOutcome, reason: str, member: str
    ) -> None:
        decision = one(*row)
        assert (decision.outcome, decision.reason, decision.member) == (outcome, reason, member)

    def test_names_four_members_of_a_name_at_most(self) -> None:
        lees = [known(n, "Sam Lee", f"sam{n}@example.org" if n else None) for n in range(6)]
        file = read(HEADS, ("Sam Lee",), vocabulary=ROSTER)
        (decision,) = decide_roster(file, lees, RosterTerms(TODAY))
        assert decision.reason.startswith(
            "6 members have this name (no address, sam1@example.org, sam2@example.org, sam3@example.org). Only"
        )

    def test_of_one_word_among_whole_names(self) -> None:
        whole = [(f"New Member{n}", f"n{n}@example.org") for n in "abc"]
        assert decided(*whole, ("Rho",))[3].reason == (
            "The row holds one word and nothing else. If that is a member, write the whole name or an address."
        )
        assert decided(*whole[:2], ("Rho",), alike=LookAlikes.NEW)[2].outcome is RowOutcome.TO_IMPORT

    def test_of_a_member_without_an_address_who_looks_alike(self) -> None:
        file = read(HEADS, ("Annie Ng", "a@example.org"), vocabulary=ROSTER)
        (decision,) = decide_roster(file, [known(2, "Ann Ng")], RosterTerms(TODAY))
        assert decision.reason.startswith("Looks like Ann Ng (no address). ")

    @pytest.mark.parametrize(
        ("hidden", "reason"),
        [
            (None, "The file hides this row or strikes it through. Say whether such rows count."),
            (HiddenRows.LEAVE, "Hidden or struck through in the file."),
        ],
    )
    def test_says_that_a_row_is_hidden(self, hidden: HiddenRows | None, reason: str) -> None:
        (decision,) = decided(("Marcus Bell", "m@example.org"), hidden=hidden, hidden_rows=frozenset({2}))
        assert decision.reason == reason

    def test_says_where_another_table_begins(self) -> None:
        _, again, below = decided(("Marcus Bell",), ("Email", "Name"), ("n@example.org", "Nina Newton"))
        assert again.reason == "The headings once more."
        assert below.reason == (
            "Row 3 begins another table, whose columns stand elsewhere. Put it on a sheet of its own."
        )

    def test_says_that_an_import_takes_no_more_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(roster_decisions, "MOST_ROWS", 1)
        with pytest.raises(Invalid) as refusal:
            decided(("A",), ("B",))
        assert refusal.value.message == "The file has more than 1 rows. Split it."


class TestADecision:
    @pytest.mark.parametrize(
        ("row", "outcome"),
        [
            (("Marcus Bell", "marcus@example.org"), RowOutcome.TO_IMPORT),
            (("Ann Ng", "ann@example.org"), RowOutcome.TO_CHANGE),
            (("Calvin Leeds", "cal@example.org"), RowOutcome.ALREADY_THERE),
            (("Calvin Leeds", "other@example.org"), RowOutcome.TO_MEND),
        ],
    )
    def test_says_which_row_it_is_of_and_what_stands_there(
        self, row: Sequence[Cell], outcome: RowOutcome
    ) -> None:
        decision = one(*row)
        assert (decision.outcome, decision.row, decision.name, decision.email) == (outcome, 2, *row)

    def test_about_a_member_of_an_earlier_row_names_the_member(self) -> None:
        _, same = decided(("Ann Ng",), ("Ann Ng",))
        assert (same.outcome, same.member) == (RowOutcome.SKIPPED, "Ann Ng")
        _, otherwise = decided(("Ann Ng", "ann@example.org"), ("Ann Ng", "ann@example.org", "555-010-0101"))
        assert (otherwise.outcome, otherwise.member) == (RowOutcome.TO_MEND, "Ann Ng")
        assert otherwise.reason == "Row 2 has the same e-mail address, and says otherwise."

    def test_about_one_name_of_two_members_is_told_apart_by_their_addresses(self) -> None:
        first, second = decided(("Sam Lee", "sam.one@example.org"), ("Sam Lee", "sam.two@example.org"))
        assert (first.member_id, second.member_id) == (3, 4)

    @pytest.mark.parametrize(
        ("others", "outcome"),
        [
            (["New Member", "Old Hand", "Jo"], RowOutcome.TO_MEND),
            (["New Member", "Jo", "Al", "Old Hand"], RowOutcome.TO_IMPORT),
            (["New Member", "Old Hand"], RowOutcome.TO_IMPORT),
        ],
    )
    def test_of_one_word_goes_by_whether_most_names_have_two(
        self, others: Sequence[str], outcome: RowOutcome
    ) -> None:
        rows = [(name, f"n{number}@example.org") for number, name in enumerate(others)]
        assert decided(*rows, ("Rho",), alike=LookAlikes.NEW)[-1].outcome is outcome

    def test_of_one_word_counts_no_names_that_stand_alone(self) -> None:
        assert [one.outcome for one in decided(("Ada Byron",), ("Ben Cole",), ("Cy Dean",), ("Rho",))] == [
            RowOutcome.TO_IMPORT
        ] * 4


class TestWhoLooksAlike:
    def test_is_told_by_the_last_of_three_names(self) -> None:
        file = read(HEADS, ("Cal Leeds", "other@example.org"), vocabulary=ROSTER)
        (decision,) = decide_roster(file, [known(6, "Calvin Quincy Leeds")], RosterTerms(TODAY))
        assert decision.outcome is RowOutcome.TO_MEND

    def test_is_not_told_by_phones_that_neither_has(self) -> None:
        file = read(HEADS, ("Leeds Jr",), vocabulary=ROSTER)
        (decision,) = decide_roster(file, [known(6, "Calvin Leeds")], RosterTerms(TODAY))
        assert decision.outcome is RowOutcome.TO_IMPORT

    @pytest.mark.parametrize(
        ("phone", "alike"),
        [("404-555-0100", True), ("+1 404 555 0100", True), ("555-0100", False), ("404-555-0101", False)],
    )
    def test_is_told_by_the_last_ten_digits_of_a_phone(self, phone: str, alike: bool) -> None:
        decision = one("Leeds Jr", "", phone)
        assert decision.outcome is (RowOutcome.TO_MEND if alike else RowOutcome.TO_IMPORT)

    def test_is_told_by_no_phone_of_six_digits(self) -> None:
        file = read(HEADS, ("Leeds Jr", "", "555-010"), vocabulary=ROSTER)
        (decision,) = decide_roster(file, [known(6, "Calvin Leeds", phone="555 010")], RosterTerms(TODAY))
        assert decision.outcome is RowOutcome.TO_IMPORT
        file = read(HEADS, ("Leeds Jr", "", "555-0101"), vocabulary=ROSTER)
        (decision,) = decide_roster(file, [known(6, "Calvin Leeds", phone="555 0101")], RosterTerms(TODAY))
        assert decision.outcome is RowOutcome.TO_MEND
