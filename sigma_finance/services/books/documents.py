"""Receipts and statements as PDF files, for members and officers.

Each is made when it is asked for, from the books alone; only what is handed over with an office is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from sigma_finance.domain.colours import DEFAULT, by_day
from sigma_finance.domain.dates import long_date, short_date
from sigma_finance.domain.dues.spans import Span
from sigma_finance.domain.money import LOCALE, format_amount, format_money
from sigma_finance.gateways.pdf.typesetting import typeset
from sigma_finance.queries.books import member_statement
from sigma_finance.queries.books.member_account import StatementLine
from sigma_finance.queries.books.member_statement import MemberStatement
from sigma_finance.queries.chapters import settings
from sigma_finance.queries.payments import receipts
from sigma_finance.queries.payments.amendments import ReceiptMark
from sigma_finance.queries.payments.receipts import ReceiptFacts

#: Where people print on Letter; everywhere else they print on A4.
_LETTER = ("USD", "CAD", "MXN", "PHP", "CLP", "COP")

_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Sender:
    """The chapter that a document comes from."""

    chapter_id: int
    name: str
    currency: str
    timezone: str
    accent: str = DEFAULT
    has_logo: bool = False

    def money(self, minor: int) -> str:
        """An amount with the currency's sign."""
        return format_money(minor, self.currency).replace("-", _MINUS)

    def amount(self, minor: int) -> str:
        """An amount in a column that names its currency once."""
        return format_amount(minor, self.currency).replace("-", _MINUS)


@dataclass(frozen=True)
class Document:
    """A PDF and the name that it is saved under."""

    name: str
    content: bytes


def receipt(*, sender: Sender, reference: str, member_id: int | None = None) -> Document:
    """The receipt of a payment as a PDF, of ``member_id`` alone where that is given; raises NotFound."""
    found = receipts.get_receipt(
        chapter_id=sender.chapter_id, reference=reference, timezone=sender.timezone, member_id=member_id
    )
    return Document(f"{found.number}.pdf", typeset("receipt", _receipt_facts(sender, found)))


def statement(*, sender: Sender, member_id: int, span: Span) -> Document:
    """A member's statement over ``span`` as a PDF; raises NotFound."""
    found = member_statement.get_statement(chapter_id=sender.chapter_id, member_id=member_id, span=span)
    days = f"{span.first.isoformat()}-to-{span.last.isoformat()}" if span.first else span.last.isoformat()
    return Document(
        f"statement-{member_id}-{days}.pdf", typeset("statement", _statement_facts(sender, found))
    )


def _receipt_facts(sender: Sender, found: ReceiptFacts) -> dict[str, Any]:
    title = f"Receipt {found.number}"
    settled = [(line.description, sender.money(line.amount_minor)) for line in found.settled]
    if found.credit_minor:
        settled.append(("Kept as credit for the next charge", sender.money(found.credit_minor)))
    return {
        **frame(sender, title),
        "amount": sender.money(found.amount_minor),
        "pairs": _receipt_pairs(sender, found),
        "settled": settled,
        "since": [
            (f"{one.what}, {long_date(one.on)}", sender.money(one.amount_minor)) for one in found.since
        ],
        "balance": _balance(sender, found.balance_minor),
        "void": _mark(found.restated) if found.restated and found.restated.is_void else None,
        "amended": _amendment(sender, found),
    }


def _mark(mark: ReceiptMark) -> dict[str, str]:
    return {"on": long_date(mark.on), "reason": mark.reason}


def _amendment(sender: Sender, found: ReceiptFacts) -> dict[str, str] | None:
    """What of a receipt stays paid, where that is a part of it."""
    mark = found.restated
    if mark is None or mark.is_void or mark.stays_minor >= found.amount_minor:
        return None
    return {**_mark(mark), "stays": sender.money(mark.stays_minor)}


def _receipt_pairs(sender: Sender, found: ReceiptFacts) -> list[tuple[str, str]]:
    taken_by = found.taken_by or ("Stripe, online" if found.method.by_stripe else "")
    pairs = [
        ("Receipt", found.number),
        ("Chapter", sender.name),
        ("Received from", found.member_name),
        ("Amount", sender.money(found.amount_minor)),
        ("Method", found.method.label),
        ("Received on", long_date(found.received_on)),
        ("Taken by", taken_by),
        ("Issued on", long_date(found.issued_on)),
        ("Reference", found.reference),
    ]
    return [(term, value) for term, value in pairs if value]


def _balance(sender: Sender, minor: int) -> tuple[str, str]:
    """What was owed after a payment, in words that never need a minus sign."""
    if minor < 0:
        return "Credit after this payment", sender.money(-minor)
    return "Balance after this payment", sender.money(minor)


def _statement_facts(sender: Sender, found: MemberStatement) -> dict[str, Any]:
    return {
        **frame(sender, "Statement"),
        "footer": f"{sender.name}, {found.member_name}",
        "member": found.member_name,
        "span": found.span.words,
        "summary": [
            ("Balance before", sender.money(found.opening_minor)),
            ("Charged, less waivers", sender.money(found.charged_minor)),
            ("Paid, less what went back", sender.money(-found.paid_minor)),
            (f"Balance on {long_date(found.span.last)}", sender.money(found.closing_minor)),
        ],
        "heads": ["Date", "What", "Receipt", f"Amount, {sender.currency}", f"Balance, {sender.currency}"],
        "lines": [_line(sender, line) for line in found.lines],
    }


def _line(sender: Sender, line: StatementLine) -> list[str]:
    what = f"{line.what} ({line.memo})" if line.memo else line.what
    amounts = sender.amount(line.amount_minor), sender.amount(line.balance_minor)
    return [short_date(line.booked_on), what, line.receipt or "", *amounts]


def frame(sender: Sender, title: str) -> dict[str, Any]:
    """What stands around every document."""
    logo = settings.get_logo(chapter_id=sender.chapter_id) if sender.has_logo else None
    return {
        "accent": by_day(sender.accent).accent_ink,
        "logo": list(logo) if logo else None,
        "title": title,
        "chapter": sender.name,
        "footer": f"{sender.name}, {title}",
        "paper": "us-letter" if sender.currency in _LETTER else "a4",
    }


def at(moment: datetime, timezone: str) -> str:
    """A moment in full, by the chapter's clock: December 31, 2026 at 3:05 PM."""
    return format_datetime(moment, "MMMM d, y 'at' h:mm a", tzinfo=ZoneInfo(timezone), locale=LOCALE)
