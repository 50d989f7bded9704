"""Links in e-mails by which their reader asks for no more of the kind, without signing in."""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from sigma_finance.database.scopes import for_chapter
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db, secret_keys
from sigma_finance.models import Chapter
from sigma_finance.queries import locks
from sigma_finance.queries.members import members


class StopLinkAltered(NotFound):
    """The address was never given out like this."""


@dataclass(frozen=True)
class StopRequest:
    """Whose e-mails of which kind are to end, and of which chapter."""

    chapter_id: int
    member_id: int
    topic: Topic
    chapter_name: str
    is_muted: bool


def sign(chapter_id: int, member_id: int, topic: Topic) -> str:
    """The part of a link that says whose mail, and which, and proves that we said so."""
    return str(_signer().dumps([chapter_id, member_id, topic.value]))


def read(token: str) -> StopRequest:
    """What a link is about; raises StopLinkAltered."""
    try:
        chapter_id, member_id, topic = _signer().loads(token)
        wanted = int(chapter_id), int(member_id), Topic(topic)
    except (BadData, ValueError, TypeError) as error:
        raise StopLinkAltered("This link is not whole. Open it from the e-mail again.") from error
    return _stop(*wanted)


def _stop(chapter_id: int, member_id: int, topic: Topic) -> StopRequest:
    with for_chapter(chapter_id):
        member = members.find_row(chapter_id=chapter_id, member_id=member_id)
    chapter = db.session.get(Chapter, chapter_id)
    if member is None or chapter is None:
        raise StopLinkAltered("This link is of no use any more.")
    return StopRequest(chapter_id, member_id, topic, chapter.name, topic.value in member.muted)


@transactional
def stop(*, chapter_id: int, member_id: int, topic: Topic) -> None:
    """Send a member no more e-mail about a topic."""
    with for_chapter(chapter_id):
        member = locks.lock_members(chapter_id=chapter_id, member_ids=[member_id])[member_id]
        member.muted = sorted({*member.muted, topic.value})


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secret_keys(), salt="stop these e-mails")
