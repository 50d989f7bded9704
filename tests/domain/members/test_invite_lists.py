"""Lists of people as they are pasted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.members.invite_lists import InviteeFate, ListedPerson, read_list


def read(text: str) -> list[tuple[str, str]]:
    return [(one.name, one.email) for one in read_list(text)]


class TestAList:
    @pytest.mark.parametrize(
        ("text", "people"),
        [
            ("ada@example.org", [("", "ada@example.org")]),
            ("Ada Byron <ADA@example.org>", [("Ada Byron", "ada@example.org")]),
            ('"Byron, Ada" <ada@example.org>', [("Byron, Ada", "ada@example.org")]),
            (
                "Ada <a@example.org>, Ben <b@example.org>",
                [("Ada", "a@example.org"), ("Ben", "b@example.org")],
            ),
            ("a@example.org, Ben <b@example.org>, c@example.org", ["a", "b", "c"]),
            ("a@example.org; b@example.org;\r\n c@example.org", ["a", "b", "c"]),
            ("a@example.org b@example.org\tc@example.org", ["a", "b", "c"]),
            ("Ada Byron, ada@example.org, 555-0100", [("Ada Byron", "ada@example.org")]),
            ("Ada Byron ada@example.org", [("Ada Byron", "ada@example.org")]),
            ("mailto:ada@example.org.", [("", "ada@example.org")]),
            ("Ada Byron", [("", "")]),
            ("Ada a@example.org b@example.org", [("Ada", "a@example.org"), ("", "b@example.org")]),
            ("(ada@example.org)", [("", "ada@example.org")]),
            ("ada@", [("", "")]),
            ("Ada <nowhere>", [("", "")]),
            ("\n , ; \n", []),
            ("<>\n", []),
            (".,ada@ <ada@example.org>", [("ada@", "ada@example.org")]),
        ],
    )
    def test_is_read_however_it_is_parted(self, text: str, people: list[tuple[str, str] | str]) -> None:
        found = read(text)
        if people and isinstance(people[0], str):
            assert [email for _, email in found] == [f"{one}@example.org" for one in people]
        else:
            assert found == people

    @given(st.text(alphabet="ab@.<>,; \n\t\"'", max_size=40) | st.text(max_size=40))
    def test_is_the_same_list_when_it_comes_back_from_the_preview(self, text: str) -> None:
        once = [one.email for one in read_list(text) if one.email]
        again = read_list("\n".join(one.line for one in read_list(text)))
        assert [one.email for one in again if one.email] == once


class TestAFate:
    def test_leads_to_an_invite_for_the_new_and_for_those_on_the_member_list(self) -> None:
        assert [fate for fate in InviteeFate if fate.is_invited] == [
            InviteeFate.NEW,
            InviteeFate.ON_MEMBER_LIST,
        ]

    def test_is_told_in_words_of_its_own(self) -> None:
        assert InviteeFate.TWICE.label == "Listed twice"
        assert len({fate.label for fate in InviteeFate}) == len(InviteeFate)


class TestAPerson:
    @pytest.mark.parametrize(
        ("person", "line"),
        [
            (ListedPerson("x", "ada@example.org", "Ada"), "Ada <ada@example.org>"),
            (ListedPerson("x", "ada@example.org"), "ada@example.org"),
            (ListedPerson("Ada Byron"), "Ada Byron"),
        ],
    )
    def test_is_written_on_a_line_that_is_read_as_the_same_one(self, person: ListedPerson, line: str) -> None:
        assert person.line == line

    @pytest.mark.parametrize(
        ("typed", "text"),
        [
            ("Ada <ADA@example.org>", "ADA@example.org"),
            ("Ada   <no\twhere>", "Ada no where"),
            ("ada@example.org, <.>", "."),
            ("x" * 200, "x" * 200),
            ("x" * 201, "x" * 199 + "…"),
        ],
    )
    def test_is_shown_as_typed_and_cut_short(self, typed: str, text: str) -> None:
        assert read_list(typed)[-1].text == text

    def test_keeps_so_much_of_a_name_as_a_member_list_holds(self) -> None:
        assert [len(one.name) for one in read_list(f"{'x' * 121} <ada@example.org>")] == [120]
