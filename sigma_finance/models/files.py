"""Files that are kept for a chapter; where their bytes are, the storage alone knows."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.files import FileContent
from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment, OfChapter, word
from sigma_finance.models.sealed import SealedRow, SealedText


class StoredFile(SealedRow, OfChapter, Base):
    """A file that somebody sent: what it is, its size and its hash, and what they call it, encrypted.

    ``key`` is its name in the storage. It counts for something once it is ``used``; one that never came so far is
    removed, and so is one that somebody takes off.
    """

    __tablename__ = "stored_files"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(60), unique=True)
    content: Mapped[FileContent] = word("content", FileContent)
    name: Mapped[str] = mapped_column(SealedText("stored_files", "name"))
    size_bytes: Mapped[Minor]
    sha256: Mapped[str] = mapped_column(String(64))
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    used_at: Mapped[MaybeMoment]
    removed_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_stored_files_made_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("size_bytes > 0", name="holds_something"),
        Index(
            "ix_stored_files_unused",
            "created_at",
            "id",
            postgresql_where=text("used_at IS NULL AND removed_at IS NULL"),
            sqlite_where=text("used_at IS NULL AND removed_at IS NULL"),
        ),
    )
