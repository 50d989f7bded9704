"""The evidence for a disputed payment, as it is put together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.dues.requests import PlanTerms
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.autopay import MandateState
from sigma_finance.domain.payments.delivery import Delivery, MessageState
from sigma_finance.domain.payments.payments import DisputeState, Method
from sigma_finance.domain.payments.requests import Gift, ManualPayment
from sigma_finance.domain.policy import Frequency, Policy
from sigma_finance.extensions import db
from sigma_finance.models import (
    AutopayMandate,
    Dispute,
    Member,
    OutboxMessage,
    Payment,
    Plan,
    SignInSession,
    User,
)
from sigma_finance.services.dues import plans
from sigma_finance.services.payments import checkout, donations, evidence, recording
from tests.books import ZONE, Books, charge, member_of, open_books, set_policy
from tests.harness.pdf import text_of
from tests.services.payments.disputing import dispute, dispute_of, sender
from tests.services.payments.paying import deliver, press_pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


def signed_in(books: Books) -> Actor:
    """The first member with a login, signed in from an address by a browser."""
    user = User(email="ada@example.org", password_hash="-", name="Member 0")
    db.session.add(user)
    db.session.flush()
    member = db.session.get_one(Member, books.members[0])
    member.user_id = user.id
    db.session.add(
        SignInSession(
            user_id=user.id,
            member_id=member.id,
            token_hash="x" * 64,
            ip="203.0.113.7",
            user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0",
            last_seen_at=now(),
            confirmed_at=now(),
            expires_at=now(),
        )
    )
    db.session.commit()
    return Actor(ActorKind.PERSON, user.id, member.id, ip="203.0.113.7", user_agent="Firefox")


def paid_by(books: Books, sandbox: Sandbox, by: Actor) -> Dispute:
    """A payment that the member began themselves, disputed."""
    checkout.start(chapter_id=books.chapter_id, member_id=books.members[0], amount_minor=20000, by=by)
    payment = press_pay(books)
    sandbox.pay(payment.stripe_session_id or "")
    deliver(sandbox)
    return dispute(books, sandbox, payment=payment)


def read(books: Books, made: Dispute, *, said: str = "") -> tuple[str, dict[str, str]]:
    pack = evidence.put_together(
        sender=sender(books), dispute_id=made.id, words="They were there.", members_words=said
    )
    return text_of(pack.pdf), pack.texts


class TestThePack:
    def test_holds_who_paid_what_and_from_where(self, books: Books, sandbox: Sandbox) -> None:
        by = signed_in(books)
        words, texts = read(books, paid_by(books, sandbox, by))
        for said in (
            "They were there.",
            "Member 0",
            "203.0.113.7",
            "Firefox",
            "R-",
            "What it paid for",
            "When the payer signed in",
            "Receipts of the same payer",
        ):
            assert said in words
        assert texts["customer_name"] == "Member 0"
        assert texts["customer_purchase_ip"] == "203.0.113.7"
        assert "203.0.113.7" in texts["access_activity_log"]
        assert texts["uncategorized_text"] == "They were there."
        assert "Membership dues of Books" in texts["product_description"]

    def test_holds_the_members_own_words(self, books: Books, sandbox: Sandbox) -> None:
        by = signed_in(books)
        made = paid_by(books, sandbox, by)
        recording.report(
            request=ManualPayment(
                chapter_id=books.chapter_id,
                member_id=books.members[0],
                amount_minor=100,
                method=Method.CASH,
                received_on=today_in(ZONE),
                note="I gave it to Tess at the retreat.",
                taken_by="",
                form_key="k-1",
            ),
            by=by,
        )
        words, _ = read(books, made, said="I will pay on Monday, by card.")
        assert "I gave it to Tess at the retreat." in words
        assert "I will pay on Monday, by card." in words

    def test_holds_what_reached_the_member_and_not_what_came_back(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        made = dispute(books, sandbox)
        facts = {"chapter_id": books.chapter_id, "member_id": books.members[0], "to_email": "a@example.org"}
        for number, (kind, delivery) in enumerate(
            (("not_a_kind", Delivery.DELIVERED), ("receipt", None), ("came_back", Delivery.BOUNCED))
        ):
            db.session.add(
                OutboxMessage(
                    **facts,
                    kind=kind,
                    reference=f"M-{number}",
                    context={},
                    state=MessageState.SENT,
                    delivery=delivery,
                    sent_at=now(),
                )
            )
        db.session.commit()
        words, _ = read(books, made)
        assert "Not a kind" in words, "a message whose kind is gone is called by its name"
        assert "delivered to a@example.org" in words
        assert "sent to a@example.org" in words
        assert "Came back" not in words

    def test_of_nothing_is_not_found(self, books: Books) -> None:
        with pytest.raises(NotFound):
            evidence.put_together(sender=sender(books), dispute_id=1, words="x", members_words="")

    def test_is_set_in_any_script(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        member_of(books.members[0]).name = "李小龙 نجيب"
        db.session.commit()
        assert "李小龙" in read(books, made)[0]

    def test_holds_the_plan_and_the_consent_with_their_time_and_address(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        by = signed_in(books)
        whose = {"chapter_id": books.chapter_id, "member_id": books.members[0]}
        terms = PlanTerms(Frequency.MONTHLY, 4, today_in(ZONE) + timedelta(days=1), 20000)
        plan = db.session.get_one(
            Plan, plans.agree(**whose, terms=terms, agreement="I pay in four parts.", by=by)
        )
        plan.agreed_at = now() - timedelta(days=1)
        db.session.commit()
        made = paid_by(books, sandbox, by)
        payment = db.session.get_one(Payment, made.payment_id)
        payment.autopay = True
        for label in ("Visa ending 4242", ""):
            db.session.add(
                AutopayMandate(
                    **whose,
                    reference=f"A-{label[:4]}",
                    state=MandateState.STARTED,
                    consent="I allow it on each due date.",
                    consented_at=payment.created_at - timedelta(days=2 if label else 9),
                    consented_ip="203.0.113.9" if label else "",
                    stripe_method_id="pm_1",
                    label=label,
                )
            )
        db.session.commit()
        words, texts = read(books, made)
        for said in (
            "Payment plan",
            "I pay in four parts.",
            "Monthly, $200.00 in all",
            "from 203.0.113.7",
            "by autopay",
            "I allow it on each due date.",
        ):
            assert said in words
        assert "customer_purchase_ip" not in texts, "nobody stood before a page"

    def test_of_a_donation_names_its_donor(self, books: Books, sandbox: Sandbox) -> None:
        set_policy(books, Policy(donations_open=True))
        donations.start(slug=books.slug, gift=Gift(5000, "Grace Hopper", "grace@example.com"), by=OPERATOR)
        session_id = sandbox.sessions()[0]["id"]
        sandbox.pay(session_id)
        deliver(sandbox)
        disputed = sandbox.dispute(session_id)
        deliver(sandbox)
        words, texts = read(books, dispute_of(disputed["id"]))
        assert "Grace Hopper" in words
        assert (texts["customer_name"], texts["customer_email_address"]) == (
            "Grace Hopper",
            "grace@example.com",
        )

    def test_of_money_without_a_receipt_says_what_is_known(self, books: Books, sandbox: Sandbox) -> None:
        payment = press_pay(books)
        payment.member_id = None
        made = Dispute(
            chapter_id=books.chapter_id,
            payment_id=payment.id,
            stripe_dispute_id="du_1",
            amount_minor=100,
            state=DisputeState.OPEN,
        )
        db.session.add(made)
        db.session.commit()
        words, texts = read(books, made)
        assert "Not known" in words
        assert texts["product_description"].endswith("dues.")
