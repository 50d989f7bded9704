"""The list of disputes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.dates import now
from tests.books import Books
from tests.harness.client import BrowserPage, Client
from tests.harness.pdf import text_of
from tests.people import signed_in
from tests.routes.house import House, owe
from tests.services.payments.disputing import dispute_of
from tests.services.payments.paying import deliver, press_pay
from tests.services.payments.refunding import pay_online

PATH = "/treasurer/disputes"


def path_of(stripe_id: str) -> str:
    return f"{PATH}/{dispute_of(stripe_id).id}"


def the_page(client: Client, stripe_id: str) -> BrowserPage:
    return client.get(path_of(stripe_id))


@pytest.fixture
def disputed(house: House, sandbox: Sandbox) -> str:
    """A dispute over what Ada has paid by card; returns its id."""
    owe(house.ada)
    payment = pay_online(Books(house.ada.chapter_id, house.slug, [house.ada.member_id]), sandbox)
    made = sandbox.dispute(payment.stripe_session_id or "", amount=5000)
    deliver(sandbox)
    return str(made["id"])


class TestTheList:
    def test_says_that_there_is_none(self, tess: Client) -> None:
        assert "No disputes" in tess.get(PATH).main

    def test_says_what_is_disputed_why_and_by_when(self, disputed: str, tess: Client) -> None:
        page = tess.get(PATH)
        [_, row] = page.rows()
        assert row[0] == "Ada Byron The payer says that they did not make this payment."
        assert row[2:] == ["Waits for an answer", "50.00", "50.00", "15.00"]
        assert "gone by" not in page.main
        assert page.links()["Ada Byron"].startswith("/treasurer/disputes/")

    def test_says_when_the_day_has_gone_by(self, app: Flask, house: House, disputed: str) -> None:
        with time_machine.travel(now() + timedelta(days=9)):
            assert "gone by" in signed_in(app, house.tess).get(PATH).main

    def test_tells_apart_what_is_decided(self, disputed: str, tess: Client, sandbox: Sandbox) -> None:
        sandbox.lose(disputed)
        deliver(sandbox)
        page = tess.get(PATH)
        assert [row[2] for row in page.rows()[1:]] == ["Lost"]
        assert "Decided on" in page.main


class TestItsPage:
    def test_says_what_it_is_and_what_was_booked(self, disputed: str, tess: Client) -> None:
        page = the_page(tess, disputed)
        assert "Dispute over $50.00" in page.h1
        assert "The payer says that they did not make this payment." in page.main
        assert "7 days left" in page.main or "6 days left" in page.main
        assert "Autopay, the payment plan, reminders and late fees of this member rest" in page.main
        assert [row[0] for row in page.rows()[1:]] == [
            "Receivable",
            "Cash at Stripe",
            "Dispute fees",
            "Cash at Stripe",
        ]
        assert page.links()["Put the evidence together"]

    def test_of_an_inquiry_says_that_nothing_moved(
        self, house: House, sandbox: Sandbox, tess: Client
    ) -> None:
        owe(house.ada)
        payment = pay_online(Books(house.ada.chapter_id, house.slug, [house.ada.member_id]), sandbox)
        made = sandbox.inquire(payment.stripe_session_id or "")
        deliver(sandbox)
        page = the_page(tess, made["id"])
        assert "This is an inquiry, the bank's warning" in page.main
        assert "Nothing was booked" in page.main
        accept = tess.get(page.links()["Accept the dispute"])
        assert "none moves by this" in accept.main
        done = tess.follow(tess.submit(accept, {}))
        assert "The bank let it be" in done.main

    def test_of_a_debit_that_came_back_has_nothing_to_answer(
        self, house: House, sandbox: Sandbox, tess: Client
    ) -> None:
        owe(house.ada)
        session_id = press_pay(
            Books(house.ada.chapter_id, house.slug, [house.ada.member_id])
        ).stripe_session_id
        sandbox.pay_by_bank(session_id or "")
        sandbox.settle(session_id or "")
        made = sandbox.return_debit(session_id or "")
        deliver(sandbox)
        page = the_page(tess, made["id"])
        assert "can't be contested" in page.main
        assert "Sent back by the bank" in page.main
        assert not {"Put the evidence together", "Accept the dispute"} & set(page.links())
        for rest in ("/evidence", "/accept"):
            tess.get(path_of(made["id"]) + rest, status=409)

    def test_of_nothing_is_not_found(self, disputed: str, tess: Client, stranger: Client) -> None:
        tess.get(PATH + "/999999", status=404)
        stranger.get(path_of(disputed), status=404)


class TestTheEvidence:
    def test_is_written_read_and_sent(self, disputed: str, tess: Client, sandbox: Sandbox) -> None:
        page = the_page(tess, disputed)
        form = tess.get(page.links()["Put the evidence together"])
        said = {"words": "Ada came to every meeting.", "members_words": "I paid my dues on Monday."}
        check = tess.follow(tess.submit(form, said))
        assert "Ada came to every meeting." in check.main
        pdf = tess.get(check.links()["Read the evidence (PDF)"])
        read = text_of(pdf.response.data)
        for words in (
            "Ada came to every meeting.",
            "I paid my dues on Monday.",
            "Ada Byron",
            "R-2026-0001",
            "When the payer signed in" if "signed in" in read else "Messages to the payer",
        ):
            assert words in read
        refused = tess.submit(check, {}, status=422)
        assert "Read the evidence and tick this" in refused.main
        done = tess.follow(tess.submit(check, {"read": "y"}))
        assert "The evidence is with Stripe" in done.main
        assert "Answered, the bank decides" in done.main
        assert "Put the evidence together" not in done.links()
        assert sandbox.get("dispute", disputed)["status"] == "under_review"
        again = tess.submit(check, {"read": "y"}, status=422)
        assert "Evidence is sent once" in again.main
        assert "Answered" in tess.get(PATH).rows()[1][1]

    def test_keeps_what_was_typed_when_it_comes_too_late(
        self, app: Flask, house: House, disputed: str, tess: Client
    ) -> None:
        due = dispute_of(disputed).evidence_due_at or now()
        with time_machine.travel(due - timedelta(minutes=2)):
            late = signed_in(app, house.tess)
            form = late.get(path_of(disputed) + "/evidence")
        with time_machine.travel(due + timedelta(minutes=2)):
            page = late.submit(form, {"words": "They were there."}, status=422)
            assert "The last day to answer has gone by" in page.main
            assert "They were there." in page.main
            late.get(path_of(disputed) + "/evidence", status=409)
            assert "The last day to answer has gone by" in late.get(path_of(disputed)).main

    def test_needs_words(self, disputed: str, tess: Client) -> None:
        page = tess.submit(tess.get(path_of(disputed) + "/evidence"), {"members_words": "Hello"}, status=422)
        assert page.errors()["words"]
        assert "Hello" in page.main

    def test_can_be_changed_until_it_is_sent(self, disputed: str, tess: Client) -> None:
        tess.get(path_of(disputed) + "/evidence/send", status=404)
        tess.submit(tess.get(path_of(disputed) + "/evidence"), {"words": "First."})
        old = tess.get(path_of(disputed) + "/evidence/send")
        form = tess.get(the_page(tess, disputed).links()["Change the evidence"])
        assert "First." in form.main
        tess.submit(form, {"words": "Second."})
        refused = tess.submit(old, {"read": "y"}, status=422)
        assert "Read it once more" in refused.main

    def test_says_so_where_stripe_does_not_answer(
        self, disputed: str, tess: Client, sandbox: Sandbox
    ) -> None:
        tess.submit(tess.get(path_of(disputed) + "/evidence"), {"words": "First."})
        sandbox.fault(Fault(path="/stripe/v1/disputes/", kind="drop", times=9, method="POST"))
        page = tess.follow(tess.submit(tess.get(path_of(disputed) + "/evidence/send"), {"read": "y"}))
        sandbox.clear_faults()
        assert "Stripe has not answered yet" in page.main
        assert "Sent, and not confirmed yet" in page.main

    def test_says_what_stripe_did_not_take(self, disputed: str, tess: Client, sandbox: Sandbox) -> None:
        tess.submit(tess.get(path_of(disputed) + "/evidence"), {"words": "First."})
        sandbox.fault(Fault(path="/stripe/v1/files", status=429))
        tess.submit(tess.get(path_of(disputed) + "/evidence/send"), {"read": "y"}, status=503)
        assert "Stripe did not take the answer" in the_page(tess, disputed).main

    def test_is_no_file_of_another_chapter(self, disputed: str, tess: Client, stranger: Client) -> None:
        tess.submit(tess.get(path_of(disputed) + "/evidence"), {"words": "First."})
        file = the_page(tess, disputed).links()["The evidence as PDF"]
        stranger.get(file, status=404)


class TestAccepting:
    def test_gives_the_money_up(self, disputed: str, tess: Client) -> None:
        form = tess.get(the_page(tess, disputed).links()["Accept the dispute"])
        assert "The payer keeps the money" in form.main
        done = tess.follow(tess.submit(form, {}))
        assert "Accepted. The money stays with the payer." in done.main
        assert "Lost" in done.main
        refused = tess.submit(form, {}, status=422)
        assert "decided" in refused.main


class TestWhoSeesIt:
    def test_is_no_member(self, app: Flask, house: House) -> None:
        signed_in(app, house.ada).get(PATH, status=403)

    def test_is_nobody_of_another_chapter(self, disputed: str, stranger: Client) -> None:
        assert "No disputes" in stranger.get(PATH).main
