"""What a row of a roster says of a member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import ROSTER
from sigma_finance.domain.imports.people import Facts, facts_of, why_gone
from sigma_finance.domain.imports.rows import SheetRow, rows_of
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.members.members import MemberClass
from tests.domain.imports.reading import read

HEADS = ("Name", "Email", "Phone", "Class", "Initiated", "Owes", "Credit")
TODAY = date(2026, 5, 4)


def lines(*rows: Sequence[Cell]) -> list[SheetRow]:
    return list(rows_of(read(HEADS, *rows, vocabulary=ROSTER), ROSTER))


def facts(*row: Cell) -> Facts:
    file = read(HEADS, row, vocabulary=ROSTER)
    (line,) = rows_of(file, ROSTER)
    return facts_of(line, file, today=TODAY)


def gone(heading: str, *cells: Cell) -> list[str]:
    """Why each row of a roster with this column more is no member any more."""
    file = read(
        ("Name", "Email", heading), *(("Ada", "a@example.org", cell) for cell in cells), vocabulary=ROSTER
    )
    return [why_gone(line, file, TODAY) for line in rows_of(file, ROSTER)]


class TestWhoHasLeft:
    def test_is_told_by_a_status(self) -> None:
        assert gone("Status", "Active", "Inactive") == ["", "Status says “Inactive”: not brought in."]

    def test_is_told_by_a_class_that_is_none_of_ours(self) -> None:
        assert gone("Class", "Alumni", "Graduated") == ["", "The class says “Graduated”: not brought in."]

    def test_is_told_by_a_day_or_a_tick(self) -> None:
        assert gone("Graduated", date(2025, 5, 1)) == ["Graduated says “2025-05-01”: not brought in."]
        assert gone("Dropped", "", "x", "no")[1] == "Dropped says “x”: not brought in."

    @pytest.mark.parametrize(
        ("heading", "cells"),
        [
            ("Status", ("Active", "Active", "Pledge")),
            ("Status", ("Active", "")),
            ("Status", ("Active", Flaw.ERROR)),
            ("Graduated", (str(TODAY.year),)),
            ("Left", ("soon",)),
        ],
    )
    def test_is_asked_where_nobody_can_tell(self, heading: str, cells: Sequence[Cell]) -> None:
        with pytest.raises(Invalid):
            gone(heading, *cells)


class TestTheReason:
    @pytest.mark.parametrize(
        ("heading", "cells", "message"),
        [
            (
                "Status",
                ("Active", "Active", "Pledge" + "x" * 60),
                f"Status says “Pledge{'x' * 34}”, which may mean that this is no active member.",
            ),
            ("Status", ("Active", ""), "Status is empty, while other rows say there that they are active."),
            ("Status", ("Active", Flaw.ERROR), f"Status holds {Flaw.ERROR.value}."),
            (
                "Left",
                ("soon" + "n" * 60,),
                f"Left says “soon{'n' * 36}”, which may mean that this member has left.",
            ),
        ],
    )
    def test_says_that_nobody_can_tell(self, heading: str, cells: Sequence[Cell], message: str) -> None:
        with pytest.raises(Invalid) as refusal:
            gone(heading, *cells)
        assert refusal.value.message == message

    @pytest.mark.parametrize(
        ("heading", "cell", "reason"),
        [
            ("Status", f"Inactive - {'x' * 60}", f"Status says “Inactive - {'x' * 29}”: not brought in."),
            ("Class", f"Graduated, {'x' * 60}", f"The class says “Graduated, {'x' * 29}”: not brought in."),
            ("Left", f"2024 {'x' * 60}", f"Left says “2024 {'x' * 35}”: not brought in."),
            ("Left", "no", ""),
            ("Left", "", ""),
            ("Class", "Pledge", ""),
        ],
    )
    def test_quotes_what_stands_there_in_short(self, heading: str, cell: Cell, reason: str) -> None:
        assert gone(heading, cell) == [reason]


class TestARow:
    def test_says_everything_of_a_member(self) -> None:
        said = facts(
            " Ada  Byron", "ADA@example.org", "(404) 555-0123 x12", "Alum", "10/12/2024", "$60.00", 5
        )
        assert said == Facts(
            name="Ada Byron",
            email="ada@example.org",
            phone="(404) 555-0123 x12",
            member_class=MemberClass.ALUMNI,
            initiated_on=date(2024, 10, 12),
            owes_minor=6000,
            credit_minor=500,
        )

    def test_may_say_an_address_alone_and_as_a_link(self) -> None:
        assert facts("", "mailto:ada@example.org") == Facts("", "ada@example.org")

    @pytest.mark.parametrize("phone", ["12345", "1" * 32, "404.555.0123 EXT. 7"])
    def test_says_a_phone_as_it_is_written(self, phone: str) -> None:
        assert facts("Ada", "", phone).phone == phone

    def test_may_say_a_name_alone(self) -> None:
        assert facts("Ada") == Facts("Ada", "")

    def test_says_nothing_of_what_the_file_has_no_column_for(self) -> None:
        file = read(("Name", "Email"), ("Ada Byron", "ada@example.org"), vocabulary=ROSTER)
        (line,) = rows_of(file, ROSTER)
        said = facts_of(line, file, today=TODAY)
        assert said == Facts("Ada Byron", "ada@example.org")
        assert (said.phone, said.member_class, said.initiated_on) == ("", None, None)

    def test_of_headings_once_more_is_told(self) -> None:
        again, partly, person = lines(HEADS, ("Name", "", "Phone"), ("Ada", "ada@example.org"))
        assert again.is_heading
        assert partly.is_heading
        assert not person.is_heading

    @pytest.mark.parametrize(
        ("word", "one"),
        [
            ("Regular member", MemberClass.REGULAR),
            ("ACTIVE", MemberClass.REGULAR),
            ("associate members", MemberClass.ASSOCIATE),
            ("Alumna", MemberClass.ALUMNI),
            ("excused", MemberClass.EXEMPT),
            ("", None),
        ],
    )
    def test_says_a_class_in_many_words(self, word: str, one: MemberClass | None) -> None:
        assert facts("Ada", "", "", word).member_class is one

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ((Flaw.ERROR,), "The name or the address holds an error"),
            (("Ada", Flaw.UNCALCULATED), "The name or the address holds a formula"),
            (("Ada", "nowhere"), "“nowhere” is no e-mail address."),
            (("Ada", "n" * 70), f"“{'n' * 60}” is no e-mail address."),
            (("Ada", "", "n" * 70), f"“{'n' * 40}” is no phone number."),
            (
                ("Ada", "", "", "p" * 70),
                f"The class is “{'p' * 40}”. Write regular, associate, alumni or exempt.",
            ),
            (("A" * 121,), "The name can have at most 120 characters; this has 121."),
            (("Ada", "", "call me"), "“call me” is no phone number."),
            (("Ada", "", "1234"), "“1234” is no phone number."),
            (("Ada", "", "1" * 33), "is no phone number."),
            (("Ada", "", Flaw.ERROR), "The phone holds an error"),
            (("Ada", "", "", "pledge"), "The class is “pledge”. Write regular, associate, alumni or exempt."),
            (("Ada", "", "", Flaw.ERROR), "The class holds an error"),
            (("Ada", "", "", "", "soon"), "The day of initiation is “soon”"),
            (("Ada", "", "", "", "2026-05-05"), "The day of initiation"),
            (("Ada", "", "", "", "", "much"), "Owes is “much”"),
            (("Ada", "", "", "", "", "", -1), "Credit is “-1”, below zero"),
            (("A" * 121,), "The name"),
            (("Ada", "", "", "", "", "", "", Flaw.QUOTE), "The row holds a quote"),
        ],
    )
    def test_is_refused_with_a_sentence_for_what_cannot_be_taken(
        self, row: Sequence[Cell], words: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            facts(*row)
        assert words in refusal.value.message
