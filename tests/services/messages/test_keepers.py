"""What the officers who keep the books are told."""

from __future__ import annotations

from flask import Flask

from sigma_finance.database.transactions import transactional
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from sigma_finance.services.messages import keepers
from tests.people import People, open_chapter


@transactional
def tell(people: People, besides: int | None = None) -> None:
    keepers.tell_keepers(
        people.chapter_id,
        "unmatched_payment",
        12345,
        "/treasurer/unmatched",
        besides=besides,
        member_name="Ada",
    )


def told() -> list[str]:
    db.session.rollback()
    return [one.to_email for one in db.session.query(OutboxMessage).order_by(OutboxMessage.id)]


class TestTheKeepersOfTheBooks:
    def test_are_told_how_much_and_where_to_look(self, any_app: Flask) -> None:
        people = open_chapter()
        open_chapter("kr", "Kappa Rho")
        tell(people)
        assert told() == [people.treasurer.email, people.admin.email]
        context = db.session.query(OutboxMessage).first()
        assert context is not None
        assert context.context["amount"] == "$123.45"
        assert context.context["review_url"].endswith("/treasurer/unmatched")
        assert context.context["member_name"] == "Ada"

    def test_are_told_but_for_the_one_who_knows(self, any_app: Flask) -> None:
        people = open_chapter()
        tell(people, besides=people.treasurer.member_id)
        assert told() == [people.admin.email]
