"""Personal data that leaves as a file: noted in the audit trail, written row by row."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import IO

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.money import plain_amount
from sigma_finance.domain.spreadsheets import plain_cell
from sigma_finance.gateways.spreadsheets.writing import ReportWorkbook
from sigma_finance.queries.payments import history
from sigma_finance.queries.payments.history import ExportedPayment, PaymentFilter, Totals
from sigma_finance.services import audit

#: The columns of the payments, as ``cells`` and ``record`` fill them.
HEADS = (
    "date",
    "member",
    "email",
    "method",
    "status",
    "amount",
    "refunded",
    "kept",
    "receipt",
    "reference",
    "PaymentIntent",
    "note",
    "taken by",
    "recorded by",
    "historical",
)
_WIDTHS = (12, 28, 32, 14, 18, 12, 12, 12, 16, 20, 30, 40, 20, 28, 11)


@transactional
def begin_payments(*, chapter_id: int, timezone: str, wanted: PaymentFilter, file: str, by: Actor) -> Totals:
    """Note that the payments of a filter leave as a ``file`` (its kind); returns what they add up to."""
    found = history.totals(chapter_id=chapter_id, timezone=timezone, wanted=wanted)
    audit.record(
        Action.EXPORTED,
        chapter_id=chapter_id,
        subject=("chapters", chapter_id),
        by=by,
        what="payments",
        file=file,
        rows=found.payments,
    )
    return found


def record(payment: ExportedPayment, currency: str) -> dict[str, str | bool]:
    """A payment by ``HEADS``, amounts as decimals, for machines."""
    texts = (
        payment.on.isoformat(),
        payment.member,
        payment.email,
        payment.method.label,
        payment.shown.label,
        plain_amount(payment.amount_minor, currency),
        plain_amount(payment.refunded_minor, currency),
        plain_amount(payment.kept_minor, currency),
        payment.receipt,
        payment.reference,
        payment.payment_intent,
        payment.note,
        payment.taken_by,
        payment.recorded_by,
    )
    return {**dict(zip(HEADS[:-1], texts, strict=True)), HEADS[-1]: payment.historical}


def cells(payment: ExportedPayment, currency: str) -> list[str]:
    """A payment under ``HEADS`` as text; what people typed cannot begin a formula."""
    *texts, historical = record(payment, currency).values()
    return [*(plain_cell(str(text)) for text in texts), "yes" if historical else "no"]


def write_workbook(
    target: IO[bytes], *, rows: Iterable[ExportedPayment], totals: Totals, currency: str
) -> None:
    """Write payments and what they add up to as a workbook, without keeping them in memory."""
    report = ReportWorkbook("Payments", HEADS, _WIDTHS)
    try:
        for payment in rows:
            *texts, historical = record(payment, currency).values()
            values = [str(text) for text in texts]
            amounts = [Decimal(text) for text in values[5:8]]
            report.add([payment.on, *values[1:5], *amounts, *values[8:], "yes" if historical else "no"])
        report.add_sheet("Summary", _summary(totals, currency))
        report.save(target)
    finally:
        report.close()


def _summary(totals: Totals, currency: str) -> list[tuple[str, Decimal]]:
    amounts = {
        f"Received, {currency}": totals.received_minor,
        f"Went back, {currency}": totals.went_back_minor,
        f"Kept, {currency}": totals.kept_minor,
    }
    return [
        ("Payments", Decimal(totals.payments)),
        *((label, Decimal(plain_amount(minor, currency))) for label, minor in amounts.items()),
    ]
