"""What a row of a roster says of a member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.columns import ROSTER
from sigma_finance.domain.imports.headings import find_table
from sigma_finance.domain.imports.people import Facts, PersonSheetRow, facts_of, lines_of
from sigma_finance.domain.imports.tables import Cell, Flaw, Sheet
from sigma_finance.domain.members.members import MemberClass

HEADS = ("Name", "Email", "Phone", "Class", "Initiated", "Owes", "Credit")
TODAY = date(2026, 5, 4)


def lines(*rows: Sequence[Cell]) -> list[PersonSheetRow]:
    table = [HEADS, *rows]
    sheet = Sheet("Roster", lambda: iter(enumerate(table, 1)), len(table))
    return list(lines_of(find_table([sheet], vocabulary=ROSTER)))


def facts(*row: Cell) -> Facts:
    (line,) = lines(row)
    return facts_of(line, currency="USD", today=TODAY)


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

    def test_may_say_a_name_alone(self) -> None:
        assert facts("Ada") == Facts("Ada", "")

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
        ],
    )
    def test_is_refused_with_a_sentence_for_what_cannot_be_taken(
        self, row: Sequence[Cell], words: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            facts(*row)
        assert words in refusal.value.message
