"""Keeping files that people send along: known by their content, photos drawn anew, handed out by signed addresses."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from itsdangerous import BadData, URLSafeTimedSerializer

from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.files import FileContent, display_name, sniffed
from sigma_finance.extensions import db, secret_keys, setting
from sigma_finance.gateways import pictures
from sigma_finance.gateways.storage.port import StorageFails
from sigma_finance.gateways.storage.stores import store
from sigma_finance.models import StoredFile
from sigma_finance.queries import files as queries
from sigma_finance.queries import locks

log = structlog.get_logger(__name__)

#: An address of a file is good for so long after its page was made.
GOOD_FOR = timedelta(hours=1)
#: A file that was sent and came to nothing is kept so long.
UNUSED_FOR = timedelta(days=1)
_AT_ONCE = 50
_MB = 1024 * 1024


@dataclass(frozen=True)
class NewFile:
    """A file as somebody sent it: what it holds, and what they call it."""

    content: bytes
    name: str


@dataclass(frozen=True)
class FileDownload:
    """A file as it is handed out."""

    content: bytes
    media_type: str
    name: str


@contextmanager
def kept(*, chapter_id: int, member_id: int | None, file: NewFile | None, field: str) -> Iterator[list[int]]:
    """Keep a file, if there is one, for what the block does with its id; it is taken away again where that fails.

    Raises Invalid on ``field`` for what is no photo and no PDF or is too large, Conflict where the chapter may keep no
    more, StorageFails where files cannot be kept now.
    """
    if file is None:
        yield []
        return
    file_id = _keep(chapter_id=chapter_id, member_id=member_id, file=file, field=field)
    try:
        yield [file_id]
    except BaseException:
        _forget(chapter_id=chapter_id, file_id=file_id)
        raise


def _keep(*, chapter_id: int, member_id: int | None, file: NewFile, field: str) -> int:
    kind = sniffed(file.content, field=field)
    content = file.content if kind is FileContent.PDF else pictures.page_jpeg(file.content, field=field)
    key = f"{chapter_id}/{secrets.token_hex(16)}"
    file_id = _enter(
        chapter_id=chapter_id, member_id=member_id, key=key, kind=kind, content=content, name=file.name
    )
    transactions.end_read()
    try:
        store().put(key, content, kind.media_type)
    except StorageFails:
        _forget(chapter_id=chapter_id, file_id=file_id)
        raise
    return file_id


@transactional
def _enter(
    *, chapter_id: int, member_id: int | None, key: str, kind: FileContent, content: bytes, name: str
) -> int:
    """Write the file down before it is kept, so that none lies there that nobody knows of."""
    locks.lock_chapter(chapter_id=chapter_id)
    most = setting("FILES_MEGABYTES")
    if queries.total_bytes(chapter_id=chapter_id) + len(content) > most * _MB:
        raise Conflict(
            f"Your chapter keeps {most} MB of files already, which is as much as it may. "
            "Go on without the file, or ask whoever runs Sigma Finance for more room."
        )
    made = StoredFile(
        chapter_id=chapter_id,
        key=key,
        content=kind,
        name=display_name(name),
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        made_by_member_id=member_id,
    )
    db.session.add(made)
    db.session.flush()
    return made.id


def use(*, chapter_id: int, file_id: int, member_id: int | None) -> None:
    """Have a file that a member sent count, within the transaction under way; raises NotFound for any other."""
    if not queries.mark_used(chapter_id=chapter_id, file_id=file_id, member_id=member_id, at=now()):
        raise NotFound("This file is not there any more. Send it again.")


def _forget(*, chapter_id: int, file_id: int) -> None:
    """Take away a file that came to nothing; where its storage does not answer, ``sweep`` does it later."""
    key = _unused_key(chapter_id, file_id)
    transactions.end_read()
    if not key:
        return
    try:
        store().remove(key)
    except StorageFails:
        log.warning("file not taken away", file_id=file_id)
        return
    _mark_removed(chapter_id=chapter_id, file_id=file_id)


def _unused_key(chapter_id: int, file_id: int) -> str:
    found = db.session.get(StoredFile, file_id)
    unused = found is not None and found.chapter_id == chapter_id and not (found.used_at or found.removed_at)
    return found.key if found is not None and unused else ""


@transactional
def _mark_removed(*, chapter_id: int, file_id: int) -> None:
    found = db.session.get(StoredFile, file_id)
    if found is not None and found.chapter_id == chapter_id:
        found.removed_at = now()


def sweep() -> int:
    """Take away files of all chapters that were sent and came to nothing; returns how many."""
    with across_chapters():
        left = [(one.chapter_id, one.id) for one in queries.unused(before=now() - UNUSED_FOR, limit=_AT_ONCE)]
        for chapter_id, file_id in left:
            _forget(chapter_id=chapter_id, file_id=file_id)
    return len(left)


def sign(*, chapter_id: int, member_id: int, file_id: int) -> str:
    """The part of an address by which this member, and nobody else, can have a file for a while."""
    return str(_signer().dumps([chapter_id, member_id, file_id]))


def open_signed(token: str, *, chapter_id: int, member_id: int) -> FileDownload:
    """The file that an address names; raises NotFound where it was not given to this member, or too long ago."""
    try:
        signed = _signer().loads(token, max_age=int(GOOD_FOR.total_seconds()))
    except BadData as error:
        raise NotFound("This address of a file is not good any more. Open its page again.") from error
    if signed[:2] != [chapter_id, member_id]:
        raise NotFound("There is no such file.")
    found = queries.get_content(chapter_id=chapter_id, file_id=signed[2])
    transactions.end_read()
    content = store().read(found.key)
    return FileDownload(content, found.content.media_type, f"file-{found.id}.{found.content.ending}")


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_keys(), salt="addresses of files")
