"""Rosters: checked, and imported from a file."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Charge, Member
from sigma_finance.services.imports import roster
from sigma_finance.services.imports.history import RowsToMend
from sigma_finance.services.imports.roster import RosterImportResult
from sigma_finance.services.members.ranks import NotYours
from tests.at_once import at_once
from tests.books import ZONE, Books, assert_books_hold
from tests.harness.holding import assert_verified
from tests.people import add_person, add_to_member_list
from tests.services.imports.importing import everything, open_roster
from tests.services.imports.rostering import (
    HEADS,
    checked,
    file_of,
    imported,
    members_of,
    outcomes,
    request,
)
from tests.workbooks import sheets, workbook

CAL = "Calvin Leeds"
ROW = ("Marcus Bell", "Marcus@Example.org", "555-010-0101", "Alumni", "2024-10-12", 60, "")


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_roster(CAL, "Ann Ng")


def marcus(books: Books) -> Member:
    return members_of(books)["Marcus Bell"]


class TestChecking:
    def test_says_what_would_happen_to_each_row_and_writes_nothing(self, books: Books) -> None:
        before = everything()
        content = file_of(
            ROW,
            (CAL, "", "555-010-0199"),
            ("Ann Ng", "ann.ng@example.org"),
            ("Zed", "nowhere"),
            ("Total", "", "", "", "", "=SUM(F2:F5)"),
        )
        assert outcomes(checked(books, content)) == [
            (2, RowOutcome.TO_IMPORT),
            (3, RowOutcome.TO_CHANGE),
            (4, RowOutcome.ALREADY_THERE),
            (5, RowOutcome.TO_MEND),
            (6, RowOutcome.SKIPPED),
        ]
        assert everything() == before

    def test_names_what_would_change(self, books: Books) -> None:
        [decision] = checked(books, file_of((CAL, "", "555-010-0199", "associate")))
        assert decision.reason == (
            "Found by name. Phone becomes 555-010-0199. Class becomes associate, was regular."
        )

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            (("", "new@example.org"), "The name is missing"),
            (("Zed", "nowhere"), "“nowhere” is no e-mail address."),
            (("Zed", "", "ask me"), "“ask me” is no phone number."),
            (("Zed", "", "", "pledge"), "The class is “pledge”. Write regular, associate, alumni or exempt."),
            (
                ("Zed", "", "", "", "2999-01-01"),
                "The day of initiation is 2999-01-01, which has not come yet.",
            ),
            (("Zed", "", "", "", "", "some"), "Owes is “some”, which is no amount."),
            (("Zed", "", "", "", "", "", -5), "Credit is “-5”, below zero."),
            (("Zed", "", "", "", "", "=1+1"), "Owes holds a formula that was never calculated"),
            (("=1+1", ""), "The name or the address holds a formula"),
            (("z" * 121, ""), "The name can have at most 120 characters"),
        ],
    )
    def test_says_what_has_to_be_mended(self, books: Books, row: tuple[object, ...], words: str) -> None:
        [decision] = checked(books, file_of(row))
        assert decision.outcome is RowOutcome.TO_MEND
        assert words in decision.reason

    def test_never_guesses_between_two_of_one_name(self, books: Books) -> None:
        add_to_member_list(books.chapter_id, "calvin LEEDS", "other@example.org")
        [decision] = checked(books, file_of(("Leeds, Calvin", "", "555-010-0199")))
        assert decision.outcome is RowOutcome.TO_MEND
        assert "2 members have this name" in decision.reason

    def test_takes_nobody_with_another_address_for_the_same_person(self, books: Books) -> None:
        [decision] = checked(books, file_of((CAL, "else@example.org")))
        assert decision.outcome is RowOutcome.TO_MEND
        assert "another address, calvin.leeds@example.org" in decision.reason

    def test_takes_two_of_one_name_with_addresses_of_their_own(self, books: Books) -> None:
        content = file_of(("Sam Lee", "a@example.org"), ("Sam Lee", "b@example.org"), ("Lee, Sam", ""))
        found = checked(books, content)
        assert [d.outcome for d in found] == [RowOutcome.TO_IMPORT, RowOutcome.TO_IMPORT, RowOutcome.TO_MEND]

    def test_knows_a_row_that_stands_twice(self, books: Books) -> None:
        found = checked(books, file_of(ROW, ROW, ("Marcus Bell", "marcus@example.org")))
        assert [d.outcome for d in found] == [RowOutcome.TO_IMPORT, RowOutcome.SKIPPED, RowOutcome.TO_MEND]
        assert found[1].reason == "The same as row 2."

    def test_finds_headings_in_any_order_and_case(self, books: Books) -> None:
        content = workbook(
            [
                ("Our chapter, fall",),
                (),
                ("BALANCE DUE", "last name", "E-Mail Address", "First Name", "member class"),
                (5, "Bell", "marcus@example.org", "Marcus", "ASSOCIATE MEMBER"),
            ]
        )
        [decision] = checked(books, content)
        assert decision.new is not None
        assert (decision.new.name, decision.new.owes_minor) == ("Marcus Bell", 500)
        assert decision.new.member_class is MemberClass.ASSOCIATE

    def test_reads_what_was_merged_and_leaves_hidden_sheets_and_empty_rows(self, books: Books) -> None:
        rows = [("Class", "Name", "Owes"), ("Alumni", "Al One", 5), (None, "Bo Two", None), *[()] * 3000]
        merged = workbook([*rows, ("", "Cy Three", 0)], merged=["A2:A3", "C2:C3"])
        found = [d.new for d in checked(books, merged) if d.new]
        assert [(one.name, one.member_class, one.owes_minor) for one in found] == [
            ("Al One", MemberClass.ALUMNI, 500),
            ("Bo Two", MemberClass.ALUMNI, 0),
            ("Cy Three", None, 0),
        ]
        with pytest.raises(Invalid, match="The members stand on the hidden sheet “Old”"):
            checked(books, sheets({"Notes": [("x",)], "Old": rows}, hidden=["Old"]))

    def test_needs_a_roster_and_a_day_that_can_be(self, books: Books) -> None:
        with pytest.raises(Invalid, match="No roster was found"):
            checked(books, workbook([("Color", "Taste")]))
        with pytest.raises(Invalid, match="Enter a day"):
            checked(books, file_of(ROW), due_on=date(1949, 1, 1))


class TestImporting:
    def test_adds_members_with_what_the_file_says(self, books: Books) -> None:
        done = imported(books, file_of(ROW))
        assert (done.members, done.changed) == (1, 0)
        member = marcus(books)
        assert (member.email, member.phone) == ("marcus@example.org", "555-010-0101")
        assert (member.member_class, member.initiated_on) == (MemberClass.ALUMNI, date(2024, 10, 12))
        assert (member.status, member.role, member.user_id) == (MemberStatus.ACTIVE, Role.MEMBER, None)

    def test_brings_what_new_members_owe_or_have_in_credit(self, books: Books) -> None:
        due_on = today_in(ZONE) + timedelta(days=9)
        imported(books, file_of(ROW, ("Priya", "", "", "", "", "", "25.00")), due_on=due_on)
        found = members_of(books)
        assert (found["Marcus Bell"].balance_minor, found["Priya"].credit_minor) == (6000, 2500)
        [opening] = db.session.scalars(select(Charge).where(Charge.chapter_id == books.chapter_id))
        assert (opening.kind, opening.amount_minor) == (ChargeKind.OPENING, 6000)
        assert_books_hold(books)
        assert_verified()

    def test_leaves_what_members_owe_who_were_there(self, books: Books) -> None:
        [decision] = checked(books, file_of((CAL, "", "", "", "", 60)))
        assert decision.outcome is RowOutcome.ALREADY_THERE
        assert "they count for new members only" in decision.reason
        assert imported(books, file_of((CAL, "", "", "", "", 60))) == RosterImportResult()

    def test_changes_phone_class_and_initiation_and_fills_in_an_address(self, books: Books) -> None:
        add_to_member_list(books.chapter_id, "Lee Without", None)
        content = file_of(("Lee Without", "lee@example.org", "555-010-0103", "Exempt", "2020-01-02"))
        assert imported(books, content).changed == 1
        member = members_of(books)["Lee Without"]
        assert (member.email, member.phone) == ("lee@example.org", "555-010-0103")
        assert (member.member_class, member.initiated_on) == (MemberClass.EXEMPT, date(2020, 1, 2))

    def test_leaves_what_the_file_leaves_empty(self, books: Books) -> None:
        imported(books, file_of(ROW))
        assert imported(books, file_of(("Marcus Bell", "marcus@example.org"))) == RosterImportResult()
        assert marcus(books).phone == "555-010-0101"

    def test_leaves_one_audit_line_without_names(self, books: Books) -> None:
        done = imported(books, file_of(ROW))
        [line] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "roster.imported"))
        assert (line.subject_id, line.details["members"]) == (done.batch_id, 1)
        assert (line.details["owes_minor"], line.details["credit_minor"]) == (6000, 0)
        assert "Marcus" not in str(line.details)

    def test_takes_all_rows_or_none_unless_the_good_ones_are_asked_for(self, books: Books) -> None:
        content, before = file_of(ROW, ("Zed", "nowhere")), everything()
        with pytest.raises(RowsToMend):
            imported(books, content)
        assert everything() == before
        assert imported(books, content, good_rows=True).members == 1
        after = everything()
        assert imported(books, content, good_rows=True) == RosterImportResult()
        assert everything() == after

    def test_twice_changes_nothing(self, books: Books) -> None:
        content = file_of(ROW, (CAL, "", "555-010-0199"), ("🙂", ""))
        imported(books, content)
        before = everything()
        assert imported(books, content) == RosterImportResult()
        assert everything() == before

    def test_is_one_import_where_two_people_do_it_at_once(self, app: Flask) -> None:
        books = open_roster(CAL)
        content = file_of(*[(f"Member {number}", "") for number in range(40)])
        run = partial(roster.run, request=request(books, content), by=OPERATOR)
        results = at_once(app, [run, run, run])
        assert sorted(done.members for done in results) == [0, 0, 40]
        assert len(members_of(books)) == 41


class TestAHigherOfficersRow:
    def test_leaves_how_they_are_reached(self, books: Books) -> None:
        cal, ann = members_of(books)[CAL], members_of(books)["Ann Ng"]
        cal.role, ann.role = Role.ADMIN, Role.TREASURER
        db.session.commit()
        add_person(books.chapter_id, "Adam", "adam@example.org", Role.ADMIN)
        before = everything()
        by = Actor(ActorKind.PERSON, member_id=ann.id)
        content = file_of((CAL, "", "555-010-0199"))
        with pytest.raises(NotYours, match="has a higher role than yours"):
            roster.run(request=request(books, content), by=by)
        assert everything() == before
        content = file_of((CAL, "", "", "Alumni"), ("Ann Ng", "", "555-010-0133"))
        roster.run(request=request(books, content), by=by)
        assert members_of(books)[CAL].member_class is MemberClass.ALUMNI
        assert members_of(books)["Ann Ng"].phone == "555-010-0133"


def test_headings_of_the_sample_are_read(sqlite_app: Flask) -> None:
    from sigma_finance.gateways.spreadsheets.reading import open_table
    from sigma_finance.services.imports import roster_samples
    from sigma_finance.services.imports.roster import RosterRequest

    books = open_roster(CAL)
    for content in (roster_samples.as_workbook(), roster_samples.as_csv()):
        tally = roster.check(request=RosterRequest(books.chapter_id, open_table(content, name="sample")))
        assert (tally.members, tally.to_mend, tally.owes_minor, tally.credit_minor) == (4, 0, 6000, 2500)
    assert roster_samples.HEADS == HEADS
