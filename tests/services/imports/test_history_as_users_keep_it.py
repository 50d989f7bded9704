"""Files as people who do this job keep them: each comes out right, is asked about, or says what has to be mended."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from openpyxl.styles import Font

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.imports.answers import (
    NOT_READ,
    Answers,
    HiddenRows,
    LookAlikes,
    SeenBefore,
    UnansweredColumns,
)
from sigma_finance.domain.imports.customs import AmountStyle, DateOrder
from sigma_finance.domain.imports.decisions import Decision
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.people import as_called
from sigma_finance.domain.imports.repeats import IMPORTED_AS_PAID
from sigma_finance.domain.imports.roster_decisions import RosterDecision
from sigma_finance.extensions import db
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.services.imports import history as payments
from sigma_finance.services.imports import roster
from sigma_finance.services.imports.history import ImportRequest, RowsToMend
from sigma_finance.services.imports.roster import RosterRequest
from tests.books import Books
from tests.people import add_to_member_list
from tests.services.imports import importing, rostering
from tests.services.imports.importing import history, open_roster
from tests.services.imports.rostering import members_of
from tests.workbooks import sheets, workbook

ADA, BOB, AL = "Ada Byron", "Robert Lee", "Al Lee"
DAY = date(2025, 6, 30)
SEPTEMBER = date(2025, 9, 1)


@pytest.fixture
def books(sqlite_app: Flask) -> Books:
    return open_roster(ADA, BOB, AL)


def as_csv(*table: Sequence[Any], separator: str = ",", encoding: str = "utf-8") -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(table)
    return written.getvalue().encode(encoding)


#: The same table as CSV and as a workbook.
FORMATS = pytest.mark.parametrize("file_of", [as_csv, lambda *table: workbook(table)], ids=["csv", "xlsx"])


def checked(books: Books, content: bytes, *, name: str = "dues.csv", **options: Any) -> list[Decision]:
    seen: list[Decision] = []
    payments.check(request=request(books, content, name=name, **options), see=seen.append)
    return seen


def request(books: Books, content: bytes, *, name: str = "dues.csv", **options: Any) -> ImportRequest:
    return ImportRequest(books.chapter_id, open_table(content, name=name), **options)


def imported(books: Books, content: bytes, **options: Any) -> int:
    """How much is imported, in minor units, where nothing has to be mended."""
    return payments.run(request=request(books, content, **options), by=OPERATOR).amount_minor


def people(books: Books, content: bytes, **answers: Any) -> list[RosterDecision]:
    seen: list[RosterDecision] = []
    wanted = RosterRequest(
        books.chapter_id, open_table(content, name="roster.csv"), answers=Answers(**answers)
    )
    roster.check(request=wanted, see=seen.append)
    return seen


def new(decisions: list[RosterDecision]) -> list[str]:
    return [decision.new.name for decision in decisions if decision.new is not None]


def days(books: Books) -> list[date | None]:
    return [day for _, day, _ in history(books)]


class TestAQuoteThatIsNeverClosed:
    CONTENT = (
        b"Name,Email,Amount,Date,Method,Notes\n"
        b'Ada Byron,,200,2025-09-01,cash,"half at the door, rest later\n'
        b"Robert Lee,,200,2025-09-01,cash,\n"
        b"Al Lee,,100,2025-09-02,check,\n"
    )

    def test_has_to_be_mended_and_swallows_no_row(self, books: Books) -> None:
        found = checked(books, self.CONTENT)
        assert [(d.row, d.outcome) for d in found] == [
            (2, RowOutcome.TO_MEND),
            (3, RowOutcome.TO_IMPORT),
            (4, RowOutcome.TO_IMPORT),
        ]
        with pytest.raises(RowsToMend):
            imported(books, self.CONTENT)

    def test_is_not_closed_by_another_one_rows_below(self, books: Books) -> None:
        content = self.CONTENT.replace(b"check,\n", b'check,paid"\n')
        assert [d.outcome for d in checked(books, content)][1] is RowOutcome.TO_IMPORT

    def test_in_a_roster_loses_nobody(self, books: Books) -> None:
        found = people(books, b'Name,Email\n"Nina Newton,nina@example.org\nOmar Olds,omar@example.org\n')
        assert [d.outcome for d in found] == [RowOutcome.TO_MEND, RowOutcome.TO_IMPORT]

    def test_is_told_from_text_after_one_that_closes(self, books: Books) -> None:
        content = b'Name,Amount,Date,Notes\nAda Byron,200,2025-09-01,"a" b\nAl Lee,5,2025-09-01,"a ""b"" c"\n'
        assert [d.outcome for d in checked(books, content)] == [RowOutcome.TO_MEND, RowOutcome.TO_IMPORT]


class TestHeadings:
    def test_over_two_rows_are_read_where_they_are_merged(self, books: Books) -> None:
        table = [
            ("Name", "Email", "Dues", None, "Date"),
            (None, None, "Q1 Amount", "Q2 Amount", None),
            (ADA, "", 100, 100, SEPTEMBER),
            (AL, "", 100, 100, SEPTEMBER),
        ]
        assert imported(books, workbook(table, merged=["C1:D1"])) == 40_000

    def test_merged_over_two_columns_alone_are_asked_about(self, books: Books) -> None:
        content = workbook([("Name", "Dues", None, "Date"), (ADA, 100, 100, SEPTEMBER)], merged=["B1:C1"])
        with pytest.raises(UnansweredColumns, match="column C"):
            checked(books, content)
        said = Answers({"B": "part", "C": "part"})
        assert imported(books, content, answers=said) == 20_000

    @pytest.mark.parametrize("merged", [["A1:B1"], []])
    def test_over_first_and_last_name_make_one_name(self, books: Books, merged: list[str]) -> None:
        table = [("Name", "", "Email"), ("Nina", "Newton", "nina@x.org"), ("Omar", "Olds", "omar@x.org")]
        assert new(people(books, workbook(table, merged=merged))) == ["Nina Newton", "Omar Olds"]
        assert new(people(books, as_csv(*table))) == ["Nina Newton", "Omar Olds"]

    @FORMATS
    def test_that_stand_twice_are_asked_about(self, books: Books, file_of: Any) -> None:
        content = file_of(("Name", "Amount", "Amount", "Date"), (ADA, 200, 100, "2025-09-01"))
        with pytest.raises(UnansweredColumns, match="B and C could each be “Amount”"):
            checked(books, content)
        assert imported(books, content, answers=Answers({"C": "amount", "B": NOT_READ})) == 10_000


class TestAColumnThatDecides:
    @FORMATS
    def test_skips_what_was_not_paid(self, books: Books, file_of: Any) -> None:
        words = ("Paid", "Unpaid", "Pending", "Refunded", "Failed", "Voided", "Bounced")
        table = [(ADA, 200 + n, "2025-09-01", word) for n, word in enumerate(words)]
        assert imported(books, file_of(("Member Name", "Amount", "Date", "Status"), *table)) == 20_000

    @FORMATS
    def test_skips_who_has_left(self, books: Books, file_of: Any) -> None:
        words = ("Active", "Inactive", "Graduated", "Dropped", "Alumni", "Resigned")
        table = [(f"Nina Newton{'abcdef'[n]}", f"n{n}@example.org", word) for n, word in enumerate(words)]
        assert new(people(books, file_of(("Name", "Email", "Status"), *table))) == ["Nina Newtona"]

    @pytest.mark.parametrize("heading", ["Stage", "Refund status", "Kind"])
    def test_is_asked_about_where_its_heading_or_words_may_decide(self, books: Books, heading: str) -> None:
        content = as_csv(("Name", "Amount", "Date", heading), (ADA, 200, "2025-09-01", "Refunded"))
        with pytest.raises(UnansweredColumns, match=f"column D, “{heading}”"):
            checked(books, content)
        said = Answers({heading: NOT_READ})
        assert imported(books, content, answers=said) == 20_000

    def test_of_a_roster_is_asked_about_as_well(self, books: Books) -> None:
        content = as_csv(("Name", "Email", "Remarks"), ("Nina Newton", "nina@example.org", "Graduated"))
        with pytest.raises(UnansweredColumns, match="column C, “Remarks”"):
            people(books, content)
        assert new(people(books, content, columns={"Remarks": "left"})) == []
        assert new(people(books, content, columns={"Remarks": NOT_READ})) == ["Nina Newton"]

    def test_is_the_date_where_no_other_column_says_it(self, books: Books) -> None:
        content = as_csv(("Name", "Amount", "Timestamp"), (ADA, 200, "2025-09-01"))
        with pytest.raises(UnansweredColumns, match="“Timestamp”"):
            checked(books, content, day=DAY)
        imported(books, content, answers=Answers({"timestamp": "date"}))
        assert days(books) == [SEPTEMBER]

    def test_is_named_in_any_case_as_are_all_others(self, books: Books) -> None:
        content = as_csv(
            ("Name", "Nickname", "Amount", "Date", "T-shirt"), (ADA, "Countess", 5, "2025-09-01", "M")
        )
        summary = payments.read(request=request(books, content)).summary
        assert [(one.letter, one.heading, one.reads) for one in summary.columns] == [
            ("A", "Name", "Name"),
            ("B", "Nickname", "Not read"),
            ("C", "Amount", "Amount"),
            ("D", "Date", "Date"),
            ("E", "T-shirt", "Not read"),
        ]

    def test_is_remembered_with_the_import(self, books: Books) -> None:
        content = as_csv(("Name", "Amount", "Date", "Nickname"), (ADA, 5, "2025-09-01", "Countess"))
        done = payments.run(request=request(books, content), by=OPERATOR)
        kept = importing.summary_of(books, done.batch_id)
        assert [one.reads for one in kept.columns] == ["Name", "Amount", "Date", "Not read"]


class TestParts:
    @FORMATS
    def test_are_all_imported(self, books: Books, file_of: Any) -> None:
        heads = ("Name", *(f"Installment {n}" for n in range(1, 7)))
        assert imported(books, file_of(heads, (ADA, *[50] * 6)), day=DAY) == 30_000

    @FORMATS
    def test_have_each_its_date(self, books: Books, file_of: Any) -> None:
        heads = ("First Name", "Last Name", "Total Paid", "Q1 Amount", "Q1 Date", "Q2 Amount", "Q2 Date")
        row = ("Ada", "Byron", 200, 100, "2025-09-01", 100, "2026-01-15")
        imported(books, file_of(heads, row))
        assert days(books) == [SEPTEMBER, date(2026, 1, 15)]


class TestARowThatIsNobody:
    @FORMATS
    def test_becomes_no_member(self, books: Books, file_of: Any) -> None:
        table = [
            ("Seniors", "", ""),
            ("Nina Newton", "nina@example.org", 200),
            ("Juniors", "", ""),
            ("Omar Olds", "omar@example.org", 150),
            ("Total owed", "", 350),
            ("Total members: 2", "", ""),
            ("Prepared by Tess 9/1/2025", "", ""),
            ("* = on a payment plan", "", ""),
        ]
        found = people(books, file_of(("Name", "Email", "Owes"), *table))
        assert new(found) == ["Nina Newton", "Omar Olds"]
        assert all(d.outcome is RowOutcome.SKIPPED and d.reason for d in found if d.new is None)
        assert len(found) == len(table)

    def test_is_no_title_over_several_columns(self, books: Books) -> None:
        table = [("Name", "Email"), ("Rho Omega", ""), ("Nina Newton", "nina@example.org")]
        assert new(people(books, workbook(table, merged=["A2:B2"]))) == ["Nina Newton"]

    def test_is_not_somebody_without_an_address(self, books: Books) -> None:
        assert new(
            people(books, as_csv(("Name", "Email"), ("Mia Park", "parks@x.org"), ("Leo Park", "")))
        ) == [
            "Mia Park",
            "Leo Park",
        ]

    def test_is_asked_about_where_it_is_one_word_among_whole_names(self, books: Books) -> None:
        table = [("Nina Newton", "n@x.org"), ("Omar Olds", "o@x.org"), ("Pia Park", "p@x.org"), ("Rho", "")]
        assert people(books, as_csv(("Name", "Email"), *table))[3].outcome is RowOutcome.TO_MEND


class TestWhoseMoneyItIs:
    def test_is_not_guessed_between_a_name_and_an_address(self, books: Books) -> None:
        content = as_csv(("Name", "Email", "Amount", "Date"), (AL, importing.address(ADA), 200, "2025-09-01"))
        (decision,) = checked(books, content)
        assert (decision.outcome, decision.paid) == (RowOutcome.TO_MEND, None)

    def test_of_a_roster_is_not_guessed_either(self, books: Books) -> None:
        content = as_csv(("Name", "Email", "Phone"), (AL, importing.address(ADA), "555-010-0101"))
        (decision,) = people(books, content)
        assert (decision.outcome, decision.changes) == (RowOutcome.TO_MEND, ())


class TestSomebodyWhoLooksLikeAMember:
    @pytest.mark.parametrize(
        ("name", "phone"),
        [("Bob Lee", ""), ("Robert J. Lee", ""), ("Lee, Rob", ""), ("Bobby Byron-Lee", "(555) 010-0199")],
    )
    def test_under_another_address_has_to_be_mended_or_said_to_be_new(
        self, books: Books, name: str, phone: str
    ) -> None:
        members_of(books)[BOB].phone = "555-010-0199"
        db.session.commit()
        content = as_csv(("Name", "Email", "Phone"), (name, "other@example.com", phone))
        (decision,) = people(books, content)
        assert decision.outcome is RowOutcome.TO_MEND
        assert decision.reason.startswith(f"Looks like {BOB} (robert.lee@example.org).")
        assert new(people(books, content, look_alikes=LookAlikes.NEW)) == [as_called(name)]

    def test_is_nobody_who_shares_a_name_alone(self, books: Books) -> None:
        assert new(people(books, as_csv(("Name", "Email"), ("Nora Lee", "nora@example.org")))) == ["Nora Lee"]


class TestDates:
    HEADS = ("Name", "Amount", "Date")

    @FORMATS
    def test_of_one_file_are_read_one_way(self, books: Books, file_of: Any) -> None:
        imported(
            books, file_of(self.HEADS, (ADA, 1, "03/04/2025"), (BOB, 1, "25/04/2025"), (AL, 1, "01/05/2025"))
        )
        assert days(books) == [date(2025, 4, 3), date(2025, 4, 25), date(2025, 5, 1)]

    @FORMATS
    def test_that_contradict_each_other_are_asked_about(self, books: Books, file_of: Any) -> None:
        content = file_of(self.HEADS, (ADA, 1, "25/04/2025"), (BOB, 1, "04/25/2025"), (AL, 1, "01/05/2025"))
        with pytest.raises(UnansweredColumns, match="row 2 and row 3 show both ways"):
            checked(books, content)
        found = checked(books, content, answers=Answers(dates=DateOrder.DAY_FIRST))
        assert [d.outcome for d in found] == [RowOutcome.TO_IMPORT, RowOutcome.TO_MEND, RowOutcome.TO_IMPORT]

    def test_that_a_spreadsheet_turned_around_are_not_believed(self, books: Books) -> None:
        content = workbook([self.HEADS, (ADA, 1, date(2025, 3, 4)), (BOB, 1, "25/04/2025")])
        assert [d.outcome for d in checked(books, content)] == [RowOutcome.TO_MEND, RowOutcome.TO_IMPORT]

    @FORMATS
    def test_with_a_moment_in_utc_are_the_chapters_days(self, books: Books, file_of: Any) -> None:
        imported(
            books, file_of(self.HEADS, (ADA, 1, "2025-09-02T02:30:00Z"), (BOB, 1, "2025-09-01T12:00:00Z"))
        )
        assert days(books) == [SEPTEMBER, SEPTEMBER]

    @FORMATS
    def test_under_a_heading_that_says_utc_are_the_chapters_days(self, books: Books, file_of: Any) -> None:
        imported(books, file_of(("Name", "Amount", "Date (UTC)"), (ADA, 1, "2025-09-02 02:30")))
        assert days(books) == [SEPTEMBER]


class TestAmounts:
    HEADS = ("Name", "Amount", "Date")

    @pytest.mark.parametrize("separator", [";", "\t", "|"])
    def test_may_have_a_comma_before_the_cents(self, books: Books, separator: str) -> None:
        table = [self.HEADS, (ADA, "200,00", "2025-04-03"), (BOB, "1.200,00", "2025-04-25")]
        assert imported(books, as_csv(*table, separator=separator)) == 140_000

    @FORMATS
    def test_that_are_a_dash_are_nothing(self, books: Books, file_of: Any) -> None:
        table = [(ADA, " $200.00 ", "2025-09-01"), (BOB, " $-   ", "2025-09-01"), (AL, " -   ", "")]
        content = file_of(self.HEADS, *table)
        assert [d.outcome for d in checked(books, content)] == [
            RowOutcome.TO_IMPORT,
            *[RowOutcome.SKIPPED] * 2,
        ]
        assert imported(books, content) == 20_000

    def test_that_show_both_styles_are_read_as_usual_and_the_others_mended(self, books: Books) -> None:
        content = as_csv(self.HEADS, (ADA, "1,200.00", "2025-09-01"), (BOB, "200,00", "2025-09-01"))
        assert [d.outcome for d in checked(books, content)] == [RowOutcome.TO_IMPORT, RowOutcome.TO_MEND]

    def test_are_read_as_somebody_says(self, books: Books) -> None:
        content = as_csv(self.HEADS, (ADA, "1.200", "2025-09-01"))
        assert [d.outcome for d in checked(books, content)] == [RowOutcome.TO_MEND]
        assert imported(books, content, answers=Answers(amounts=AmountStyle.COMMA)) == 120_000


class TestTheSamePaymentAgain:
    HEADS = ("Name", "Amount", "Date", "Method")

    @FORMATS
    def test_is_known_when_its_method_was_filled_in(self, books: Books, file_of: Any) -> None:
        first = file_of(self.HEADS, (ADA, 200, "2025-09-01", ""), (AL, 150, "2025-09-02", ""))
        second = file_of(self.HEADS, (ADA, 200, "2025-09-01", "cash"), (AL, 150, "2025-09-02", "zelle"))
        assert (imported(books, first), imported(books, second), imported(books, first)) == (35_000, 0, 0)

    def test_is_asked_about_where_its_method_is_another(self, books: Books) -> None:
        imported(books, as_csv(self.HEADS, (ADA, 200, "2025-09-01", "cash")))
        other = as_csv(self.HEADS, (ADA, 200, "2025-09-01", "zelle"))
        assert [d.outcome for d in checked(books, other)] == [RowOutcome.TO_MEND]
        assert imported(books, other, answers=Answers(seen_before=SeenBefore.SAME)) == 0
        for amount in (20_000, 0):
            assert imported(books, other, answers=Answers(seen_before=SeenBefore.NEW)) == amount

    def test_is_another_where_two_undated_terms_have_one_day(self, books: Books) -> None:
        terms = [(("Name", "Amount"), (ADA, 100)), (("Name", "Amount"), (ADA, 100))]
        fall, spring = (as_csv(*table) for table in terms)
        assert imported(books, fall, name="Fall 2024.csv", day=DAY) == 10_000
        assert imported(books, spring, name="Spring 2025.csv", day=DAY) == 10_000
        assert imported(books, fall, name="Fall 2024.csv", day=DAY) == 0
        assert imported(books, spring, name="Spring 2025.csv", day=DAY) == 0

    def test_is_another_where_it_stands_on_another_sheet_of_one_file(self, books: Books) -> None:
        content = sheets({name: [("Name", "Amount"), (ADA, 100)] for name in ("First half", "Second half")})
        for name in ("First half", "Second half"):
            assert imported(books, content, name="dues.xlsx", sheet=name, day=DAY) == 10_000
            assert imported(books, content, name="dues.xlsx", sheet=name, day=DAY) == 0

    def test_is_asked_about_where_an_undated_one_may_be_another(self, books: Books) -> None:
        content = as_csv(("Name", "Amount"), (ADA, 100))
        imported(books, content, name="one.csv", day=DAY)
        assert [d.outcome for d in checked(books, content, name="two.csv", day=DAY)] == [
            RowOutcome.ALREADY_THERE
        ]
        other = as_csv(("Name", "Amount", "Method"), (ADA, 100, "Cash"))
        assert [d.outcome for d in checked(books, other, name="two.csv", day=DAY)] == [RowOutcome.TO_MEND]
        assert [d.outcome for d in checked(books, other, name="one.csv", day=DAY)] == [
            RowOutcome.ALREADY_THERE
        ]
        assert imported(books, content, name="one.csv", day=DAY) == 0

    def test_is_twice_in_one_file_where_the_file_says_it_twice(self, books: Books) -> None:
        table = [self.HEADS, (ADA, 100, "2025-09-01", ""), (ADA, 100, "2025-09-01", "")]
        assert imported(books, as_csv(*table[:2])) == 10_000
        assert imported(books, as_csv(*table)) == 10_000
        assert imported(books, as_csv(*table)) == 0


class TestText:
    NAMES = ("Iñigo Peña", "Zoë Müller", "Renée d’Arc")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"])
    def test_is_read_as_it_was_saved(self, books: Books, encoding: str) -> None:
        table = [("Name", "Email"), *((name, f"n{n}@example.org") for n, name in enumerate(self.NAMES))]
        assert new(people(books, as_csv(*table, encoding=encoding))) == list(self.NAMES)

    def test_of_central_europe_is_read_as_well(self, books: Books) -> None:
        names = ["Jiří Dvořák", "Łukasz Żółć", "Zdeněk Kučera"]
        table = [("Name", "Email"), *((name, f"n{n}@example.org") for n, name in enumerate(names))]
        assert new(people(books, as_csv(*table, encoding="cp1250"))) == names


class TestAFileThatHidesRows:
    def test_is_asked_about_them(self, books: Books) -> None:
        content = hidden_row(workbook([("Name", "Amount", "Date"), (ADA, 1, SEPTEMBER), (BOB, 1, SEPTEMBER)]))
        assert [d.outcome for d in checked(books, content)] == [RowOutcome.TO_IMPORT, RowOutcome.TO_MEND]
        assert imported(books, content, answers=Answers(hidden_rows=HiddenRows.LEAVE)) == 100

    def test_is_asked_about_hidden_members(self, books: Books) -> None:
        table = [("Name", "Email"), ("Nina Newton", "n@example.org"), ("Omar Olds", "o@example.org")]
        content = hidden_row(workbook(table))
        assert new(people(books, content)) == ["Nina Newton"]
        assert new(people(books, content, hidden_rows=HiddenRows.TAKE)) == ["Nina Newton", "Omar Olds"]


def hidden_row(content: bytes) -> bytes:
    """A workbook whose third row is hidden."""
    from openpyxl import load_workbook

    book, written = load_workbook(io.BytesIO(content)), io.BytesIO()
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(written)
    return written.getvalue()


def test_a_brother_on_the_roster_without_address_keeps_his_sisters_money_hers(books: Books) -> None:
    add_to_member_list(books.chapter_id, "Mia Park", "parks@example.org")
    add_to_member_list(books.chapter_id, "Leo Park", None)
    heads = ("Name", "Email", "Amount", "Date")
    content = as_csv(
        heads,
        ("Mia Park", "parks@example.org", 200, "2025-09-01"),
        ("Leo Park", "parks@example.org", 200, "2025-09-02"),
    )
    assert [d.outcome for d in checked(books, content)] == [RowOutcome.TO_IMPORT, RowOutcome.TO_MEND]
    assert (
        rostering.checked(books, as_csv(("Name", "Email"), ("Leo Park", "parks@example.org")))[0].changes
        == ()
    )


class TestAFileInAnotherLanguage:
    @FORMATS
    def test_is_read_whole(self, books: Books, file_of: Any) -> None:
        table = file_of(
            ("Nombre", "Monto", "Fecha", "Forma de pago", "Estado"),
            (ADA, "200.00", "3 de septiembre de 2025", "Efectivo", "Pagado"),
            (BOB, "50.00", "2025-09-02", "Tarjeta", "Pendiente"),
        )
        (ada, bob) = checked(books, table)
        assert ada.paid is not None
        assert (ada.paid.paid_on, ada.paid.amount_minor, ada.paid.method.value) == (
            date(2025, 9, 3),
            20000,
            "cash",
        )
        assert (bob.outcome, bob.reason) == (RowOutcome.SKIPPED, "Estado says “Pendiente”.")

    def test_says_under_a_heading_of_its_own_who_has_not_paid(self, books: Books) -> None:
        table = as_csv(
            ("Name", "Amount", "Date", "Hali"),
            (ADA, 200, "2025-09-01", "Amelipa"),
            (BOB, 200, "2025-09-01", "Bado"),
        )
        assert [one.outcome for one in checked(books, table)] == [RowOutcome.TO_IMPORT, RowOutcome.SKIPPED]


class TestMoneyOfAnotherCurrency:
    def test_is_to_be_mended_where_a_column_says_so(self, books: Books) -> None:
        table = as_csv(
            ("Name", "Amount", "Currency", "Date"),
            (ADA, 200, "usd", "2025-09-01"),
            (BOB, 200, "eur", "2025-09-01"),
        )
        ada, bob = checked(books, table)
        assert ada.outcome is RowOutcome.TO_IMPORT
        assert (bob.outcome, bob.reason) == (
            RowOutcome.TO_MEND,
            "Currency says “eur”, while the chapter keeps USD.",
        )

    @pytest.mark.parametrize(
        "heading", ["Amount (EUR)", "Amount EUR", "Amount in €", "Total paid [KES]", "Amount ₦"]
    )
    def test_is_asked_about_where_the_heading_names_it(self, books: Books, heading: str) -> None:
        with pytest.raises(UnansweredColumns, match="while the chapter keeps USD"):
            checked(books, as_csv(("Name", heading, "Date"), (ADA, 200, "2025-09-01")))

    @pytest.mark.parametrize(
        "heading", ["Amount ($)", "Amount (USD)", "Amount in US$", "Amount (late)", "Amount USD"]
    )
    def test_is_none_where_the_heading_names_ours(self, books: Books, heading: str) -> None:
        assert imported(books, as_csv(("Name", heading, "Date"), (ADA, 200, "2025-09-01"))) == 20000

    @pytest.mark.parametrize("shown", ["#,##0.00 [$€-407]", '"KSh" #,##0', "£#,##0.00", "0%", "0.00%"])
    def test_is_to_be_mended_where_the_spreadsheet_shows_it(self, books: Books, shown: str) -> None:
        (ada,) = checked(books, shown_as(shown, ("Name", "Amount", "Date"), (ADA, 200, DAY)))
        assert ada.outcome is RowOutcome.TO_MEND
        assert ada.reason.startswith("Amount is shown")

    @pytest.mark.parametrize(
        "shown",
        [
            '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\)',
            '#,##0.00 "paid"',
            "[$$-409]#,##0.00",
            "General",
            "[Red]0.00",
        ],
    )
    def test_is_none_where_it_shows_ours(self, books: Books, shown: str) -> None:
        assert imported(books, shown_as(shown, ("Name", "Amount", "Date"), (ADA, 200, DAY))) == 20000


def shown_as(number_format: str, *table: Sequence[Any]) -> bytes:
    """A workbook whose second column shows its numbers in this format."""
    book = Workbook()
    sheet = book.create_sheet("Dues", 0)
    for row in table:
        sheet.append(list(row))
    for cell in sheet["B"][1:]:
        cell.number_format = number_format
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


class TestHalfAName:
    @pytest.mark.parametrize(
        ("headings", "row"),
        [
            (("Name", "Surname"), ("Ada", "Byron")),
            (("Name", "Vorname"), ("Byron", "Ada")),
            (("Nombre", "Apellidos"), ("Ada", "Byron")),
        ],
    )
    def test_stands_beside_the_other(
        self, books: Books, headings: tuple[str, ...], row: tuple[str, ...]
    ) -> None:
        (ada,) = checked(books, as_csv((*headings, "Amount", "Date"), (*row, 200, "2025-09-01")))
        assert (ada.member, ada.outcome) == (ADA, RowOutcome.TO_IMPORT)

    @pytest.mark.parametrize("heading", ["Chosen name", "Given"])
    def test_is_asked_about_where_the_other_is_not_known(self, books: Books, heading: str) -> None:
        with pytest.raises(UnansweredColumns, match="other half of the name"):
            people(books, as_csv((heading, "Last name", "Email"), ("Zoe", "Zed", "zoe@example.org")))

    def test_is_not_looked_for_among_nicknames(self, books: Books) -> None:
        table = as_csv(("Nickname", "Last name", "Email"), ("Zee", "Zed", "zoe@example.org"))
        assert [row.member for row in people(books, table)] == ["Zed"]

    def test_is_whole_beside_a_middle_name(self, books: Books) -> None:
        rows = people(
            books, as_csv(("First", "Middle", "Last", "Email"), ("Zoe", "Q.", "Zed", "zoe@example.org"))
        )
        assert [row.member for row in rows] == ["Zoe Zed"]


class TestARowThatNamesNobody:
    def test_is_to_be_mended_where_it_holds_an_amount_and_a_day(self, books: Books) -> None:
        table = as_csv(
            ("Name", "Amount", "Date"),
            (ADA, 100, "2025-09-01"),
            ("", 50, "2025-10-01"),
            ("", 150, ""),
            ("", "", "2025-10-01"),
        )
        outcomes = [one.outcome for one in checked(books, table)]
        assert outcomes == [RowOutcome.TO_IMPORT, RowOutcome.TO_MEND, RowOutcome.SKIPPED, RowOutcome.SKIPPED]


class TestATickWithoutAHeading:
    def test_is_asked_about(self, books: Books) -> None:
        table = as_csv(
            ("", "Name", "Email"), ("", "Zoe Zed", "z@example.org"), ("X", "Yan Yee", "y@example.org")
        )
        with pytest.raises(UnansweredColumns, match="ticks some rows"):
            people(books, table)


class TestARosterAsItIsWritten:
    def test_turns_last_names_that_stand_first(self, books: Books) -> None:
        table = as_csv(
            ("Name", "Email"),
            ("Juma, Asha", "a@example.org"),
            ("Ali, Omar Jr.", "o@example.org"),
            ("Bob Smith, III", "b@example.org"),
        )
        rows = people(books, table)
        assert [row.member for row in rows] == ["Asha Juma", "Omar Ali Jr.", "Bob Smith, III"]
        assert rows[0].reason == "The last name stands first; the name becomes “Asha Juma”."

    def test_takes_words_that_only_fill_a_place_for_nothing(self, books: Books) -> None:
        table = as_csv(("Name", "Email", "Phone"), ("Zoe Zed", "N/A", "-"), ("Yan Yee", "none", "n/a"))
        found = [row.new for row in people(books, table)]
        assert [(one.email, one.phone) for one in found if one] == [("", ""), ("", "")]

    def test_says_that_two_rows_have_one_name(self, books: Books) -> None:
        table = as_csv(("Name", "Email"), ("Zoe Zed", "z@example.org"), ("Zoe Zed", "zoe@example.org"))
        _, second = people(books, table)
        assert (
            second.reason
            == "Row 2 has the same name with another address: two people, unless you merge them."
        )

    def test_says_where_credit_stands_that_is_written_below_zero(self, books: Books) -> None:
        (row,) = people(books, as_csv(("Name", "Email", "Balance"), ("Zoe Zed", "z@example.org", "(50.00)")))
        assert (
            row.reason
            == "Balance is “(50.00)”, below zero. Write what a member has in credit into a column Credit."
        )

    def test_asks_in_which_currency_somebody_owes(self, books: Books) -> None:
        table = as_csv(
            ("Name", "Email", "Owes", "Currency"),
            ("Zoe Zed", "z@example.org", 20, "EUR"),
            ("Yan Yee", "y@example.org", "", "EUR"),
        )
        assert [row.outcome for row in people(books, table)] == [RowOutcome.TO_MEND, RowOutcome.TO_IMPORT]


class TestARowThatIsStruckThrough:
    def test_is_asked_about(self, books: Books) -> None:
        content = struck(("Name", "Amount", "Date"), (ADA, 100, DAY), (BOB, 50, DAY))
        ada, bob = checked(books, content)
        assert (ada.outcome, bob.outcome) == (RowOutcome.TO_MEND, RowOutcome.TO_IMPORT)
        assert "strikes it through" in ada.reason

    @pytest.mark.parametrize(("said", "amount"), [(HiddenRows.TAKE, 15000), (HiddenRows.LEAVE, 5000)])
    def test_counts_as_somebody_says(self, books: Books, said: HiddenRows, amount: int) -> None:
        content = struck(("Name", "Amount", "Date"), (ADA, 100, DAY), (BOB, 50, DAY))
        assert imported(books, content, answers=Answers(hidden_rows=said)) == amount

    def test_is_none_where_one_of_its_cells_is(self, books: Books) -> None:
        content = struck(("Name", "Amount", "Date", "Notes"), (ADA, 100, DAY, "by hand"), cells=1)
        assert imported(books, content) == 10000


def struck(*table: Sequence[Any], cells: int = 9) -> bytes:
    """A workbook whose second row has so many cells struck through."""
    book = Workbook()
    sheet = book.create_sheet("Dues", 0)
    for row in table:
        sheet.append(list(row))
    for cell in sheet[2][:cells]:
        cell.font = Font(strike=True)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


class TestASheetThatTakesAPaymentBack:
    HEADS = ("Name", "Amount", "Date", "Status", "Refunded")

    @pytest.mark.parametrize("ends", [("Refunded", ""), ("Paid", 200), ("Unpaid", "")])
    def test_says_that_it_was_imported_before(self, books: Books, ends: tuple[Any, ...]) -> None:
        imported(books, as_csv(self.HEADS, (ADA, 200, "2025-09-01", "Paid", "")))
        (again,) = checked(books, as_csv(self.HEADS, (ADA, 200, "2025-09-01", *ends)))
        assert again.outcome is RowOutcome.SKIPPED
        assert again.reason.endswith(IMPORTED_AS_PAID)

    def test_says_so_once_for_each_that_was(self, books: Books) -> None:
        imported(books, as_csv(self.HEADS, (ADA, 200, "2025-09-01", "Paid", "")))
        row = (ADA, 200, "2025-09-01", "Refunded", "")
        found = checked(
            books,
            as_csv(self.HEADS, row, row, (AL, 200, "2025-09-01", "Void", ""), (BOB, "?", "", "Void", "")),
        )
        assert [one.reason.endswith(IMPORTED_AS_PAID) for one in found] == [True, False, False, False]

    def test_says_so_of_an_undated_one_of_the_same_sheet_alone(self, books: Books) -> None:
        heads, options = ("Name", "Amount", "Status"), {"day": DAY}
        imported(books, as_csv(heads, (ADA, 200, "Paid")), **options)
        table = as_csv(heads, (ADA, 200, "Refunded"))
        told = [
            checked(books, table, name=name, **options)[0].reason for name in ("dues.csv", "spring 2024.csv")
        ]
        assert [reason.endswith(IMPORTED_AS_PAID) for reason in told] == [True, False]

    def test_says_nothing_of_nobody(self, books: Books) -> None:
        (row,) = checked(
            books, as_csv(("Name", "Amount", "Date", "Status"), ("Lee", 200, "2025-09-01", "Void"))
        )
        assert row.outcome is RowOutcome.SKIPPED


class TestWhatMayBeOwed:
    @pytest.mark.parametrize("heading", ["Dues", "Amount", "Total"])
    @pytest.mark.parametrize("beside", ["Balance", "Still owes", "Outstanding"])
    def test_is_asked_about(self, books: Books, heading: str, beside: str) -> None:
        with pytest.raises(UnansweredColumns, match="so it may be what is owed"):
            checked(books, as_csv(("Name", heading, beside, "Date"), (ADA, 200, 200, "2025-09-01")))

    @pytest.mark.parametrize("heading", ["Amount paid", "Paid so far", "Total paid"])
    def test_is_not_what_was_paid(self, books: Books, heading: str) -> None:
        table = as_csv(("Name", heading, "Balance", "Date"), (ADA, 200, 0, "2025-09-01"))
        assert imported(books, table) == 20000

    def test_is_what_somebody_says(self, books: Books) -> None:
        table = as_csv(("Name", "Dues", "Balance", "Date"), (ADA, 200, 0, "2025-09-01"))
        assert imported(books, table, answers=Answers(columns={"B": "amount"})) == 20000
