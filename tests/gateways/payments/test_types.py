"""What the product knows of a provider's objects."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from datetime import datetime

import pytest
from stripe.params import WebhookEndpointCreateParams

from sigma_finance.gateways.payments import types

SNAPSHOTS = [found for _, found in inspect.getmembers(types, dataclasses.is_dataclass)]


class TestASnapshot:
    @pytest.mark.parametrize("snapshot", SNAPSHOTS)
    def test_is_in_whole_minor_units_and_moments(self, snapshot: type) -> None:
        for name, hint in typing.get_type_hints(snapshot).items():
            kinds = set(typing.get_args(hint) or (hint,)) - {type(None)}
            if name.endswith("_minor"):
                assert kinds == {int}, name
            if name.endswith("_at"):
                assert kinds == {datetime}, name

    @pytest.mark.parametrize("snapshot", SNAPSHOTS)
    def test_is_never_changed(self, snapshot: type) -> None:
        made: object = object.__new__(snapshot)
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(made, dataclasses.fields(snapshot)[0].name, "other")


class TestTheEventsThatAreAskedFor:
    def test_are_such_as_stripe_sends(self) -> None:
        hint = inspect.get_annotations(WebhookEndpointCreateParams)["enabled_events"]
        (listed,) = typing.get_args(hint)
        assert set(types.EVENT_TYPES) - set(typing.get_args(listed)) == set()

    def test_are_each_named_once(self) -> None:
        assert len(set(types.EVENT_TYPES)) == len(types.EVENT_TYPES)
