"""The evidence for a disputed payment, as it is put together."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.delivery import Delivery, MessageState
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, Member, OutboxMessage, SignInSession, User
from sigma_finance.services.payments import checkout, evidence, recording
from tests.books import ZONE, Books, charge, member_of, open_books
from tests.harness.pdf import text_of
from tests.services.payments.disputing import dispute, sender
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
