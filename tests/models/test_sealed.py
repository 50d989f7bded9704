"""A column that is encrypted at rest: what the database holds of it, and who reads it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column

from sigma_finance.domain.encryption import SealBroken
from sigma_finance.extensions import db
from sigma_finance.models import sealed
from sigma_finance.models.sealed import SealedRow, SealedText

NEWER = "a newer key, long enough to be one, of tests"


class Apart(DeclarativeBase):
    """Tables of these tests alone."""


class Box(SealedRow, Apart):
    """A row with an encrypted column that is found by its mark, and one that is not."""

    __tablename__ = "boxes"

    id: Mapped[int] = mapped_column(primary_key=True)
    colour: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(SealedText("boxes", "name", mark="name_mark"))
    name_mark: Mapped[str]
    note: Mapped[str | None] = mapped_column(SealedText("boxes", "note"))

    __table_args__ = {"prefixes": ["TEMPORARY"]}  # noqa: RUF012


@pytest.fixture
def boxes(any_app: Flask) -> None:
    """The table, for as long as the session's connection lasts."""
    Apart.metadata.create_all(db.session.connection())


def put(name: str, note: str | None = None) -> Box:
    made = Box(name=name, note=note)
    db.session.add(made)
    db.session.flush()
    return made


def kept() -> list[str]:
    return list(db.session.scalars(text("SELECT name FROM boxes ORDER BY id")))


@pytest.mark.usefixtures("boxes")
class TestASealedColumn:
    def test_holds_what_only_the_keys_open(self) -> None:
        put("First Bank")
        [raw] = kept()
        assert raw.startswith(f"{sealed.keys().newest}.")
        assert "First Bank" not in raw

    def test_is_read_as_text_by_a_model(self) -> None:
        made = put("First Bank", "of the chapter")
        assert made.name == "First Bank"
        db.session.expunge_all()
        found = db.session.get_one(Box, made.id)
        assert (found.name, found.note, type(found.name)) == ("First Bank", "of the chapter", str)

    def test_is_read_as_text_by_a_select_under_any_name(self) -> None:
        put("First Bank")
        other = aliased(Box)
        assert db.session.execute(select(Box.name, Box.note)).all() == [("First Bank", None)]
        assert db.session.scalars(select(other.name)).all() == ["First Bank"]
        within = select(Box.id, Box.name.label("called")).subquery()
        assert db.session.scalars(select(within.c.called)).all() == ["First Bank"]

    def test_is_sealed_anew_by_a_change_of_it_alone(self) -> None:
        made = put("First Bank")
        [first] = kept()
        made.colour = "blue"
        db.session.flush()
        assert kept() == [first]
        made.name = "Second Bank"
        db.session.flush()
        assert kept() != [first]
        db.session.expunge_all()
        assert db.session.get_one(Box, made.id).name == "Second Bank"

    def test_may_hold_nothing(self) -> None:
        made = put("First Bank", "a note")
        made.note = None
        db.session.flush()
        assert db.session.scalar(text("SELECT note FROM boxes")) is None

    def test_cannot_be_read_in_another_row(self) -> None:
        put("First Bank")
        put("Second Bank")
        db.session.execute(text("UPDATE boxes SET name = (SELECT name FROM boxes WHERE id = 1)"))
        with pytest.raises(SealBroken, match=r"boxes\.name: the value is not as it was sealed here"):
            db.session.execute(select(Box.name)).all()

    def test_cannot_be_read_in_another_column(self) -> None:
        put("First Bank")
        db.session.execute(text("UPDATE boxes SET note = name"))
        with pytest.raises(SealBroken, match=r"boxes\.note"):
            db.session.execute(select(Box.note)).all()

    @pytest.mark.parametrize("statement", [insert(Box), update(Box)])
    def test_is_not_written_past_its_model(self, statement: object) -> None:
        with pytest.raises(StatementError, match="write it by its model, find it by its mark"):
            db.session.execute(statement.values(name="First Bank", name_mark=""))  # type: ignore[attr-defined]

    def test_is_not_compared_with_a_text(self) -> None:
        with pytest.raises(StatementError, match="write it by its model, find it by its mark"):
            db.session.scalars(select(Box.id).where(Box.name == "First Bank")).all()


@pytest.mark.usefixtures("boxes")
class TestAMarkBeside:
    def test_finds_its_row_and_follows_changes(self) -> None:
        made = put("First Bank")
        made.name = "Second Bank"
        db.session.flush()
        put("Third Bank")

        def found(name: str) -> list[int]:
            marks = sealed.marks("boxes", "name", name)
            return list(db.session.scalars(select(Box.id).where(Box.name_mark.in_(marks))))

        assert (found("First Bank"), found("Second Bank")) == ([], [made.id])

    def test_finds_it_while_the_keys_are_changed(
        self, any_app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = put("First Bank")
        monkeypatch.setitem(any_app.config, "ENCRYPTION_KEYS", [NEWER, *any_app.config["ENCRYPTION_KEYS"]])
        marks = sealed.marks("boxes", "name", "First Bank")
        assert db.session.scalars(select(Box.id).where(Box.name_mark.in_(marks))).all() == [made.id]
        db.session.expunge_all()
        assert db.session.get_one(Box, made.id).name == "First Bank"
