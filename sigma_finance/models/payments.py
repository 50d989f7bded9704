"""Money received, the receipts that prove it, and what went back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.payments.debits import AccountCheck
from sigma_finance.domain.payments.payments import (
    AnswerKind,
    AnswerState,
    DisputeState,
    Method,
    PaymentState,
    RefundState,
)
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.domain.payments.refunds import StillOwed
from sigma_finance.models.base import (
    Base,
    Id,
    LongText,
    MaybeMoment,
    Minor,
    Moment,
    OfChapter,
    maybe_word,
    word,
)


class Payment(OfChapter, Base):
    """Money from a member, by any method. Without a member it is unmatched money that a treasurer assigns.

    With a donor it is a donation: nobody's dues, with a receipt all the same.

    ``reference`` is public and is the idempotency key at Stripe. ``amount_minor`` is what was asked for until the
    payment succeeds and what came in from then on. ``form_key`` makes repeating a money form harmless.
    ``fee_minor`` of the amount covers Stripe's fee and settles nothing. ``kept_on`` is the bank account that the money
    came in on, where it is another than its method says.

    ``stripe_account`` is on whose account at Stripe it was made: empty for the deployment's own. It stays there for
    ever, and so does all that follows it.

    A bank debit has the day by which its next stage is *expected*: small deposits, or the bank's word; and an
    ``account_check`` where its payer has to confirm the account first.

    By *autopay* it is a charge of a kept method, without a Checkout Session.

    One that came by a member's pay link names the link, and its payer by the address that they gave Stripe.

    A *historical* payment is of earlier years and was imported: it is dated (``created_at``, ``succeeded_at``) to the
    day on which it was made, and ``import_key`` keeps it from being imported twice.
    """

    __tablename__ = "payments"

    id: Mapped[Id]
    member_id: Mapped[int | None]
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    method: Mapped[Method] = word("method", Method)
    state: Mapped[PaymentState] = word("state", PaymentState)
    amount_minor: Mapped[Minor]
    fee_minor: Mapped[Minor] = mapped_column(default=0)
    received_on: Mapped[date | None]
    donor_name: Mapped[str | None] = mapped_column(String(120))
    donor_email: Mapped[str | None] = mapped_column(String(254))
    pay_link_id: Mapped[int | None]
    payer_email: Mapped[str | None] = mapped_column(String(254))
    autopay: Mapped[bool] = mapped_column(default=False)
    kept_on: Mapped[BankPlace | None] = maybe_word("kept_on", BankPlace)
    note: Mapped[str] = mapped_column(String(300), default="")
    taken_by: Mapped[str] = mapped_column(String(120), default="")
    problem: Mapped[str] = mapped_column(String(300), default="")
    form_key: Mapped[str | None] = mapped_column(String(64))
    recorded_by_member_id: Mapped[int | None]
    stripe_account: Mapped[str] = mapped_column(String(255), default="", server_default="")
    stripe_session_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    stripe_payment_intent_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    checkout_url: Mapped[str | None] = mapped_column(String(2000))
    account_check: Mapped[AccountCheck | None] = maybe_word("account_check", AccountCheck)
    expected_on: Mapped[date | None]
    historical: Mapped[bool] = mapped_column(default=False)
    import_batch_id: Mapped[int | None]
    import_key: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[Moment]
    succeeded_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "recorded_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_payments_recorded_by_members",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "member_id", "pay_link_id"],
            ["pay_links.chapter_id", "pay_links.member_id", "pay_links.id"],
            name="fk_payments_pay_link",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "import_batch_id"], ["import_batches.chapter_id", "import_batches.id"]
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "form_key"),
        UniqueConstraint("chapter_id", "import_key"),
        CheckConstraint("amount_minor > 0 AND amount_minor < 1000000000", name="amount_bounded"),
        CheckConstraint(
            "donor_name IS NULL OR (member_id IS NULL AND NOT historical)", name="donor_or_member"
        ),
        CheckConstraint("pay_link_id IS NULL OR member_id IS NOT NULL", name="link_is_a_members"),
        CheckConstraint("payer_email IS NULL OR pay_link_id IS NOT NULL", name="payer_came_by_link"),
        CheckConstraint("fee_minor >= 0", name="fee_not_negative"),
        CheckConstraint("state <> 'succeeded' OR succeeded_at IS NOT NULL", name="succeeded_is_dated"),
        CheckConstraint(
            "(historical AND import_batch_id IS NOT NULL AND member_id IS NOT NULL)"
            " OR (NOT historical AND import_batch_id IS NULL AND import_key IS NULL)",
            name="historical_is_imported",
        ),
        Index("ix_payments_chapter_id_created_at", "chapter_id", "created_at", "id"),
        Index("ix_payments_chapter_id_member_id", "chapter_id", "member_id", "created_at"),
        Index("ix_payments_chapter_id_succeeded_at", "chapter_id", "succeeded_at", "id"),
        Index(
            "ix_payments_chapter_id_import_batch_id",
            "chapter_id",
            "import_batch_id",
            "id",
            postgresql_where=text("import_batch_id IS NOT NULL"),
            sqlite_where=text("import_batch_id IS NOT NULL"),
        ),
        Index(
            "ix_payments_chapter_id_waiting",
            "chapter_id",
            "state",
            "created_at",
            postgresql_where=text("state IN ('created', 'pending', 'processing', 'reported')"),
            sqlite_where=text("state IN ('created', 'pending', 'processing', 'reported')"),
        ),
    )


class Receipt(OfChapter, Base):
    """The numbered proof of a succeeded payment; never changed, numbers run without gaps per chapter and year.

    ``label`` is the number as it was printed, such as R-2026-0001, with the chapter's prefix of that day.
    """

    __tablename__ = "receipts"

    id: Mapped[Id]
    payment_id: Mapped[int]
    year: Mapped[int]
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(24))
    amount_minor: Mapped[Minor]
    issued_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "payment_id"], ["payments.chapter_id", "payments.id"]),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "payment_id"),
        UniqueConstraint("chapter_id", "year", "number"),
        CheckConstraint("number >= 1", name="number_positive"),
    )


class ReceiptVoid(OfChapter, Base):
    """Says that a receipt no longer proves anything, and why; the receipt itself stays."""

    __tablename__ = "receipt_voids"

    id: Mapped[Id]
    receipt_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    voided_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "receipt_id"], ["receipts.chapter_id", "receipts.id"]),
        UniqueConstraint("chapter_id", "receipt_id"),
    )


class ReceiptAmendment(OfChapter, Base):
    """Says what of a receipt's amount stays paid from now on, and why; the newest one counts, also after a void."""

    __tablename__ = "receipt_amendments"

    id: Mapped[Id]
    receipt_id: Mapped[int]
    stays_minor: Mapped[Minor]
    reason: Mapped[str] = mapped_column(String(300))
    amended_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "receipt_id"], ["receipts.chapter_id", "receipts.id"]),
        CheckConstraint("stays_minor >= 0", name="stays_not_negative"),
        Index("ix_receipt_amendments_chapter_id_receipt_id", "chapter_id", "receipt_id", "id"),
    )


class Refund(OfChapter, Base):
    """Money of a payment that goes back to its payer: asked for here, at Stripe's dashboard, or given by hand.

    One that was asked for here has a ``reference``, its idempotency key at Stripe, from before the call, and is in
    state *created* until an answer is known. ``owed`` says what becomes of what it opens again, and ``forgives_minor``
    how much that forgives; ``by_two`` that two officers decided. One by hand has its ``method``, its day, and the
    ``trace`` of the check or transfer.
    """

    __tablename__ = "refunds"

    id: Mapped[Id]
    payment_id: Mapped[int]
    stripe_refund_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    reference: Mapped[str | None] = mapped_column(String(32), unique=True)
    form_key: Mapped[str | None] = mapped_column(String(64))
    amount_minor: Mapped[Minor]
    state: Mapped[RefundState] = word("state", RefundState)
    owed: Mapped[StillOwed | None] = maybe_word("owed", StillOwed)
    forgives_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    method: Mapped[Method | None] = maybe_word("method", Method)
    given_on: Mapped[date | None]
    trace: Mapped[str] = mapped_column(String(80), default="", server_default="")
    problem: Mapped[str] = mapped_column(String(300), default="", server_default="")
    made_by_member_id: Mapped[int | None]
    by_two: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "payment_id"], ["payments.chapter_id", "payments.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_refunds_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "form_key"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("forgives_minor >= 0", name="forgives_not_negative"),
        CheckConstraint("(method IS NULL) = (given_on IS NULL)", name="by_hand_is_dated"),
        CheckConstraint(
            "stripe_refund_id IS NOT NULL OR method IS NOT NULL OR state IN ('created', 'refused')",
            name="known_at_stripe_or_by_hand",
        ),
        Index("ix_refunds_chapter_id_payment_id", "chapter_id", "payment_id"),
    )


class Dispute(OfChapter, Base):
    """A payer's bank asking for the money of a payment back, as Stripe tells it.

    ``created_at`` is the moment on which it opened at Stripe, ``closed_at`` the one on which we heard of its end.
    *Answered* is one that its bank looks at, with the evidence from here or from Stripe's dashboard; ``warned_days``
    says which of the warnings before its last day was told.
    """

    __tablename__ = "disputes"

    id: Mapped[Id]
    payment_id: Mapped[int]
    stripe_dispute_id: Mapped[str] = mapped_column(String(255), unique=True)
    amount_minor: Mapped[Minor]
    state: Mapped[DisputeState] = word("state", DisputeState)
    reason: Mapped[str] = mapped_column(String(80), default="")
    evidence_due_at: Mapped[MaybeMoment]
    answered: Mapped[bool] = mapped_column(default=False, server_default=false())
    warned_days: Mapped[int | None] = mapped_column(SmallInteger)
    created_at: Mapped[Moment]
    closed_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "payment_id"], ["payments.chapter_id", "payments.id"]),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_disputes_chapter_id_payment_id", "chapter_id", "payment_id"),
        Index(
            "ix_disputes_chapter_id_open",
            "chapter_id",
            "evidence_due_at",
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )


class DisputeAnswer(OfChapter, Base):
    """What a chapter says to a dispute, once for an inquiry and once for the dispute that it may become.

    Evidence has the ``pack`` that an officer reads before it is sent: those bytes leave and no others, and ``texts``
    are what goes beside it in Stripe's own fields. ``reference`` is the idempotency key, kept before the call and new
    after a refusal; ``file_id`` is the pack as Stripe has it.
    """

    __tablename__ = "dispute_answers"

    id: Mapped[Id]
    dispute_id: Mapped[int]
    to_inquiry: Mapped[bool]
    kind: Mapped[AnswerKind] = word("kind", AnswerKind)
    state: Mapped[AnswerState] = word("state", AnswerState)
    reference: Mapped[str | None] = mapped_column(String(32), unique=True)
    words: Mapped[LongText] = mapped_column(default="")
    members_words: Mapped[LongText] = mapped_column(default="")
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    pack: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    file_id: Mapped[str | None] = mapped_column(String(255))
    problem: Mapped[str] = mapped_column(String(300), default="")
    made_by_member_id: Mapped[int | None]
    written_at: Mapped[Moment]
    asked_at: Mapped[MaybeMoment]
    taken_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "dispute_id"], ["disputes.chapter_id", "disputes.id"]),
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_dispute_answers_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        UniqueConstraint("chapter_id", "dispute_id", "to_inquiry"),
        CheckConstraint("state = 'draft' OR reference IS NOT NULL", name="sent_under_a_key"),
        CheckConstraint("kind <> 'evidence' OR pack IS NOT NULL", name="evidence_has_its_pack"),
        CheckConstraint("(state = 'taken') = (taken_at IS NOT NULL)", name="taken_is_dated"),
    )
