"""Whom a row means."""

from __future__ import annotations

from sigma_finance.domain.imports.roster import Match, NamedMember, Roster

ADA = NamedMember(1, "Ada Byron", "ada@example.org")
ZOE = NamedMember(2, "Zoë Lee", None)
SAM, SAMUEL = (
    NamedMember(3, "Sam Lee", "sam.one@example.org"),
    NamedMember(4, "Sam Lee", "sam.two@example.org"),
)
ROSTER = Roster([ADA, ZOE, SAM, SAMUEL])


class TestAMember:
    def test_is_found_by_address_first(self) -> None:
        match = ROSTER.find(name="Somebody Else", email="ADA@example.org")
        assert match.person == ADA
        assert match.how == "Found by e-mail address. The roster calls this member Ada Byron."
        assert ROSTER.find(name="", email="ada@example.org").how == "Found by e-mail address."

    def test_is_found_by_name_and_the_address_remarked_on(self) -> None:
        assert ROSTER.find(name="Ada Byron", email="").how == "Found by name."
        other = ROSTER.find(name="Ada Byron", email="old@example.org")
        assert (other.person, other.how) == (ADA, "Found by name. The address is not the one on the roster.")

    def test_is_found_by_a_name_that_is_written_differently(self) -> None:
        match = ROSTER.find(name="LEE, ZOE", email="")
        assert (match.person, match.how) == (ZOE, "Found by name, which the roster writes differently.")

    def test_is_nobody_for_certain_where_name_and_address_are_two_peoples(self) -> None:
        match = ROSTER.find(name="Zoë Lee", email="ada@example.org")
        assert match.person is None
        assert list(match.people) == [ADA, ZOE]
        assert match.clash.startswith("The address is Ada Byron’s and the name is Zoë Lee’s.")

    def test_is_nobody_for_certain_where_the_address_is_a_relatives(self) -> None:
        match = ROSTER.find(name="Ben Byron", email="ada@example.org")
        assert (match.person, match.clash.startswith("The address is Ada Byron’s")) == (None, True)

    def test_is_nobody_for_certain_where_a_cell_holds_two_addresses(self) -> None:
        match = ROSTER.find(name="", email="ada@example.org; sam.one@example.org")
        assert match.person is None
        assert ROSTER.find(name="", email="<ada@example.org>").person == ADA

    def test_of_several_of_one_name_is_the_one_of_the_address(self) -> None:
        assert ROSTER.find(name="Sam Lee", email="sam.two@example.org").person == SAMUEL

    def test_is_never_guessed_between_two(self) -> None:
        match = ROSTER.find(name="Sam Lee", email="")
        assert match.person is None
        assert list(match.people) == [SAM, SAMUEL]

    def test_is_nobody_where_neither_is_known(self) -> None:
        assert list(ROSTER.find(name="Nobody", email="nobody@example.org").people) == []
        assert ROSTER.find(name="", email="").person is None


class TestWhyItIsCertainOrNot:
    ADA, BEN = NamedMember(1, "Ada Byron", "ada@example.org"), NamedMember(2, "Ben Cole", "ben@example.org")

    def find(self, name: str, email: str) -> Match:
        return Roster([self.ADA, self.BEN]).find(name=name, email=email)

    def test_is_said_by_what_somebody_was_found(self) -> None:
        assert self.find("Ada Byron", "mailto:ada@example.org").how == "Found by e-mail address."
        assert self.find("BYRON, Ada", "ada@example.org").how == "Found by e-mail address."
        assert self.find("Ada Byron", "").how == "Found by name."

    def test_is_said_of_two_addresses(self) -> None:
        match = self.find("x", "ada@example.org, ben@example.org")
        assert match.how == "Found by e-mail address."
        assert match.clash == "The row holds the addresses of several members."

    def test_is_said_of_one_members_name_and_anothers_address(self) -> None:
        match = self.find("Ben Cole", "ada@example.org")
        assert match.how == "Found by e-mail address."
        assert match.clash == (
            "The address is Ada Byron’s and the name is Ben Cole’s. Leave out the one that is not meant."
        )

    def test_is_said_of_a_relative(self) -> None:
        match = self.find(f"{'L' * 60}eo Byron", "ada@example.org")
        assert match.how == "Found by e-mail address."
        assert match.clash == (
            f"The address is Ada Byron’s, and the row names {'L' * 60}. Write the name of whoever is meant."
        )

    def test_is_nobody_where_a_name_has_no_letters(self) -> None:
        assert Roster([NamedMember(3, "--", None)]).find(name="..", email="").people == ()
