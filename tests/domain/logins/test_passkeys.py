"""What a browser is asked for a passkey, and whether its answer holds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from webauthn.helpers import bytes_to_base64url

from sigma_finance.domain.logins import passkeys
from sigma_finance.domain.logins.passkeys import PasskeyCredential, PasskeyWrong, RelyingParty
from tests.passkeys import Authenticator

HOUSE = RelyingParty("https://dues.example.org:8443/app")
ASKED = passkeys.new_challenge()


def phone(origin: str = "https://dues.example.org:8443", host: str = "dues.example.org") -> Authenticator:
    return Authenticator(origin=origin, host=host)


def kept(device: Authenticator) -> PasskeyCredential:
    return passkeys.read_new(HOUSE, answer=device.make(ASKED), challenge=ASKED)


def judged(
    device: Authenticator, known: PasskeyCredential, *, asked: str = ASKED, answered: str = ASKED
) -> int:
    return passkeys.judge(HOUSE, answer=device.answer(answered), challenge=asked, known=known)


class TestTheHouse:
    def test_is_known_by_its_host_and_shown_at_its_origin(self) -> None:
        assert (HOUSE.host, HOUSE.origin) == ("dues.example.org", "https://dues.example.org:8443")


class TestAChallenge:
    def test_is_another_each_time_and_kept_as_a_hash(self) -> None:
        challenges = {passkeys.new_challenge() for _ in range(50)}
        assert len(challenges) == 50
        assert {len(one) for one in challenges} == {43}
        assert len({passkeys.challenge_hash(one) for one in challenges}) == 50
        assert not challenges & {passkeys.challenge_hash(one) for one in challenges}

    @pytest.mark.parametrize("odd", ["é", "\ud800", ""])
    def test_of_any_text_has_a_hash(self, odd: str) -> None:
        assert len(passkeys.challenge_hash(odd)) == 64


class TestTheBrowser:
    def test_is_asked_for_a_new_passkey_of_this_person_and_none_that_they_have(self) -> None:
        options = json.loads(
            passkeys.creation_options(
                HOUSE, challenge=ASKED, user_id=7, email="ada@example.org", known=["AAAA"]
            )
        )
        assert options["rp"] == {"id": "dues.example.org", "name": "Sigma Finance"}
        assert options["user"]["name"] == "ada@example.org"
        assert options["user"]["id"] == bytes_to_base64url(b"user-7")
        assert options["authenticatorSelection"]["userVerification"] == "preferred"
        assert options["challenge"] == ASKED
        assert [one["id"] for one in options["excludeCredentials"]] == ["AAAA"]

    def test_is_asked_for_one_of_those_that_are_known(self) -> None:
        options = json.loads(passkeys.request_options(HOUSE, challenge=ASKED, known=["AAAA", "BBBB"]))
        assert (options["rpId"], options["challenge"]) == ("dues.example.org", ASKED)
        assert [one["id"] for one in options["allowCredentials"]] == ["AAAA", "BBBB"]


class TestANewPasskey:
    def test_is_kept_with_its_key_and_its_count(self) -> None:
        device = phone()
        credential = kept(device)
        assert (credential.credential_id, credential.sign_count) == (device.credential_id, 0)

    @pytest.mark.parametrize(
        ("device", "answered"),
        [
            (phone(origin="https://dues.example.com"), ASKED),
            (phone(host="example.com"), ASKED),
            (phone(), passkeys.new_challenge()),
        ],
        ids=["from another site", "for another site", "for another challenge"],
    )
    def test_is_refused_from_elsewhere_or_for_another_challenge(
        self, device: Authenticator, answered: str
    ) -> None:
        with pytest.raises(PasskeyWrong) as refusal:
            passkeys.read_new(HOUSE, answer=device.make(answered), challenge=ASKED)
        assert refusal.value.field == "answer"

    @pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "\x00", '{"id": "a"}'])
    def test_is_refused_where_the_answer_is_none(self, answer: str) -> None:
        with pytest.raises(PasskeyWrong) as refusal:
            passkeys.read_new(HOUSE, answer=answer, challenge=ASKED)
        assert refusal.value.message == "That passkey did not work. Try again, or enter a code."


class TestAnAnswer:
    def test_is_right_where_the_key_signed_it_and_counts_on(self) -> None:
        device = phone()
        known = kept(device)
        assert judged(device, known) == 1
        assert judged(device, replace(known, sign_count=1)) == 2

    def test_of_another_key_is_refused(self) -> None:
        with pytest.raises(PasskeyWrong):
            judged(phone(), kept(phone()))

    def test_to_another_challenge_is_refused(self) -> None:
        device = phone()
        with pytest.raises(PasskeyWrong):
            judged(device, kept(device), answered=passkeys.new_challenge())

    def test_that_counts_less_than_is_known_is_refused_as_a_copy(self) -> None:
        device = phone()
        with pytest.raises(PasskeyWrong):
            judged(device, replace(kept(device), sign_count=5))

    def test_says_whose_it_is(self) -> None:
        device = phone()
        assert passkeys.credential_of(device.answer(ASKED)) == device.credential_id

    @pytest.mark.parametrize(
        "answer", ["", "{", "[]", "{}", "null", '{"id": 7}', '{"id": "é"}', json.dumps({"id": "a" * 1401})]
    )
    def test_that_says_nothing_readable_is_refused(self, answer: str) -> None:
        with pytest.raises(PasskeyWrong):
            passkeys.credential_of(answer)

    def test_says_an_id_of_any_length_that_a_browser_may_have(self) -> None:
        assert passkeys.credential_of(json.dumps({"id": "a" * 1400})) == "a" * 1400

    def test_that_is_nested_without_end_is_refused(self) -> None:
        with pytest.raises(PasskeyWrong):
            passkeys.credential_of("[" * 200_000)
