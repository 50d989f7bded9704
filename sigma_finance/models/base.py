"""What every model shares: the declarative base, a chapter's key, and column types that both databases agree on."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Enum, ForeignKey, Integer, String, Text, types
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, validates

from sigma_finance.domain.dates import now
from sigma_finance.domain.folding import FOLDED, folded_name
from sigma_finance.extensions import metadata as shared_metadata


class UtcDateTime(types.TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite keeps no zone, so it is taken off and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(column: str, kind: type[StrEnum]) -> Enum:
    """The type of ``column``: the kind's members, kept as their own words, which a check of the table lists."""
    return Enum(
        kind,
        name=f"{column}_known",
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def word(column: str, kind: type[StrEnum], **options: Any) -> Any:
    """A column for one of the words."""
    return mapped_column(words(column, kind), nullable=False, **options)


def maybe_word(column: str, kind: type[StrEnum]) -> Any:
    """A column for one of the words, or none."""
    return mapped_column(words(column, kind), nullable=True)


Id = Annotated[int, mapped_column(primary_key=True)]
ChapterId = Annotated[int, mapped_column(ForeignKey("chapters.id"), nullable=False)]
Minor = Annotated[int, mapped_column(nullable=False)]
LongText = Annotated[str, mapped_column(Text, nullable=False)]
Moment = Annotated[datetime, mapped_column(UtcDateTime, nullable=False, default=now)]
MaybeMoment = Annotated[datetime | None, mapped_column(UtcDateTime)]


class Base(DeclarativeBase):
    """The declarative base of all tables."""

    metadata = shared_metadata
    type_annotation_map = {int: BigInteger().with_variant(Integer(), "sqlite")}  # noqa: RUF012


class OfChapter:
    """A row that belongs to exactly one chapter."""

    chapter_id: Mapped[ChapterId]


def _folded(context: DefaultExecutionContext) -> str:
    row: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return folded_name(row.get("name") or "")


class SearchableName:
    """A row with a ``name`` that is searched, and beside it the name as it is searched, which follows every change."""

    name: Mapped[str] = mapped_column(String(120))
    folded_name: Mapped[str] = mapped_column(String(FOLDED), default=_folded, server_default="")

    @validates("name")
    def _fold(self, key: str, name: str) -> str:
        self.folded_name = folded_name(name)
        return name
