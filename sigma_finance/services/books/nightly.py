"""The mail of the night: whether the books hold, where every audit trail ends, and who hears when something differs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sigma_finance.database.scopes import across_chapters, for_chapter
from sigma_finance.database.transactions import transactional
from sigma_finance.domain import audit_heads
from sigma_finance.domain.audit_heads import AuditHead, Chain
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.permissions import Permission
from sigma_finance.extensions import setting
from sigma_finance.queries import audit_heads as queries
from sigma_finance.queries import officers
from sigma_finance.queries.chapters.chapters import ChapterRow
from sigma_finance.services.messages import outbox

#: A night's mail goes out once, however often the job is tried.
A_NIGHT = timedelta(hours=20)


#: Where the heads of each chain stand in the context of a mail.
_KEPT = {Chain.AUDIT: "heads", Chain.BOOKS: "books_heads"}


def read_head(written: str, chain: Chain = Chain.AUDIT) -> AuditHead:
    """A head that was mailed, signed under the key of now or one before; raises Invalid."""
    keys = [setting("SECRET_KEY"), *setting("SECRET_KEY_FALLBACKS")]
    return audit_heads.read(written, keys=keys, chain=chain)


def sign_head(head: AuditHead, chain: Chain) -> str:
    """The head as it leaves, signed under the key of now."""
    return audit_heads.sign(head, key=setting("SECRET_KEY"), chain=chain)


@across_chapters()
def known_heads(chain: Chain = Chain.AUDIT) -> list[AuditHead]:
    """The heads that stand in the mails that this database still has; those that nobody signed are left out."""
    found = []
    for written in queries.mailed(key=_KEPT[chain]):
        try:
            found.append(read_head(written, chain))
        except Invalid:
            continue
    return found


def tell(*, chapters: Sequence[ChapterRow], differing: Collection[str]) -> None:
    """Mail the operator how the night's check ended, with the heads of all trails, and the admins where it failed.

    ``differing`` are the short names of the chapters whose books or trail differ.
    """
    if chapters and setting("OPERATOR_EMAIL"):
        with for_chapter(chapters[0].id):
            _tell_operator(chapters=chapters, differing=sorted(differing))
    for chapter in chapters:
        if chapter.slug in differing:
            with for_chapter(chapter.id):
                _tell_admins(chapter_id=chapter.id)


@transactional
def _tell_operator(*, chapters: Sequence[ChapterRow], differing: Sequence[str]) -> None:
    kind = "nightly_differs" if differing else "nightly_check"
    if queries.was_mailed(kind=kind, chapter_id=chapters[0].id, since=now() - A_NIGHT):
        return
    ids = [chapter.id for chapter in chapters]
    ends, books = queries.ends(chapter_ids=ids), queries.books_ends(chapter_ids=ids)
    outbox.enqueue(
        chapter_id=chapters[0].id,
        kind=kind,
        to=setting("OPERATOR_EMAIL"),
        context={
            "chapters": f"{len(chapters):,} chapter{'' if len(chapters) == 1 else 's'}",
            **({"differing": ", ".join(differing)} if differing else {}),
            "heads": [sign_head(end, Chain.AUDIT) for end in ends],
            "books_heads": [sign_head(end, Chain.BOOKS) for end in books],
        },
    )


@transactional
def _tell_admins(*, chapter_id: int) -> None:
    if queries.was_mailed(kind="books_differ", chapter_id=chapter_id, since=now() - A_NIGHT):
        return
    for admin in officers.who_may(chapter_id=chapter_id, permission=Permission.MANAGE_CHAPTER):
        outbox.tell(admin, "books_differ", review_url=setting("BASE_URL") + "/treasurer/audit")
