"""The sandbox's JSON held against the classes that the stripe library declares for it."""

from __future__ import annotations

import inspect
import types
import typing
from typing import Any, Literal, Union

import pytest
import stripe

from sandbox import Sandbox
from tests.sandbox.standing import Stand, new_session

CLASSES: dict[str, type] = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "charge": stripe.Charge,
    "balance_transaction": stripe.BalanceTransaction,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "customer": stripe.Customer,
    "event": stripe.Event,
}


def play(stand: Stand) -> Sandbox:
    """Let everything happen once that the sandbox can do."""
    sandbox = stand.sandbox
    stand.client.v1.customers.create(params={"email": "mo@example.org"})
    paid = new_session(stand).id
    sandbox.decline(paid)
    sandbox.pay(paid)
    sandbox.refund(paid, amount=500)
    asked = new_session(stand).id
    sandbox.pay(asked, card="4000002500003155")
    sandbox.authenticate(asked)
    sandbox.win(sandbox.dispute(asked)["id"])
    debit = new_session(stand).id
    sandbox.pay_by_bank(debit)
    sandbox.settle(debit)
    sandbox.refund(debit)
    failed = new_session(stand).id
    sandbox.pay_by_bank(failed)
    sandbox.fail(failed)
    sandbox.expire(new_session(stand).id)
    sandbox.hasten()
    return sandbox


def misfits(value: Any, hint: Any, path: str) -> list[str]:
    """Where a value strays from the library's declaration, by path."""
    options = parts_of(hint)
    if value is None:
        return [] if type(None) in options else [f"{path} is null"]
    if isinstance(value, bool | int):
        return [] if type(value) in options else [f"{path} is a {type(value).__name__}"]
    if isinstance(value, str):
        return [] if str in options or value in choices_of(options) else [f"{path} is {value}"]
    if isinstance(value, list):
        return misfits_of_list(value, options, path)
    return misfits_of_object(value, options, path)


def parts_of(hint: Any) -> list[Any]:
    """The alternatives of a declared type, names resolved where the library exports them."""
    if isinstance(hint, typing.ForwardRef):
        return [getattr(stripe, hint.__forward_arg__, object)]
    if typing.get_origin(hint) in (Union, types.UnionType):
        return [part for each in typing.get_args(hint) for part in parts_of(each)]
    return [hint]


def choices_of(options: list[Any]) -> list[str]:
    """The texts that a declared type allows."""
    return [text for each in options if typing.get_origin(each) is Literal for text in typing.get_args(each)]


def misfits_of_list(value: list[Any], options: list[Any], path: str) -> list[str]:
    """What strays in a list's items."""
    lists = [each for each in options if typing.get_origin(each) is list]
    if not lists:
        return [f"{path} is a list"]
    (item,) = typing.get_args(lists[0])
    return [each for index, one in enumerate(value) for each in misfits(one, item, f"{path}[{index}]")]


def misfits_of_object(value: dict[str, Any], options: list[Any], path: str) -> list[str]:
    """What strays in an object: names that the class doesn't have, names it must have, and values inside."""
    classes = [each for each in options if inspect.isclass(each) and issubclass(each, stripe.StripeObject)]
    if any("UntypedStripeObject" in str(each) or "ListObject" in str(each) for each in options):
        return []
    if not classes:
        return [f"{path} is an object"]
    declared = next((each for each in classes if known(each).keys() >= value.keys()), classes[0])
    hints = known(declared)
    found = [f"{path}.{name} is unknown" for name in value if name not in hints]
    needed = [name for name, hint in hints.items() if type(None) not in parts_of(hint)]
    found += [f"{path}.{name} is missing" for name in needed if name not in value]
    for name in value.keys() & hints.keys():
        found += misfits(value[name], hints[name], f"{path}.{name}")
    return found


def known(declared: type) -> dict[str, Any]:
    """The fields that a class of the library declares."""
    return {name: hint for name, hint in inspect.get_annotations(declared).items() if name != "OBJECT_NAME"}


class TestObjects:
    @pytest.fixture
    def played(self, stand: Stand) -> Sandbox:
        return play(stand)

    def test_have_the_fields_and_values_that_the_library_declares(self, played: Sandbox) -> None:
        for kind, declared in CLASSES.items():
            everything = played.every(kind)
            assert everything, kind
            for body in everything:
                assert misfits(body, declared, kind) == []

    def test_stay_so_when_they_are_expanded(self, stand: Stand, played: Sandbox) -> None:
        paths = [
            "line_items",
            "payment_intent.latest_charge.balance_transaction",
            "payment_intent.payment_method",
        ]
        for session in played.sessions():
            params: Any = {"expand": paths}
            full = stand.client.v1.checkout.sessions.retrieve(session["id"], params=params).to_dict()
            assert misfits(full, stripe.checkout.Session, "session") == []

    def test_of_the_account_have_theirs_too(self, stand: Stand) -> None:
        stand.sandbox.settings.webhook_url = "http://127.0.0.1:9/webhook"
        account = stand.client.v1.accounts.retrieve_current().to_dict()
        assert misfits(account, stripe.Account, "account") == []
        balance = stand.client.v1.balance.retrieve().to_dict()
        assert misfits(balance, stripe.Balance, "balance") == []
        (hook,) = stand.client.v1.webhook_endpoints.list().data
        assert misfits(hook.to_dict(), stripe.WebhookEndpoint, "endpoint") == []
