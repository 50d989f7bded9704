"""What an officer says to a payer's bank."""

from __future__ import annotations

from flask import Flask

from sigma_finance.forms.payments.disputes import EvidenceForm, SendForm


class TestTheWords:
    def test_are_needed_and_bounded(self, app: Flask) -> None:
        for words, complains in (("", True), ("x" * 5001, True), ("They were there.\nI saw them.", False)):
            with app.test_request_context(method="POST", data={"words": words, "members_words": ""}):
                form = EvidenceForm(meta={"csrf": False})
                assert form.validate() is not complains
                assert bool(form.words.errors) is complains

    def test_of_the_member_may_be_left_out_and_are_bounded(self, app: Flask) -> None:
        with app.test_request_context(method="POST", data={"words": "x", "members_words": "y" * 5001}):
            form = EvidenceForm(meta={"csrf": False})
            assert not form.validate()
            assert form.members_words.errors


class TestSending:
    def test_asks_whether_it_was_read(self, app: Flask) -> None:
        for data, taken in (({"mark": "m"}, False), ({"mark": "m", "read": "y"}, True)):
            with app.test_request_context(method="POST", data=data):
                form = SendForm(meta={"csrf": False})
                assert form.validate() is taken
