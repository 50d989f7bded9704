"""The journal as other programs read it: they accept it, and come to the same balances."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigma_finance.domain.books import journals
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.journals import HEADS, JournalFacts, JournalFormat, JournalLine

MADE = datetime(2026, 9, 10, 12, tzinfo=UTC)
ODD = 'O\'Neil; "Bob", | \\ \t=1+1\n＝2 — Ünï\u2028code'
HLEDGER = shutil.which("hledger")
BEAN_CHECK = Path(sys.executable).with_name("bean-check")


def entry(number: int, *lines: JournalLine, memo: str = "", day: date = date(2026, 9, 10)) -> JournalFacts:
    return JournalFacts(number, EntryKind.PAYMENT, day, memo, MADE, lines, documents={"payment_id": 7})


def every_account() -> list[JournalFacts]:
    """An entry between each account and the next, with odd names and notes."""
    accounts = list(Account)
    return [
        entry(
            number,
            JournalLine(account, 1000 + number, 3, 4, 7, member=ODD),
            JournalLine(other, -1000 - number),
            memo=ODD,
            day=date(2026, 1 + number % 12, 28),
        )
        for number, (account, other) in enumerate(zip(accounts, [*accounts[1:], accounts[0]], strict=True))
    ]


def text(kind: JournalFormat, entries: list[JournalFacts], currency: str = "USD") -> str:
    match kind:
        case JournalFormat.HLEDGER:
            return "".join(journals.hledger(entries, name=ODD, currency=currency))
        case JournalFormat.BEANCOUNT:
            return "".join(journals.beancount(entries, name=ODD, currency=currency))
        case _:
            return "".join(journals.iif(entries, currency=currency))


def checked(kind: JournalFormat, written: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the program itself says of a file."""
    file = folder / "books"
    file.write_text(written, encoding="utf-8")
    if kind is JournalFormat.BEANCOUNT:
        command = [str(BEAN_CHECK), "--no-cache", str(file)]
    else:
        if HLEDGER is None:
            pytest.fail(
                "hledger was not found: sudo apt install hledger (Debian), brew install hledger (macOS)."
            )
        command = [HLEDGER, "-f", f"journal:{file}", "check", "--strict"]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"LC_ALL": "C.UTF-8", "PATH": ""},
    )


CHECKED = [JournalFormat.HLEDGER, JournalFormat.BEANCOUNT]


class TestTheProgram:
    @pytest.mark.parametrize("kind", CHECKED)
    @pytest.mark.parametrize("currency", ["USD", "JPY"])
    def test_accepts_every_account_with_the_same_balances(
        self, kind: JournalFormat, currency: str, tmp_path: Path
    ) -> None:
        said = checked(kind, text(kind, every_account(), currency), tmp_path)
        assert (said.returncode, said.stdout + said.stderr) == (0, "")

    @pytest.mark.parametrize("kind", CHECKED)
    def test_accepts_books_without_an_entry(self, kind: JournalFormat, tmp_path: Path) -> None:
        assert checked(kind, text(kind, []), tmp_path).returncode == 0

    @pytest.mark.parametrize("kind", CHECKED)
    def test_notices_another_balance(self, kind: JournalFormat, tmp_path: Path) -> None:
        first = JournalLine(Account.CASH_BANK, 500), JournalLine(Account.INCOME_DUES, -500)
        written = text(kind, [entry(1, *first), entry(2, *first)])
        altered = written.replace("5.00", "6.00", 1).replace("-5.00", "-6.00", 1)
        assert checked(kind, written, tmp_path).returncode == 0
        assert checked(kind, altered, tmp_path).returncode != 0


class TestTheCsv:
    def test_has_a_row_for_each_posting(self) -> None:
        rows = [dict(zip(HEADS, row, strict=True)) for row in journals.rows(every_account(), currency="USD")]
        assert len(rows) == 2 * len(Account)
        assert (rows[0]["entry_payment_id"], rows[0]["entry_charge_id"], rows[0]["amount"]) == (
            "7",
            "",
            "10.00",
        )
        sums: dict[str, float] = defaultdict(float)
        for row in rows:
            sums[row["entry"]] += float(row["amount"])
        assert set(sums.values()) == {0.0}


class TestTheIif:
    def test_has_an_entry_for_each_with_its_postings(self) -> None:
        rows = list(csv.reader(io.StringIO(text(JournalFormat.IIF, every_account())), delimiter="\t"))
        assert [row[0] for row in rows[:1]] == ["!ACCNT"]
        assert (
            sum(row[0] == "TRNS" for row in rows) == sum(row[0] == "ENDTRNS" for row in rows) == len(Account)
        )
        first = next(row for row in rows if row[0] == "TRNS")
        assert first[2:5] == ["GENERAL JOURNAL", "01/28/2026", "Receivable"]
        assert {len(row) for row in rows if row[0] in ("TRNS", "SPL")} == {9}


class TestWhatPeopleTyped:
    @given(st.text(max_size=60))
    @settings(suppress_health_check=[HealthCheck.too_slow])
    def test_begins_no_formula_and_ends_no_line(self, typed: str) -> None:
        made = [
            entry(
                1,
                JournalLine(Account.CASH_BANK, 1, member=typed),
                JournalLine(Account.UNASSIGNED, -1),
                memo=typed,
            )
        ]
        for row in journals.rows(made, currency="USD"):
            for cell in (row[HEADS.index("memo")], row[HEADS.index("member")]):
                assert cell.lstrip()[:1] not in ("=", "+", "@", "＝")
        for line in text(JournalFormat.IIF, made).split("\r\n"):
            assert line == "" or len(line.split("\t")) in (1, 3, 9)
        assert "\n".join(journals.hledger(made, name=typed, currency="USD")).count(" | ") <= 1

    def test_without_anything_leaves_no_bar(self) -> None:
        made = [entry(1, JournalLine(Account.CASH_BANK, 1), JournalLine(Account.UNASSIGNED, -1))]
        assert "(1) Payment\n" in text(JournalFormat.HLEDGER, made)
