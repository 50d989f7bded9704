"""Work that is left to a queue, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

from sandbox import Sandbox
from sigma_finance.database.transactions import transactional
from sigma_finance.extensions import db
from sigma_finance.models import JobRecord
from sigma_finance.services.messages import outbox
from tests.books import Books

Queue = Callable[[str], list[str]]
#: What a reminder tells of one dollar that is due today.
FACTS = {
    "member_name": "Ada",
    "amount": "$1.00",
    "balance": "$1.00",
    "past_due": "",
    "due_today": "$1.00",
    "due_soon": "",
    "sections": [],
    "pay_url": "http://localhost/",
}


@transactional
def write(*, books: Books, number: int) -> None:
    outbox.enqueue(
        chapter_id=books.chapter_id, kind="due_today", to=f"ada{number}@example.org", context=FACTS
    )


def arrived(sandbox: Sandbox) -> list[str]:
    return sorted(to for message in sandbox.messages() for to in message.to)


def finished(name: str) -> bool:
    db.session.rollback()
    record = db.session.get(JobRecord, name)
    return record is not None and record.last_finished_at is not None
