"""What the database lets be kept of Stripe's events and of the audit trail."""

from __future__ import annotations

from sigma_finance.domain.dates import now
from sigma_finance.models import AuditEvent, WebhookEvent
from tests.books import Books, open_books
from tests.models.samples import NOBODY, UNHEARD_OF, Sample, assert_refused, assert_taken, of

EVENT = {"type": "payment_intent.succeeded", "object_id": "pi_1", "livemode": False, "payload": "{}"}


class TestAWebhookEvent:
    def test_is_kept_once_for_each_account(self, books: Books) -> None:
        event = Sample(WebhookEvent, {**EVENT, "event_id": "evt_1", "account": "acct_1"})
        event.keep()
        assert_refused(
            event,
            {
                "uq_webhook_events_account_event_id": {"payload": "[]"},
                "ck_webhook_events_state_known": {"event_id": "evt_2", "state": UNHEARD_OF},
                "fk_webhook_events_chapter_id_chapters": {"event_id": "evt_2", "chapter_id": NOBODY},
            },
        )
        assert_taken(event, {"account": ""}, {"event_id": "evt_2", "chapter_id": books.chapter_id})


class TestAnAuditEvent:
    def test_has_a_place_of_its_own_in_its_chapters_chain(self, books: Books) -> None:
        facts = of(books, sequence=1, at=now(), action="exported", actor="operator", subject_type="chapters")
        line = Sample(AuditEvent, {**facts, "previous_hash": "", "hash": "0" * 64})
        line.keep()
        assert_refused(line, {"uq_audit_events_chapter_id_sequence": {"action": "another"}})
        assert_refused(
            line, {"fk_audit_events_actor_user_id_users": {"sequence": 2, "actor_user_id": NOBODY}}
        )
        assert_taken(line, {"sequence": 2}, {"chapter_id": open_books().chapter_id})
