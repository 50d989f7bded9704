"""What the database lets a payment name."""

from __future__ import annotations

from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Installment, NamedInstallment
from tests.books import Books, charge, open_books
from tests.models.samples import Sample, assert_refused, assert_taken, of
from tests.rows import payment


def part_of(books: Books) -> int:
    """A new installment of the first member."""
    made = charge(books, books.members[0])
    return int(db.session.query(Installment.id).filter_by(charge_id=made).scalar())


class TestANamedInstallment:
    def test_is_named_once_and_of_the_payments_own_chapter(self, books: Books) -> None:
        paid = payment(books.chapter_id, books.members[0], PaymentState.PENDING)
        named = Sample(NamedInstallment, of(books, payment_id=paid, installment_id=part_of(books)))
        named.keep()
        other = open_books()
        assert_refused(
            named,
            {
                "uq_named_installments_chapter_id_payment_id_installment_id": {},
                "fk_named_installments_chapter_id_installments": {"installment_id": part_of(other)},
                "fk_named_installments_chapter_id_payments": {
                    "payment_id": payment(other.chapter_id, other.members[0], PaymentState.PENDING)
                },
            },
        )
        assert_taken(named, {"installment_id": part_of(books)})
