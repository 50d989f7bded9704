"""Which installments a payment was made for, where it was made for some in particular."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from sigma_finance.models.base import Base, Id, OfChapter


class NamedInstallment(OfChapter, Base):
    """An installment that a payment names: written before the provider is asked, never changed, settled before others.

    What a payment names of which nothing is open any more, or more than it brings, follows the usual order.
    """

    __tablename__ = "named_installments"

    id: Mapped[Id]
    payment_id: Mapped[int]
    installment_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "payment_id"],
            ["payments.chapter_id", "payments.id"],
            name="fk_named_installments_chapter_id_payments",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "installment_id"],
            ["installments.chapter_id", "installments.id"],
            name="fk_named_installments_chapter_id_installments",
        ),
        UniqueConstraint("chapter_id", "payment_id", "installment_id"),
    )
