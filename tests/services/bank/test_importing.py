"""Importing a statement."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.imports.answers import Answers, UnansweredColumns
from sigma_finance.domain.imports.customs import AmountStyle
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, BankAccount, BankLine, BankStatement
from sigma_finance.services.bank import importing
from sigma_finance.services.imports.history import RowsToMend
from tests.banking import add_account, as_csv, bring_in, days_ago, request
from tests.books import Books, open_books
from tests.gateways.statements.samples import camt, ofx
from tests.routes.house import selects
from tests.workbooks import sheets


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


@pytest.fixture
def account(books: Books) -> int:
    return add_account(books)


def iso(days: int) -> str:
    return days_ago(days).isoformat()


def lines() -> list[tuple[str, int, int]]:
    db.session.rollback()
    rows = db.session.scalars(select(BankLine).order_by(BankLine.booked_on, BankLine.id))
    return [(line.description, line.amount_minor, line.nth) for line in rows]


class TestImportingAStatement:
    def test_brings_every_line_in_once(self, books: Books, account: int) -> None:
        rows = [
            (iso(9), "ZELLE FROM ADA", "100.00"),
            (iso(8), "CHECK 1042", "-45.50"),
            (iso(8), "FEE", "(5.00)"),
        ]
        done = bring_in(books, account, rows)
        assert done.lines == 3
        assert lines() == [("ZELLE FROM ADA", 10000, 1), ("CHECK 1042", -4550, 1), ("FEE", -500, 1)]
        assert bring_in(books, account, rows).statement_id is None
        assert bring_in(books, account, [*rows, (iso(7), "COFFEE", "-3")]).lines == 1
        assert len(lines()) == 4
        noted = db.session.scalars(
            select(AuditEvent).where(
                AuditEvent.chapter_id == books.chapter_id, AuditEvent.action == "bank_statement.imported"
            )
        ).all()
        assert [line.details["lines"] for line in noted] == [3, 1]

    def test_keeps_equal_lines_apart_by_their_number(self, books: Books, account: int) -> None:
        twin = (iso(5), "ZELLE FROM BO", "20.00")
        assert bring_in(books, account, [twin]).lines == 1
        assert bring_in(books, account, [twin, twin]).lines == 1
        assert bring_in(books, account, [twin, twin]).lines == 0
        assert [nth for _, _, nth in lines()] == [1, 2]

    def test_reads_two_columns_of_money_and_a_balance(self, books: Books, account: int) -> None:
        heads = ("Posting Date", "Description", "Debit", "Credit", "Balance")
        rows = [
            (iso(3), "Coffee", "3.00", "", "1,296.50"),
            (iso(4), "Deposit", "", "1,200.00", "1,299.50"),
            (iso(5), "Rent", "0.50", "", "99.50"),
        ]
        assert bring_in(books, account, rows, heads).lines == 3
        assert lines() == [("Rent", -50, 1), ("Deposit", 120000, 1), ("Coffee", -300, 1)]
        statement = db.session.scalars(select(BankStatement)).one()
        assert (statement.opening_minor, statement.closing_minor) == (10000, 129650)
        assert (statement.first_on, statement.last_on) == (days_ago(5), days_ago(3))

    def test_takes_the_side_from_a_column_where_no_amount_has_a_sign(
        self, books: Books, account: int
    ) -> None:
        heads = ("Date", "Description", "Amount", "Debit or credit")
        rows = [(iso(3), "In", "7.00", "CR"), (iso(3), "Out", "7.00", "DR"), (iso(3), "What", "7.00", "?")]
        checked = importing.check(request=request(books, account, as_csv(rows, heads)))
        amounts = [one.line.amount_minor for one in checked.decisions if one.line]
        assert amounts == [700, -700]
        assert checked.decisions[2].reason == "Debit or credit says “?”, neither debit nor credit."

    def test_reads_a_comma_before_the_cents_where_the_file_shows_it(self, books: Books, account: int) -> None:
        heads = ("Buchungstag", "Verwendungszweck", "Betrag")
        rows = [(iso(4), "Miete", "-1.234,56"), (iso(4), "Beitrag", "50,00"), (iso(4), "Gebühr", "-2,5")]
        done = bring_in(books, account, rows, heads)
        assert done.lines == 3
        assert [minor for _, minor, _ in lines()] == [-123456, 5000, -250]

    def test_refuses_by_name_what_is_written_the_other_way(self, books: Books, account: int) -> None:
        rows = [(iso(4), "A", "1,234.56"), (iso(4), "B", "1.234,56"), (iso(4), "C", "12.00")]
        checked = importing.check(request=request(books, account, as_csv(rows)))
        assert [one.outcome for one in checked.decisions] == [
            RowOutcome.TO_IMPORT,
            RowOutcome.TO_MEND,
            RowOutcome.TO_IMPORT,
        ]
        assert "which is no amount" in checked.decisions[1].reason
        with pytest.raises(RowsToMend):
            bring_in(books, account, rows)
        assert lines() == []
        wanted = request(books, account, as_csv(rows))
        assert importing.run(request=wanted, good_rows=True, by=OPERATOR).lines == 2

    def test_names_every_row_that_is_not_taken(self, books: Books, account: int) -> None:
        heads = ("Date", "Description", "Amount", "Status")
        rows = [
            (iso(70), "Long ago", "5.00", "Posted"),
            (iso(-3), "To come", "5.00", "Posted"),
            ("", "No day", "5.00", "Posted"),
            (iso(2), "Not yet", "5.00", "Pending"),
            (iso(2), "Nothing", "0.00", "Posted"),
            (iso(2), "No money", "", "Posted"),
            (iso(2), "Taken", "5.00", "Posted"),
        ]
        checked = importing.check(request=request(books, account, as_csv(rows, heads)))
        why = {one.name: one.reason for one in checked.decisions}
        assert "begins in your books" in why["Long ago"]
        assert "has not come yet" in why["To come"]
        assert why["No day"] == "Date is empty."
        assert "pending" in why["Not yet"]
        assert why["Nothing"] == "It moves nothing."
        assert why["No money"] == "It has no amount."
        assert why["Taken"] == ""
        assert (checked.tally.new, checked.tally.skipped, checked.tally.to_mend) == (1, 4, 2)

    def test_warns_of_lines_that_are_missing_between_two_statements(self, books: Books, account: int) -> None:
        heads = ("Date", "Description", "Amount", "Balance")
        bring_in(books, account, [(iso(30), "In", "100.00", "100.00")], heads)
        later = [(iso(10), "Out", "-20.00", "70.00")]
        [warning] = importing.check(request=request(books, account, as_csv(later, heads))).warnings
        assert "$100.00" in warning
        assert "$90.00" in warning
        assert "-$10.00" in warning
        between = [(iso(20), "Fee", "-10.00", "90.00")]
        assert not importing.check(request=request(books, account, as_csv(between, heads))).warnings
        bring_in(books, account, between, heads)
        assert not importing.check(request=request(books, account, as_csv(later, heads))).warnings

    def test_says_when_balances_do_not_follow(self, books: Books, account: int) -> None:
        heads = ("Date", "Description", "Amount", "Balance")
        rows = [(iso(5), "A", "1.00", "1.00"), (iso(4), "B", "1.00", "9.00"), (iso(3), "C", "1.00", "4.00")]
        [warning] = importing.check(request=request(books, account, as_csv(rows, heads))).warnings
        assert "do not follow" in warning

    def test_refuses_another_currency(self, books: Books, account: int) -> None:
        heads = ("Date", "Description", "Amount", "Currency")
        checked = importing.check(
            request=request(books, account, as_csv([(iso(2), "A", "5.00", "EUR")], heads))
        )
        assert "while the chapter keeps USD" in checked.decisions[0].reason
        euros = ("Date", "Description", "Amount (EUR)")
        wanted = request(books, account, as_csv([(iso(2), "A", "5.00")], euros))
        with pytest.raises(UnansweredColumns, match="EUR"):
            importing.check(request=wanted)

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The file is empty."),
            (b"%PDF-1.7 \x00", "This is a PDF"),
            (b"<html><body>Sign in</body></html>", "web page"),
            (b"just,a,few\nwords,of,prose\n", "No statement was found"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "neither a workbook"),
        ],
    )
    def test_refuses_what_is_no_statement_in_a_sentence(
        self, books: Books, account: int, content: bytes, sentence: str
    ) -> None:
        with pytest.raises(Invalid, match=sentence):
            importing.check(request=request(books, account, content))

    def test_remembers_what_was_said_of_a_banks_columns(self, books: Books, account: int) -> None:
        heads = ("Day booked", "What", "Move")
        rows = [(iso(5), "Coffee", "-3.00")]
        with pytest.raises(Invalid):
            bring_in(books, account, rows, heads)
        twice = ("Date", "What it was", "Amount", "Amount")
        wide = [(iso(5), "Coffee", "-3.00", "97.00")]
        with pytest.raises(UnansweredColumns):
            bring_in(books, account, wide, twice)
        said = Answers(
            columns={"What it was": "text", "C": "amount", "D": "balance"}, amounts=AmountStyle.POINT
        )
        wanted = request(books, account, as_csv(wide, twice), answers=said)
        assert importing.run(request=wanted, by=OPERATOR).lines == 1
        kept = db.session.get_one(BankAccount, account).remembered
        assert kept["columns"]["what it was"] == "text"
        assert kept["amounts"] == "point"
        more = [(iso(4), "Tea", "-4.00")]
        assert bring_in(books, account, more, ("Date", "What it was", "Amount")).lines == 1
        assert lines()[-1][0] == "Tea"

    def test_asks_little_for_five_thousand_lines(self, books: Books, account: int) -> None:
        rows = [(iso(n % 50), f"Line {n}", f"{n % 900 + 1}.25") for n in range(5_000)]
        with selects() as sent:
            assert bring_in(books, account, rows).lines == 5_000
        assert len(sent) < 60
        assert db.session.scalar(select(func.count(BankLine.id))) == 5_000


class TestAKeptFile:
    def test_of_no_member_is_refused(self, books: Books, account: int) -> None:
        with pytest.raises(Exception, match="Only a member"):
            importing.keep(
                chapter_id=books.chapter_id, name="a.csv", content=as_csv([(iso(1), "A", "1")]), by=OPERATOR
            )

    def test_can_only_be_imported_while_it_is_kept(self, books: Books) -> None:
        from sigma_finance.queries.imports.batches import KeptFile

        with pytest.raises(Conflict):
            importing.open_kept(KeptFile(1, "a.csv", None, None))


class TestAFormatOfBanks:
    def test_is_imported_by_its_own_balances(self, books: Books, account: int) -> None:
        rows = [
            (days_ago(70), "-5.00", "OLD"),
            (days_ago(9), "100.00", "DUES"),
            (days_ago(8), "-2.50", "FEE"),
        ]
        content = camt(rows, opening="5.00", closing="97.50")
        wanted = request(books, account, content, name="june.xml")
        assert importing.read(request=wanted) is None
        assert importing.sheets_of(wanted.file) == []
        checked = importing.check(request=wanted)
        assert (checked.tally.new, checked.tally.skipped) == (2, 1)
        assert (checked.balances.opening_minor, checked.balances.closing_minor) == (0, 9750)
        assert checked.warnings == []
        assert ("Closing balance", "97.50") in list(checked.summary.facts)
        assert importing.run(request=wanted, by=OPERATOR).lines == 2
        db.session.rollback()
        statement = db.session.scalars(select(BankStatement)).one()
        assert (statement.format.value, statement.closing_minor) == ("camt", 9750)

    def test_warns_where_its_lines_do_not_lead_to_its_closing(self, books: Books, account: int) -> None:
        content = camt([(days_ago(9), "100.00", "DUES")], opening="0.00", closing="90.00")
        [warning] = importing.check(request=request(books, account, content)).warnings
        assert "Lines are missing in the file" in warning

    def test_is_refused_in_another_currency(self, books: Books, account: int) -> None:
        content = ofx([(days_ago(9), "100.00", "DUES")], currency="EUR")
        with pytest.raises(Invalid, match="in EUR, while the chapter keeps USD"):
            importing.check(request=request(books, account, content))

    def test_adds_nothing_the_second_time(self, books: Books, account: int) -> None:
        content = ofx([(days_ago(9), "100.00", "DUES")])
        assert importing.run(request=request(books, account, content), by=OPERATOR).lines == 1
        assert importing.run(request=request(books, account, content), by=OPERATOR).statement_id is None


class TestAFileThatIsKept:
    def test_waits_until_it_is_imported_and_is_imported_once(self, books: Books, account: int) -> None:
        by = Actor(ActorKind.PERSON, member_id=books.members[0])
        content = as_csv([(iso(5), "A", "1.00")])
        kept = importing.keep(chapter_id=books.chapter_id, name="a.csv", content=content, by=by)
        plain = importing.keep(
            chapter_id=books.chapter_id, name="b.ofx", content=ofx([(days_ago(3), "1", "B")]), by=by
        )
        assert plain > kept
        wanted = request(books, account, content)
        first = importing.run(request=wanted, by=by, file_id=kept)
        assert importing.run(request=wanted, by=by, file_id=kept).statement_id == first.statement_id
        with pytest.raises(Invalid, match="No statement was found"):
            importing.keep(chapter_id=books.chapter_id, name="c.csv", content=b"a,b\n1,2\n", by=by)

    def test_of_several_sheets_is_asked_about_later(self, books: Books) -> None:
        by = Actor(ActorKind.PERSON, member_id=books.members[0])
        rows = (("Date", "Amount"), ("2026-10-01", "5"))
        content = sheets({"June": rows, "July": rows})
        assert importing.keep(chapter_id=books.chapter_id, name="a.xlsx", content=content, by=by)


class TestAPath:
    def test_has_to_be_a_file_of_at_most_five_megabytes(self, tmp_path: Path) -> None:
        large = tmp_path / "large.csv"
        large.write_bytes(b"x" * (5 * 1024 * 1024 + 1))
        with pytest.raises(Invalid, match="larger than 5 MB"):
            importing.open_path(large)
        with pytest.raises(Invalid, match="cannot be read"):
            importing.open_path(tmp_path / "none.csv")
