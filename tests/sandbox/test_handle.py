"""The handle: what is there, time that passes, a sandbox that forgets."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import Fault
from sandbox.stripe.errors import StripeRefusal
from tests.sandbox.sendgrid.posting import MESSAGE, post
from tests.sandbox.standing import Stand, new_session, standing


class TestWhatIsThere:
    def test_is_listed_newest_first_and_found_by_kind(self, stand: Stand) -> None:
        first, second = new_session(stand).id, new_session(stand).id
        assert [session["id"] for session in stand.sandbox.sessions()] == [second, first]
        assert stand.sandbox.session(first) == stand.sandbox.get("checkout.session", first)
        with pytest.raises(StripeRefusal, match="No such charge"):
            stand.sandbox.get("charge", first)

    def test_includes_the_balance_of_each_currency_apart(self, stand: Stand) -> None:
        stand.sandbox.pay(new_session(stand).id)
        stand.sandbox.hasten()
        assert (stand.sandbox.balance(), stand.sandbox.balance("eur")) == (20_000 - 610, 0)

    def test_includes_the_messages_of_one_address(self, stand: Stand) -> None:
        post(stand, MESSAGE)
        post(stand, {**MESSAGE, "personalizations": [{"to": [{"email": "ada@example.org"}]}]})
        assert [message.to for message in stand.sandbox.messages(to="Ada@example.org")] == [
            ["ada@example.org"]
        ]
        assert len(stand.sandbox.messages()) == 2

    def test_includes_the_faults_to_come_until_they_are_cleared(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault("/stripe/v1/charges", times=2))
        assert stand.sandbox.faults() == [Fault("/stripe/v1/charges", times=2)]
        stand.sandbox.clear_faults()
        assert stand.sandbox.faults() == []


class TestHastening:
    def test_lets_happen_what_was_put_off_and_no_session_expire(self, stand: Stand) -> None:
        session = new_session(stand).id
        stand.sandbox.pay(session)
        opened = new_session(stand).id
        stand.sandbox.hasten()
        assert stand.sandbox.event("charge.updated")
        assert stand.sandbox.session(opened)["status"] == "open"


class TestForgetting:
    def test_leaves_nothing(self, tmp_path: Path) -> None:
        with standing(tmp_path / "sandbox.sqlite") as stand:
            stand.sandbox.pay(new_session(stand).id)
            stand.sandbox.reset()
            assert stand.sandbox.sessions() == stand.sandbox.events() == []

    def test_goes_on_delivering_only_where_it_did(self, stand: Stand) -> None:
        stand.sandbox.start()
        stand.sandbox.reset()
        assert stand.sandbox.courier.is_running()
        stand.sandbox.stop()
        stand.sandbox.reset()
        assert not stand.sandbox.courier.is_running()
