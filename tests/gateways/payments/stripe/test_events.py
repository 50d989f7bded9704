"""Deliveries: what is taken as Stripe's word, and what is not."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.errors import BadPaymentEvent, BadPaymentSignature

SECRET = "whsec_first"
MOMENT = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "account": "acct_1",
    "type": "checkout.session.completed",
    "created": 1_793_620_800,
    "livemode": False,
    "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
}

pytestmark = pytest.mark.usefixtures("settings")


def signed(payload: bytes, *, secret: str = SECRET, at: int | None = None, scheme: str = "v1") -> str:
    """The header that Stripe would send; written out here, so that the library is not its own witness."""
    moment = int(time.time()) if at is None else at
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={moment},{scheme}={mac}"


def event(**changes: Any) -> bytes:
    return json.dumps({**EVENT, **changes}).encode()


def without(name: str) -> bytes:
    return json.dumps({key: value for key, value in EVENT.items() if key != name}).encode()


class TestAGenuineDelivery:
    def test_is_read(self) -> None:
        payload = event()
        found = gateway.verify_event(payload=payload, signature=signed(payload))
        assert (found.id, found.type, found.account) == ("evt_1", "checkout.session.completed", "acct_1")
        assert (found.object_id, found.object_type) == ("cs_test_1", "checkout.session")
        assert found.livemode is False
        assert found.created_at == datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
        assert found.payload == payload.decode()

    def test_needs_no_account_and_no_id_of_its_object(self) -> None:
        payload = json.dumps(
            {**EVENT, "account": None, "type": "balance.available", "data": {"object": {"object": "balance"}}}
        ).encode()
        found = gateway.verify_event(payload=payload, signature=signed(payload))
        assert (found.account, found.object_id, found.object_type) == ("", "", "balance")

    def test_is_taken_under_the_old_and_the_new_secret_while_it_is_rolled(self, settings: Any) -> None:
        settings["STRIPE_WEBHOOK_SECRETS"] = ["whsec_new", SECRET]
        payload = event()
        for secret in ("whsec_new", SECRET):
            header = signed(payload, secret=secret)
            assert gateway.verify_event(payload=payload, signature=header).id == "evt_1"

    def test_is_taken_when_one_of_several_signatures_fits(self) -> None:
        payload = event()
        header = signed(payload).replace(",v1=", ",v1=" + "0" * 64 + ",v1=") + ",v0=" + "0" * 64
        assert gateway.verify_event(payload=payload, signature=header).id == "evt_1"

    def test_keeps_what_people_wrote_in_other_scripts(self) -> None:
        payload = json.dumps({**EVENT, "note": "Ωμέγα ✓"}, ensure_ascii=False).encode()
        assert "Ωμέγα ✓" in gateway.verify_event(payload=payload, signature=signed(payload)).payload

    @pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
    def test_may_be_five_minutes_off_either_way(self, seconds: int) -> None:
        payload = event()
        header = signed(payload, at=int(MOMENT.timestamp()))
        with time_machine.travel(MOMENT + timedelta(seconds=seconds), tick=False):
            assert gateway.verify_event(payload=payload, signature=header).id == "evt_1"


class TestAForgedDelivery:
    @pytest.mark.parametrize("seconds", [-3600, -301, 301, 3600])
    def test_is_refused_when_too_old_or_from_the_future(self, seconds: int) -> None:
        payload = event()
        header = signed(payload, at=int(MOMENT.timestamp()))
        with (
            time_machine.travel(MOMENT + timedelta(seconds=seconds), tick=False),
            pytest.raises(BadPaymentSignature),
        ):
            gateway.verify_event(payload=payload, signature=header)

    def test_is_refused_under_another_secret(self) -> None:
        payload = event()
        with pytest.raises(BadPaymentSignature):
            gateway.verify_event(payload=payload, signature=signed(payload, secret="whsec_other"))

    def test_is_refused_when_the_body_was_altered(self) -> None:
        header = signed(event())
        with pytest.raises(BadPaymentSignature):
            gateway.verify_event(payload=event(livemode=True), signature=header)

    def test_is_refused_under_the_old_scheme_alone(self) -> None:
        payload = event()
        with pytest.raises(BadPaymentSignature):
            gateway.verify_event(payload=payload, signature=signed(payload, scheme="v0"))

    @pytest.mark.parametrize("secrets", [[], [""], [" "]])
    def test_is_refused_where_no_secret_is_set(self, settings: Any, secrets: list[str]) -> None:
        settings["STRIPE_WEBHOOK_SECRETS"] = secrets
        payload = event()
        header = signed(payload, secret="".join(secrets))
        with pytest.raises(BadPaymentSignature):
            gateway.verify_event(payload=payload, signature=header)

    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            " ",
            ",",
            "=",
            "garbage",
            "t=,v1=",
            "t=now,v1=00",
            "v1=" + "0" * 64,
            "t=1793620800",
            "t=1793620800,v1=",
            "t=1793620800,v1=é" + "0" * 63,
            "t=１７９,v1=" + "0" * 64,
            "t=" + "9" * 5000 + ",v1=00",
            "t=1793620800,v1=" + "0" * 5000,
            "t=1793620800,v1=\x00",
        ],
    )
    def test_is_refused_with_an_odd_header(self, header: str | None) -> None:
        with pytest.raises(BadPaymentSignature):
            gateway.verify_event(payload=event(), signature=header)

    def test_is_refused_when_the_signed_moment_is_out_of_all_bounds(self) -> None:
        payload = event()
        with pytest.raises(BadPaymentSignature):
            gateway.verify_event(payload=payload, signature=signed(payload, at=10**1000))

    def test_leaves_no_trace_of_its_body_in_the_error(self) -> None:
        with pytest.raises(BadPaymentSignature) as caught:
            gateway.verify_event(payload=b'{"email": "ada@example.org"}', signature="t=1,v1=00")
        assert "ada" not in repr(caught.value) + str(caught.value.args)
        assert caught.value.__cause__ is None


ODD_BODIES = {
    "nothing": b"",
    "a space": b" ",
    "half an object": b'{"id": ',
    "invalid UTF-8": b'{"id": "\xff\xfe"}',
    "a byte-order mark": b"\xef\xbb\xbf" + event(),
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "text": b'"event"',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a number of ten thousand digits": b'{"created": ' + b"9" * 10_000 + b"}",
    "a raw NUL": event().replace(b"evt_1", b"evt\x00"),
    "no id": without("id"),
    "no type": without("type"),
    "no data": without("data"),
    "no livemode": without("livemode"),
    "no date": without("created"),
    "another object": event(object="v2.core.event"),
    "an id that is a number": event(id=1),
    "an id that is a list": event(id=["evt_1"]),
    "an empty id": event(id=""),
    "an over-long id": event(id="evt_" + "x" * 252),
    "a NUL in the id": event(id="evt_\x00"),
    "half a character in the id": event(id="evt_\ud800"),
    "a line break after the id": event(id="evt_1\n"),
    "a type that is a number": event(type=5),
    "an over-long type": event(type="x" * 101),
    "a type with a space": event(type="charge updated"),
    "a NUL in the type": event(type="charge\x00"),
    "data that is text": event(data="cs_test_1"),
    "data that is a list": event(data=[]),
    "an object that is null": event(data={"object": None}),
    "an object that is a list": event(data={"object": [1]}),
    "an object without a kind": event(data={"object": {"id": "cs_1"}}),
    "an object whose id is a number": event(data={"object": {"id": 7, "object": "charge"}}),
    "an object whose id is over-long": event(data={"object": {"id": "x" * 256, "object": "charge"}}),
    "an account that is a number": event(account=3),
    "livemode as a number": event(livemode=1),
    "livemode as text": event(livemode="false"),
    "a date that is text": event(created="yesterday"),
    "a date that is true": event(created=True),
    "a date before all": event(created=-1),
    "a date after all": event(created=10**15),
    "a date that is not a number": event(created=float("nan")),
}


class TestASignedButOddBody:
    @pytest.mark.parametrize("payload", ODD_BODIES.values(), ids=ODD_BODIES.keys())
    def test_is_refused_in_order(self, payload: bytes) -> None:
        with pytest.raises((BadPaymentEvent, BadPaymentSignature)):
            gateway.verify_event(payload=payload, signature=signed(payload))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
event_like = st.fixed_dictionaries(
    {},
    optional={name: st.just(value) | json_values for name, value in EVENT.items()},
)
quietly = examples(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class TestWhateverComesIn:
    """An event, a bad signature or a bad payload: nothing else ever comes out."""

    @quietly
    @given(payload=st.binary(max_size=200), header=st.none() | st.text(max_size=200))
    def test_unsigned_bytes_are_refused(self, payload: bytes, header: str | None) -> None:
        with pytest.raises(BadPaymentSignature):
            gateway.verify_event(payload=payload, signature=header)

    @quietly
    @given(payload=st.binary(max_size=200))
    def test_signed_bytes_are_refused(self, payload: bytes) -> None:
        with pytest.raises((BadPaymentEvent, BadPaymentSignature)):
            gateway.verify_event(payload=payload, signature=signed(payload))

    @quietly
    @given(body=json_values | event_like)
    def test_signed_values_are_an_event_or_refused(self, body: Any) -> None:
        payload = json.dumps(body).encode("utf-8", "surrogatepass")
        try:
            found = gateway.verify_event(payload=payload, signature=signed(payload))
        except BadPaymentEvent:
            return
        assert all((found.id, found.type, found.object_type))
        assert "\x00" not in found.payload
