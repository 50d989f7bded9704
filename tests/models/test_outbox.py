"""What the database lets a message be, and what the mail service told of it."""

from __future__ import annotations

from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.messages.kinds import Haste
from sigma_finance.domain.payments.delivery import Delivery
from sigma_finance.extensions import db
from sigma_finance.models import MailEvent, OutboxMessage
from tests.books import Books, open_books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere
from tests.rows import invite


def message(books: Books) -> Sample:
    facts = of(books, kind="receipt", to_email="ada@example.org", context={})
    return Sample(OutboxMessage, {**facts, "reference": lambda: new_reference("M")})


class TestAMessage:
    def test_has_a_reference_of_its_own_and_is_to_somebody_of_the_chapter(self, books: Books) -> None:
        message(open_books()).keep(reference="M-1")
        assert_refused(
            message(books),
            {
                "uq_outbox_messages_reference": {"reference": "M-1"},
                "ck_outbox_messages_state_known": {"state": UNHEARD_OF},
                "ck_outbox_messages_delivery_known": {"delivery": UNHEARD_OF},
                "fk_outbox_messages_chapter_id_member_id_members": {"member_id": somebody_elsewhere()},
                "fk_outbox_messages_chapter_id_invite_id_invites": {
                    "invite_id": invite(open_books().chapter_id)
                },
            },
        )
        own = {"member_id": books.members[0], "invite_id": invite(books.chapter_id)}
        assert_taken(message(books), {}, own, {"delivery": Delivery.BOUNCED})

    def test_waits_its_turn_and_stays_out_of_the_app_unless_it_says_otherwise(self, books: Books) -> None:
        found = db.session.get_one(OutboxMessage, message(books).keep())
        db.session.refresh(found)
        assert (found.haste, found.in_app) == (Haste.ORDINARY, False)


class TestAMailEvent:
    def test_is_kept_once(self, books: Books) -> None:
        facts = of(books, message_id=message(books).keep(), delivery=Delivery.DELIVERED, at=now())
        told = Sample(MailEvent, {**facts, "event_id": "sg-2"})
        told.keep(event_id="sg-1")
        assert_refused(
            told,
            {
                "uq_mail_events_event_id": {"event_id": "sg-1"},
                "ck_mail_events_delivery_known": {"delivery": UNHEARD_OF},
                "fk_mail_events_chapter_id_message_id_outbox_messages": {
                    "message_id": message(open_books()).keep()
                },
            },
        )
        assert_taken(told, {})
