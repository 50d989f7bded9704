"""One call to Stripe from question to snapshot. The first call imports the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import structlog

from sigma_finance.gateways.payments.errors import OutcomeUnknown
from sigma_finance.gateways.payments.types import UnreadableObject

if TYPE_CHECKING:
    import stripe

_log = structlog.get_logger(__name__)
_Answer = TypeVar("_Answer")
_Object = TypeVar("_Object", bound="stripe.StripeObject")
_Snapshot = TypeVar("_Snapshot")


def ask(call: str, question: Callable[[stripe.StripeClient], _Answer], *, so: str = "") -> _Answer:
    """Stripe's answer to ``question``; raises what ``errors`` declares, its message ending in ``so``."""
    from sigma_finance.gateways.payments.stripe import client

    with client.translated(call, so=so):
        return question(client.client())


def every(
    call: str, question: Callable[[stripe.StripeClient], stripe.ListObject[_Object]]
) -> Iterator[_Object]:
    """All objects of a list, page after page as they are taken."""
    from sigma_finance.gateways.payments.stripe import client

    with client.translated(call):
        yield from question(client.client()).auto_paging_iter()


def read(convert: Callable[[_Answer], _Snapshot], answer: _Answer) -> _Snapshot:
    """A snapshot of an answer; raises OutcomeUnknown where the answer isn't what Stripe documents."""
    try:
        return convert(answer)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        _log.warning("stripe_unreadable", call=convert.__name__, error=type(error).__name__)
        raise OutcomeUnknown("The payment service's answer cannot be read. We will ask again.") from None


def read_each(
    convert: Callable[[_Object], _Snapshot], objects: Iterator[_Object]
) -> Iterator[_Snapshot | UnreadableObject]:
    """A snapshot of each object of a list; one that can't be read is named in its place."""
    for found in objects:
        try:
            yield read(convert, found)
        except OutcomeUnknown:
            yield UnreadableObject(str(found["id"]) if "id" in found else "an object without an id")
