"""Files that are kept for a chapter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from sigma_finance.database.rows import read_row
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.files import FileContent
from sigma_finance.extensions import db
from sigma_finance.models import StoredFile


@dataclass(frozen=True)
class KeptContent:
    """Where a file's bytes are, and what they are."""

    id: int
    key: str
    content: FileContent


def get_content(*, chapter_id: int, file_id: int) -> KeptContent:
    """Where a file of the chapter is; raises NotFound."""
    row = db.session.execute(
        select(StoredFile.id, StoredFile.key, StoredFile.content).where(
            StoredFile.chapter_id == chapter_id, StoredFile.id == file_id, StoredFile.removed_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such file.")
    return read_row(KeptContent, row)


def total_bytes(*, chapter_id: int) -> int:
    """How much a chapter keeps."""
    kept = select(func.coalesce(func.sum(StoredFile.size_bytes), 0)).where(
        StoredFile.chapter_id == chapter_id, StoredFile.removed_at.is_(None)
    )
    return int(db.session.scalar(kept) or 0)


def unused(*, before: datetime, limit: int) -> list[StoredFile]:
    """Files of all chapters that were sent before then and count for nothing, for the change."""
    found = (
        select(StoredFile)
        .where(StoredFile.used_at.is_(None), StoredFile.removed_at.is_(None), StoredFile.created_at < before)
        .order_by(StoredFile.created_at, StoredFile.id)
        .limit(limit)
    )
    return list(db.session.scalars(found))


def mark_used(*, chapter_id: int, file_id: int, member_id: int | None, at: datetime) -> bool:
    """Have a file that this member sent count for something, once; False where it does already or is not there."""
    used = (
        update(StoredFile)
        .where(
            StoredFile.chapter_id == chapter_id,
            StoredFile.id == file_id,
            StoredFile.used_at.is_(None),
            StoredFile.removed_at.is_(None),
            StoredFile.made_by_member_id == member_id,
        )
        .values(used_at=at)
        .returning(StoredFile.id)
    )
    return db.session.scalar(used) is not None
