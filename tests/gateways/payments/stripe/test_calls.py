"""One call to Stripe, from question to snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from sandbox import Fault
from sigma_finance.gateways.payments.errors import Busy, OutcomeUnknown, ProviderObjectMissing
from sigma_finance.gateways.payments.stripe import calls
from sigma_finance.gateways.payments.types import UnreadableObject
from tests.sandbox.standing import Stand, new_session


class TestAQuestion:
    def test_is_answered_by_stripe(self, stand: Stand) -> None:
        session = new_session(stand)
        found = calls.ask("one", lambda stripe: stripe.v1.checkout.sessions.retrieve(session.id))
        assert found.id == session.id

    def test_that_fails_is_ours_and_says_what_follows(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault("/stripe/", status=429))
        with pytest.raises(Busy) as caught:
            calls.ask("one", lambda stripe: stripe.v1.balance.retrieve(), so="Nothing was charged.")
        assert "Nothing was charged." in caught.value.message

    def test_is_named_in_the_log(self, stand: Stand) -> None:
        with structlog.testing.capture_logs() as lines, pytest.raises(ProviderObjectMissing):
            calls.ask("get_it", lambda stripe: stripe.v1.charges.retrieve("ch_none"))
        assert [line["call"] for line in lines] == ["get_it"]


class TestAList:
    def test_is_asked_for_page_by_page_as_it_is_taken(self, stand: Stand) -> None:
        made = [new_session(stand).id for _ in range(3)]
        listed = calls.every("all", lambda stripe: stripe.v1.checkout.sessions.list({"limit": 2}))
        before = len(stand.sandbox.requests())
        assert next(listed).id == made[2]
        assert len(stand.sandbox.requests()) == before + 1
        assert [session.id for session in listed] == [made[1], made[0]]
        assert len(stand.sandbox.requests()) == before + 2


def fail_with(error: Exception) -> Any:
    def convert(_: object) -> None:
        raise error

    return convert


class TestReading:
    def test_gives_the_snapshot(self) -> None:
        assert calls.read(str.upper, "cs_1") == "CS_1"

    @pytest.mark.parametrize(
        "error", [AttributeError(), KeyError(), TypeError(), ValueError(), OverflowError()]
    )
    def test_of_what_is_not_documented_leaves_the_outcome_unknown(self, error: Exception) -> None:
        with structlog.testing.capture_logs() as lines, pytest.raises(OutcomeUnknown) as caught:
            calls.read(fail_with(error), "byron@example.org")
        assert lines[0]["error"] == type(error).__name__
        assert "byron" not in f"{lines}{caught.value!r}"

    def test_hides_no_mistake_of_ours(self) -> None:
        with pytest.raises(ZeroDivisionError):
            calls.read(fail_with(ZeroDivisionError()), "x")

    def test_of_a_list_names_what_it_cannot_read_and_goes_on(self) -> None:
        def convert(found: Any) -> str:
            return str(found["name"])

        def objects() -> Iterator[Any]:
            yield {"id": "a", "name": "A"}
            yield {"id": "b"}
            yield {}
            yield {"id": "c", "name": "C"}

        assert list(calls.read_each(convert, objects())) == [
            "A",
            UnreadableObject("b"),
            UnreadableObject("an object without an id"),
            "C",
        ]
