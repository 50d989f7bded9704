"""Where an invite stands, and how its code is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sigma_finance.domain.books.numbering import new_invite_code
from sigma_finance.domain.members.invites import InviteState, proof, proves, read_code, state_of

AT = datetime(2026, 5, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class TestAnInvite:
    @pytest.mark.parametrize(
        ("uses", "expires_at", "revoked_at", "state"),
        [
            (0, AT + SECOND, None, InviteState.INVITED),
            (1, AT + SECOND, None, InviteState.INVITED),
            (2, AT + SECOND, None, InviteState.USED),
            (0, AT, None, InviteState.EXPIRED),
            (0, AT - SECOND, None, InviteState.EXPIRED),
            (2, AT - SECOND, None, InviteState.USED),
            (2, AT - SECOND, AT - SECOND, InviteState.REVOKED),
            (0, AT + SECOND, AT, InviteState.REVOKED),
        ],
    )
    def test_for_two_stands_where_its_uses_and_the_clock_say(
        self, uses: int, expires_at: datetime, revoked_at: datetime | None, state: InviteState
    ) -> None:
        found = state_of(uses=uses, max_uses=2, expires_at=expires_at, revoked_at=revoked_at, at=AT)
        assert found is state

    def test_says_its_state_in_a_word(self) -> None:
        assert [state.label for state in InviteState] == ["Invited", "Used", "Expired", "Revoked"]


class TestACode:
    @pytest.mark.parametrize(
        "typed",
        [
            "7KQ2-9XWD-BCFG-34HJ",
            "7kq2 9xwd bcfg 34hj",
            " 7kq29xwdbcfg34hj\t",
            "7KQ2–9XWD—BCFG\u201234HJ",
            "7KQ2\u20109XWD\u2011BCFG-34HJ",
        ],
    )
    def test_is_read_however_people_type_it(self, typed: str) -> None:
        assert read_code(typed) == "7KQ2-9XWD-BCFG-34HJ"

    @pytest.mark.parametrize(
        "typed", ["", "7KQ2", "7KQ2-9XWD-BCFG-34HJX", "7KQ2-9XWD-BCFG-34H_", "７KQ2-9XWD-BCFG-34HJ"]
    )
    def test_is_none_of_another_length_or_other_letters(self, typed: str) -> None:
        assert read_code(typed) is None

    def test_that_was_given_out_is_read_as_itself(self) -> None:
        code = new_invite_code()
        assert read_code(code.lower()) == code


class TestAProof:
    def test_holds_for_its_invite_and_its_address_alone(self) -> None:
        given = proof(7, "ada@example.org", keys=["old", "new"])
        assert proves(given, invite_id=7, email="ada@example.org", keys=["old", "new"])
        assert not proves(given, invite_id=8, email="ada@example.org", keys=["old", "new"])
        assert not proves(given, invite_id=7, email="eve@example.org", keys=["old", "new"])

    def test_is_the_one_that_stands_in_mails_of_earlier_releases(self) -> None:
        sent = "BuoU3TW3xS17qlnSxoX-fQPoqvkendA4dKBZLvLv1C8"
        assert proof(7, "ada@example.org", keys=["new"]) == sent

    def test_is_signed_by_the_last_key_and_read_by_any(self) -> None:
        given = proof(7, "ada@example.org", keys=["old"])
        assert proves(given, invite_id=7, email="ada@example.org", keys=["old", "new"])
        assert not proves(given, invite_id=7, email="ada@example.org", keys=["new"])
        assert proof(7, "ada@example.org", keys=["old", "new"]) == proof(7, "ada@example.org", keys=["new"])

    @pytest.mark.parametrize("given", ["", "nonsense", "é"])
    def test_is_none_in_other_words(self, given: str) -> None:
        assert not proves(given, invite_id=7, email="ada@example.org", keys=["new"])
