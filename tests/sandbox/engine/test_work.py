"""One transaction on the sandbox's state."""

from __future__ import annotations

import sqlite3

import pytest

from sandbox.engine.work import Bench, Json, Origin, Work, new_id
from sandbox.stripe.errors import StripeRefusal


def thing(name: str, **fields: object) -> Json:
    return {"id": name, "object": "thing", "created": 5, **fields}


def add_all(bench: Bench, *names: str) -> None:
    with bench.changing() as work:
        for name in names:
            work.emit("thing.created", work.add(thing(name)))


class TestAnObject:
    def test_is_found_by_kind_and_id_and_with_its_latest_state(self, bench: Bench) -> None:
        with bench.changing() as work:
            work.add(thing("t_1", word="old"))
            work.save(thing("t_1", word="new"))
        with bench.looking() as work:
            assert work.get("thing", "t_1")["word"] == "new"
            assert work.find("other", "t_1") is None
            with pytest.raises(StripeRefusal, match="No such thing: 't_2'") as caught:
                work.get("thing", "t_2", param="subject")
        assert (caught.value.status, caught.value.param) == (404, "subject")

    def test_has_notes_aside_that_its_json_does_not_show(self, bench: Bench) -> None:
        with bench.changing() as work:
            work.add(thing("t_1"), aside={"card": "4242"})
            work.save(thing("t_1", word="new"))
            assert work.aside("t_1") == {"card": "4242"}
            work.save(thing("t_1"), aside={"card": "5555"})
            assert work.aside("t_1") == {"card": "5555"}
            assert work.get("thing", "t_1") == thing("t_1")
            assert work.aside("t_2") == {}

    def test_is_listed_newest_first_by_its_fields(self, bench: Bench) -> None:
        with bench.changing() as work:
            for name, word in (("t_1", "a"), ("t_2", "b"), ("t_3", "a")):
                work.add(thing(name, word=word))
            assert [each["id"] for each in work.every("thing")] == ["t_3", "t_2", "t_1"]
            assert [each["id"] for each in work.every("thing", word="a")] == ["t_3", "t_1"]
            assert [each["id"] for each in work.every("thing", word=None)] == ["t_3", "t_2", "t_1"]

    def test_has_an_id_that_nobody_guesses(self) -> None:
        ids = {new_id("evt_1", 23) for _ in range(200)}
        assert len(ids) == 200
        assert all(each.startswith("evt_1") and len(each) == 28 and each[5:].isalnum() for each in ids)


class TestAnEvent:
    def test_names_its_request_and_what_was_before(self, bench: Bench) -> None:
        with bench.changing(Origin("req_1", "key-1")) as work:
            work.emit("thing.updated", thing("t_1", word="new"), previous={"word": "old"})
        with bench.looking() as work:
            (event,) = work.every("event")
        assert event["request"] == {"id": "req_1", "idempotency_key": "key-1"}
        assert event["data"] == {
            "object": thing("t_1", word="new"),
            "previous_attributes": {"word": "old"},
        }

    def test_waits_for_its_delivery_where_there_is_an_endpoint(self, bench: Bench) -> None:
        with bench.changing() as work:
            assert work.emit("thing.created", thing("t_1"))["pending_webhooks"] == 0
            assert waiting(work) == []
            work.settings.webhook_url = "http://127.0.0.1:9/webhook"
            event = work.emit("thing.updated", thing("t_1"))
            assert event["pending_webhooks"] == 1
            assert waiting(work) == [event["id"]]

    def test_shows_its_subject_as_it_was_then(self, bench: Bench) -> None:
        with bench.changing() as work:
            subject = work.add(thing("t_1", word="old"))
            work.emit("thing.created", subject)
            subject["word"] = "new"
            work.save(subject)
            assert work.every("event")[0]["data"]["object"]["word"] == "old"


class TestWhatIsPutOff:
    def test_is_one_piece_for_each_object_and_is_forgotten_with_it(self, bench: Bench) -> None:
        with bench.changing() as work:
            work.later("end_debit", "t_1", 60)
            work.later("end_debit", "t_1", 90)
            work.later("end_debit", "t_2", 60)
            assert put_off(work) == ["t_1", "t_2"]
            work.never("t_1")
            assert put_off(work) == ["t_2"]


class TestTheBench:
    def test_keeps_all_of_a_change_or_none(self, bench: Bench) -> None:
        with pytest.raises(sqlite3.IntegrityError):
            add_all(bench, "t_1", "t_2", "t_1")
        with bench.looking() as work:
            assert work.every("thing") == work.every("event") == []


def waiting(work: Work) -> list[str]:
    return [row["event_id"] for row in work.connection.execute("SELECT event_id FROM deliveries ORDER BY id")]


def put_off(work: Work) -> list[str]:
    return [
        row["object_id"] for row in work.connection.execute("SELECT object_id FROM jobs ORDER BY object_id")
    ]
