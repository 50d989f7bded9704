"""Files that were brought in for an import, and the imports made from them."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.models.base import Base, Id, MaybeMoment, Minor, Moment, OfChapter, word


class ImportBatch(OfChapter, Base):
    """One import, of historical payments or of a roster: its file, what became of its rows, whether it was undone.

    ``sheet`` is the one of its file, where that has several; ``decisions`` is the report, row by row, packed.
    """

    __tablename__ = "import_batches"

    id: Mapped[Id]
    kind: Mapped[ImportKind] = word("kind", ImportKind)
    file_name: Mapped[str] = mapped_column(String(120))
    file_sha256: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(String(120), default="", server_default="")
    members: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    payments: Mapped[int] = mapped_column(default=0)
    amount_minor: Mapped[Minor] = mapped_column(default=0)
    already_there: Mapped[int]
    skipped: Mapped[int]
    to_mend: Mapped[int]
    decisions: Mapped[bytes] = mapped_column(LargeBinary)
    made_by_member_id: Mapped[int | None]
    created_at: Mapped[Moment]
    undone_by_member_id: Mapped[int | None]
    undone_at: Mapped[MaybeMoment]

    __table_args__ = (
        ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_import_batches_made_by_members",
        ),
        ForeignKeyConstraint(
            ["chapter_id", "undone_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_import_batches_undone_by_members",
        ),
        UniqueConstraint("chapter_id", "id"),
        CheckConstraint("payments > 0 OR members > 0 OR changed > 0", name="brought_something"),
        Index("ix_import_batches_chapter_id_created_at", "chapter_id", "created_at", "id"),
    )


class ImportedMember(OfChapter, Base):
    """A member whom the import of a roster brought."""

    __tablename__ = "imported_members"

    id: Mapped[Id]
    batch_id: Mapped[int]
    member_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "batch_id"], ["import_batches.chapter_id", "import_batches.id"]),
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        UniqueConstraint("chapter_id", "batch_id", "member_id"),
        Index("ix_imported_members_chapter_id_member_id", "chapter_id", "member_id"),
    )


class ImportFile(OfChapter, Base):
    """A file between being chosen and being imported; ``content`` goes when it is imported, or a day old."""

    __tablename__ = "import_files"

    id: Mapped[Id]
    member_id: Mapped[int]
    kind: Mapped[ImportKind] = word("kind", ImportKind)
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int | None]
    created_at: Mapped[Moment]

    __table_args__ = (
        ForeignKeyConstraint(["chapter_id", "member_id"], ["members.chapter_id", "members.id"]),
        ForeignKeyConstraint(["chapter_id", "batch_id"], ["import_batches.chapter_id", "import_batches.id"]),
        UniqueConstraint("chapter_id", "id"),
        Index(
            "ix_import_files_chapter_id_kept",
            "chapter_id",
            "created_at",
            postgresql_where=text("content IS NOT NULL"),
            sqlite_where=text("content IS NOT NULL"),
        ),
    )
