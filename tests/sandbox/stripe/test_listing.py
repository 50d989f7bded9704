"""Lists page by page, newest first."""

from __future__ import annotations

import time
from typing import Any

import pytest
import stripe

from tests.sandbox.standing import Stand, new_session


class TestSessionsOfTheAccount:
    def test_are_listed_newest_first_in_pages(self, stand: Stand) -> None:
        made = [new_session(stand).id for _ in range(5)]
        first = stand.client.v1.checkout.sessions.list(params={"limit": 2})
        assert [each.id for each in first.data] == made[:2:-1]
        assert first.has_more
        rest = stand.client.v1.checkout.sessions.list(
            params={"limit": 3, "starting_after": first.data[-1].id}
        )
        assert [each.id for each in rest.data] == made[2::-1]
        assert not rest.has_more
        back = stand.client.v1.checkout.sessions.list(params={"limit": 2, "ending_before": made[0]})
        assert [each.id for each in back.data] == [made[2], made[1]]
        every = stand.client.v1.checkout.sessions.list(params={"limit": 2}).auto_paging_iter()
        assert [each.id for each in every] == made[::-1]

    def test_are_found_by_intent_status_and_time(self, stand: Stand) -> None:
        paid, left = new_session(stand).id, new_session(stand).id
        stand.sandbox.pay(paid)
        sessions = stand.client.v1.checkout.sessions
        intent = str(sessions.retrieve(paid).payment_intent)
        assert [each.id for each in sessions.list(params={"payment_intent": intent}).data] == [paid]
        assert [each.id for each in sessions.list(params={"status": "open"}).data] == [left]
        now = int(time.time())
        assert len(sessions.list(params={"created": {"gte": now - 60}}).data) == 2
        assert sessions.list(params={"created": {"gt": now + 60}}).data == []

    @pytest.mark.parametrize(
        ("name", "value"), [("limit", 0), ("limit", 101), ("starting_after", "cs_test_x")]
    )
    def test_refuse_pages_that_there_are_not(self, stand: Stand, name: str, value: Any) -> None:
        params: Any = {name: value}
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.list(params=params)
        assert (caught.value.param, caught.value.http_status) == (name, 400)

    def test_expire_once(self, stand: Stand) -> None:
        session = new_session(stand)
        assert stand.client.v1.checkout.sessions.expire(session.id).status == "expired"
        with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
            stand.client.v1.checkout.sessions.expire(session.id)

    def test_expire_by_themselves_when_their_time_has_come(self, stand: Stand) -> None:
        session = new_session(stand)
        with stand.sandbox.bench.changing() as work:
            work.connection.execute("UPDATE jobs SET due_at = 1")
        assert stand.client.v1.checkout.sessions.retrieve(session.id).status == "expired"
        assert stand.sandbox.events("checkout.session.expired")

    def test_are_missing_when_invented(self, stand: Stand) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.retrieve("cs_test_invented")
        assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
