"""What the officers who keep the books are told."""

from __future__ import annotations

from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter
from sigma_finance.queries import officers
from sigma_finance.services.messages import outbox


def tell_keepers(
    chapter_id: int,
    kind: str,
    amount_minor: int,
    path: str,
    *,
    besides: int | None = None,
    **context: str | list[list[str]] | None,
) -> None:
    """Write to every officer who keeps the books, ``besides`` left out, that something needs them.

    An amount of zero is left out.
    """
    chapter = db.session.get_one(Chapter, chapter_id)
    for keeper in officers.keepers_of_the_books(chapter_id=chapter_id):
        if keeper.id == besides:
            continue
        outbox.tell(
            keeper,
            kind,
            amount=format_money(amount_minor, chapter.currency) if amount_minor else "",
            review_url=setting("BASE_URL") + path,
            **context,
        )
