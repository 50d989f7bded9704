"""Passwords: what is taken, and how one is kept."""

from __future__ import annotations

import bcrypt
import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.logins.passwords import check_strength, cost_of, hash_password, verify_password

SHORT = "Use at least 12 characters. A few words in a row work well."
GUESSED = "That password is easy to guess. Use a few words that do not belong together."


class TestJudgingAPassword:
    @pytest.mark.parametrize(
        ("password", "message"),
        [
            ("short", SHORT),
            ("rkq7vz2mwp5", SHORT),
            ("password1234", GUESSED),
            ("aaaaaaaaaaaaaaaa", GUESSED),
            ("x" * 257, "Use at most 256 characters."),
            ("qwertyuiop12", GUESSED),
            (
                "walnut\x00trombone harbor",
                "The password holds a character that cannot be typed again. Choose another.",
            ),
        ],
    )
    def test_refuses_short_common_endless_and_unprintable_ones(self, password: str, message: str) -> None:
        with pytest.raises(Invalid) as refusal:
            check_strength(password, personal=[])
        assert (refusal.value.message, refusal.value.field) == (message, "password")

    @pytest.mark.parametrize("password", ["rkq7vz2mwp5x", "rkq7vz2mwp5x" * 21 + "rkq7"])
    def test_takes_one_that_is_just_long_enough_or_as_long_as_can_be(self, password: str) -> None:
        assert len(password) in (12, 256)
        check_strength(password, personal=[])

    @pytest.mark.parametrize(
        "password",
        [
            "walnut trombone harbor",
            "пятница осенний трамвай",
            "🦊 seven cold lanterns",
            "🦊🐢🌵🪁🧭🥁🪜🧲🪶🫧🛶🪴",
        ],
    )
    def test_takes_a_few_words_in_any_script(self, password: str) -> None:
        check_strength(password, personal=["Ann Example"])

    def test_refuses_what_everyone_knows_of_the_person(self) -> None:
        with pytest.raises(Invalid) as refusal:
            check_strength("bartholomew12", personal=["bartholomew", "bartholomew@example.org"])
        assert (refusal.value.message, refusal.value.field) == (
            (
                "That password is made of your name, your address or your chapter. Use words that have nothing to do "
                "with you."
            ),
            "password",
        )

    @pytest.mark.parametrize(
        "password",
        [
            "adabyronadabyron",
            "AdaByron-AdaByron",
            "byron.ada@example",
            "Sigma Delta Ada 1815",
            "ByronByron12!?",
        ],
    )
    def test_refuses_what_is_made_of_the_person_alone(self, password: str) -> None:
        with pytest.raises(Invalid, match=r"easy to guess|nothing to do with you"):
            check_strength(password, personal=["Ada Byron", "ada@example.org", "ada", "Sigma Delta Sigma"])

    def test_takes_a_name_beside_words_of_ones_own(self) -> None:
        check_strength("byron walnut trombone", personal=["Ada Byron", "ada@example.org"])


class TestKeepingAPassword:
    def test_ignores_nothing_past_72_bytes(self) -> None:
        long = "n" * 100
        kept = hash_password(long + "a", rounds=4)
        assert verify_password(long + "a", kept, rounds=4)
        assert not verify_password(long + "b", kept, rounds=4)

    def test_is_bcrypt_at_the_cost_asked_for(self) -> None:
        assert hash_password("walnut trombone", rounds=5).startswith("$2b$05$")

    @pytest.mark.parametrize("kept_at", [None, 4, 5, 7, 8])
    def test_is_the_same_work_whatever_is_kept(
        self, kept_at: int | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept = hash_password("walnut trombone", rounds=kept_at) if kept_at else None
        work: list[int] = []
        real = bcrypt.checkpw

        def counted(typed: bytes, against: bytes) -> bool:
            work.append(2 ** cost_of(against.decode("ascii")))
            return real(typed, against)

        verify_password("warm up", None, rounds=8)
        monkeypatch.setattr(bcrypt, "checkpw", counted)
        for password in ("walnut trombone", "another one", "x" * 5000):
            work.clear()
            right = verify_password(password, kept, rounds=8)
            assert sum(work) == 2**8
            assert right is (kept is not None and password == "walnut trombone")

    def test_of_any_text_has_a_hash(self) -> None:
        kept = hash_password("walnut \udcff", rounds=4)
        assert verify_password("walnut \udcff", kept, rounds=4)
        assert not verify_password("walnut ", kept, rounds=4)

    def test_may_be_as_long_as_one_that_is_taken(self) -> None:
        assert verify_password("x" * 256, hash_password("x" * 256, rounds=4), rounds=4)
        assert not verify_password("x" * 257, hash_password("x" * 257, rounds=4), rounds=4)

    def test_has_an_answer_where_no_password_is_kept(self) -> None:
        assert not verify_password("walnut trombone", None, rounds=4)
        assert not verify_password("x" * 5000, None, rounds=4)


class TestACost:
    def test_is_read_from_what_is_kept(self) -> None:
        assert cost_of(hash_password("plum tractor seven oceans", rounds=5)) == 5
