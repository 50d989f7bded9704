"""Imports: the roster that rows of payments are matched with, the files, the imports made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import aliased

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.approvals import Act, ApprovalState
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.roster import NamedMember
from sigma_finance.extensions import db
from sigma_finance.models import Approval, ImportBatch, ImportFile, Member
from sigma_finance.queries.people import known


@dataclass(frozen=True)
class ImportBatchLine:
    """An import as a list shows it; the amount in minor units."""

    id: int
    kind: ImportKind
    file_name: str
    members: int
    changed: int
    payments: int
    amount_minor: int
    already_there: int
    skipped: int
    to_mend: int
    made_by: str | None
    created_at: datetime
    undone_by: str | None
    undone_at: datetime | None


@dataclass(frozen=True)
class KeptFile:
    """A file that waits to be imported, or the import that was made from it."""

    id: int
    name: str
    content: bytes | None
    batch_id: int | None


def roster(*, chapter_id: int) -> list[NamedMember]:
    """Every member of the chapter, whoever has left included, as rows are matched with them; no removed one."""
    rows = db.session.execute(
        select(Member.id, Member.name, Member.email).where(known(chapter_id)).order_by(Member.id)
    )
    return [read_row(NamedMember, row) for row in rows]


def lock_batch(*, chapter_id: int, batch_id: int) -> ImportBatch | None:
    """The chapter's import of this id, locked."""
    return db.session.scalar(
        select(ImportBatch)
        .where(ImportBatch.chapter_id == chapter_id, ImportBatch.id == batch_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def batches(*, chapter_id: int, kind: ImportKind = ImportKind.HISTORICAL) -> list[ImportBatchLine]:
    """The chapter's imports of a kind, latest first."""
    rows = db.session.execute(
        _batches(chapter_id)
        .where(ImportBatch.kind == kind)
        .order_by(ImportBatch.created_at.desc(), ImportBatch.id.desc())
    )
    return [read_row(ImportBatchLine, row) for row in rows]


def get_batch(*, chapter_id: int, batch_id: int, kind: ImportKind = ImportKind.HISTORICAL) -> ImportBatchLine:
    """The chapter's import of this id and kind; raises NotFound."""
    batch = find_batch(chapter_id=chapter_id, batch_id=batch_id)
    if batch is None or batch.kind is not kind:
        raise NotFound("There is no such import in your chapter.")
    return batch


def find_batch(*, chapter_id: int, batch_id: int) -> ImportBatchLine | None:
    """The chapter's import of this id, of whatever kind."""
    row = db.session.execute(_batches(chapter_id).where(ImportBatch.id == batch_id)).one_or_none()
    return None if row is None else read_row(ImportBatchLine, row)


def _batches(chapter_id: int) -> Select[*tuple[Any, ...]]:
    maker, undoer = aliased(Member), aliased(Member)
    return (
        select(
            ImportBatch.id,
            ImportBatch.kind,
            ImportBatch.file_name,
            ImportBatch.members,
            ImportBatch.changed,
            ImportBatch.payments,
            ImportBatch.amount_minor,
            ImportBatch.already_there,
            ImportBatch.skipped,
            ImportBatch.to_mend,
            maker.name.label("made_by"),
            ImportBatch.created_at,
            undoer.name.label("undone_by"),
            ImportBatch.undone_at,
        )
        .outerjoin(maker, points_at(ImportBatch.made_by_member_id, maker))
        .outerjoin(undoer, points_at(ImportBatch.undone_by_member_id, undoer))
        .where(ImportBatch.chapter_id == chapter_id)
    )


def packed(*, chapter_id: int, batch_id: int) -> bytes:
    """What became of each row of an import with how its file was read, packed; raises NotFound."""
    found = db.session.scalar(
        select(ImportBatch.decisions).where(ImportBatch.chapter_id == chapter_id, ImportBatch.id == batch_id)
    )
    if found is None:
        raise NotFound("There is no such import in your chapter.")
    return found


def get_file(*, chapter_id: int, file_id: int, kind: ImportKind = ImportKind.HISTORICAL) -> KeptFile:
    """A file that was chosen for an import of this kind; raises NotFound."""
    row = db.session.execute(
        select(ImportFile.id, ImportFile.name, ImportFile.content, ImportFile.batch_id).where(
            ImportFile.chapter_id == chapter_id, ImportFile.id == file_id, ImportFile.kind == kind
        )
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such file in your chapter.")
    return read_row(KeptFile, row)


def lock_file(*, chapter_id: int, file_id: int) -> ImportFile | None:
    """The file, locked."""
    return db.session.scalar(
        select(ImportFile)
        .where(ImportFile.chapter_id == chapter_id, ImportFile.id == file_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def forget_files(*, chapter_id: int, before: datetime) -> None:
    """Let the contents of files go that were chosen before ``before``, never imported, and wait for no approval."""
    db.session.execute(
        update(ImportFile)
        .where(
            ImportFile.chapter_id == chapter_id,
            ImportFile.content.is_not(None),
            ImportFile.created_at < before,
            ~exists().where(
                Approval.chapter_id == chapter_id,
                Approval.act == Act.ROSTER,
                Approval.subject_id == ImportFile.id,
                Approval.state == ApprovalState.WAITING,
            ),
        )
        .values(content=None)
        .execution_options(synchronize_session=False)
    )
