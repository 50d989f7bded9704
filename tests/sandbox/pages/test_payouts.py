"""The page on which payouts are made and ended."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.standing import Stand, new_session


def press(stand: Stand, path: str, **typed: str) -> requests.Response:
    """Press a button, and follow where it leads."""
    return requests.post(f"{stand.url}{path}", data=typed, timeout=5)


class TestThePage:
    def test_says_what_will_be_here(self, stand: Stand) -> None:
        answer = requests.get(f"{stand.url}/payouts", timeout=5)
        assert answer.status_code == 200
        assert "Payouts will be listed here" in answer.text

    def test_makes_and_ends_payouts(self, stand: Stand) -> None:
        stand.sandbox.pay(new_session(stand).id)
        stand.sandbox.hasten()
        assert "In transit" in press(stand, "/payouts/automatic").text
        (made,) = stand.sandbox.every("payout")
        assert "Itemise" not in press(stand, f"/payouts/{made['id']}/itemise").text
        assert "Paid" in press(stand, f"/payouts/{made['id']}/arrive").text
        assert "Failed" in press(stand, f"/payouts/{made['id']}/fail").text
        assert "Pending" in press(stand, "/payouts/manual", amount="12.00").text
        assert stand.sandbox.every("payout")[0]["amount"] == 1_200
        press(stand, f"/payouts/{stand.sandbox.every('payout')[0]['id']}/cancel")
        assert stand.sandbox.every("payout")[0]["status"] == "canceled"
        press(stand, "/payouts/manual", amount="5", instant="1")
        assert stand.sandbox.every("payout")[0]["method"] == "instant"

    def test_adjusts_the_balance(self, stand: Stand) -> None:
        press(stand, "/payouts/adjust", amount="-3.50", words="A correction")
        assert stand.sandbox.balance() == -350
        assert "−$3.50" in press(stand, "/payouts/automatic").text

    @pytest.mark.parametrize(
        ("path", "amount", "words"),
        [
            ("automatic", "", "nothing to pay out"),
            ("manual", "many", "with two decimals"),
            ("adjust", "1e3", "with two decimals"),
            ("manual", "-5", "positive integer"),
            ("po_x/arrive", "", "No such payout"),
        ],
    )
    def test_says_why_something_cannot_be(self, stand: Stand, path: str, amount: str, words: str) -> None:
        answer = press(stand, f"/payouts/{path}", amount=amount)
        assert answer.status_code == 422
        assert words in answer.text

    @pytest.mark.parametrize("path", ["/payouts/borrow", "/payouts/po_x/borrow"])
    def test_knows_no_other_act(self, stand: Stand, path: str) -> None:
        assert press(stand, path).status_code == 404
