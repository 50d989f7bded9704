"""What Stripe demands of a new Checkout Session.

Follows https://docs.stripe.com/api/checkout/sessions/create.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sandbox.engine.work import Json, Work, new_id
from sandbox.stripe import session_objects
from sandbox.stripe.errors import StripeRefusal, invalid, missing_parameter


def check(work: Work, params: Json) -> None:
    """Raise Stripe's refusal of a request that can't become a session."""
    _check_request(params)
    _check_expiry(work, params)
    _check_intent_data(work, params.get("payment_intent_data", {}))
    if "customer" in params:
        customer(work, params["customer"])


def price(params: Json) -> tuple[list[Json], str]:
    """The request's lines with their amounts in minor units, and their one currency; raises Stripe's refusals."""
    items = [_priced(index, item) for index, item in enumerate(params["line_items"])]
    currency = _one_currency(items)
    check_amount(sum(item["amount"] for item in items), currency)
    return items, currency


CURRENCIES = frozenset(
    "aed ars aud bgn brl cad chf clp cny cop czk dkk egp eur gbp ghs gmd hkd huf idr ils inr jpy kes krw mad mxn "
    "myr ngn nok nzd pen php pkr pln qar ron rwf sar sek sgd thb try twd tzs uah ugx usd uyu vnd xaf xof zar "
    "zmw".split()
)


_MINIMUM = {"usd": 50, "eur": 50, "gbp": 30, "cad": 50, "aud": 50, "chf": 50, "jpy": 50, "mxn": 1000}


_MAXIMUM = 99_999_999


_SUFFIX = re.compile(r"[^<>\\'\"*]*[A-Za-z][^<>\\'\"*]*")


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _check_request(params: Json) -> None:
    if "mode" not in params:
        raise missing_parameter("mode")
    if params["mode"] not in ("payment", "setup"):
        raise invalid("The sandbox takes single payments and setups: mode.", param="mode")
    _check_mode(params)
    if params["mode"] == "setup":
        _check_setup(params)
    elif not params.get("line_items"):
        raise invalid(
            "You must provide `line_items` in payment mode.", param="line_items", code="parameter_missing"
        )
    if "success_url" not in params:
        raise missing_parameter("success_url")
    for name in ("success_url", "cancel_url"):
        check_url(params.get(name), name)
    _check_parties(params)
    if not session_objects.payment_methods(params):
        raise invalid(
            "No payment method types are left for this session.", param="allowed_payment_method_types"
        )


_NOT_IN = {
    "payment": ("subscription_data", "setup_intent_data"),
    "setup": (
        "subscription_data",
        "payment_intent_data",
        "line_items",
        "adaptive_pricing",
        "invoice_creation",
    ),
}


_NOT_ON_HOSTED_PAGES = ("return_url", "redirect_on_completion")


def _check_mode(params: Json) -> None:
    """Refuse what belongs to another mode or kind of page, and coupons, since none can be made here."""
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid("The sandbox has hosted pages only: ui_mode must be hosted_page.", param="ui_mode")
    for name in _NOT_IN[params["mode"]]:
        if name in params:
            raise invalid(f"You can not pass `{name}` in `{params['mode']}` mode.", param=name)
    for name in _NOT_ON_HOSTED_PAGES:
        if name in params:
            raise invalid(f"You can not pass `{name}` if `ui_mode` is `hosted_page`.", param=name)
    if params.get("discounts"):
        raise invalid("No such coupon or promotion code.", param="discounts[0]", code="resource_missing")


def _check_setup(params: Json) -> None:
    """Without a list of methods the currency says which of them are offered; the sandbox keeps them for customers."""
    for name in ("currency", "customer"):
        if name not in params:
            raise missing_parameter(name)


def check_url(url: str | None, name: str) -> None:
    """Refuse what is no address; raises Stripe's refusal."""
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url) > 5000:
        message = "Not a valid URL: it must begin with a scheme such as https."
        raise invalid(message, param=name, code="url_invalid")


def _check_parties(params: Json) -> None:
    if "customer" in params and "customer_email" in params:
        raise invalid(
            "You may only specify one of these parameters: customer, customer_email.",
            param="customer_email",
            code="parameters_exclusive",
        )
    email = params.get("customer_email")
    if email is not None and not _EMAIL.fullmatch(email):
        raise invalid(f"Invalid email address: {email}", param="customer_email", code="email_invalid")
    if len(params.get("client_reference_id", "")) > 200:
        message = "Invalid string: client_reference_id; must be at most 200 characters"
        raise invalid(message, param="client_reference_id")


def _check_expiry(work: Work, params: Json) -> None:
    expires_at = params.get("expires_at")
    if expires_at is None:
        return
    if expires_at - work.now < 30 * 60 - 5:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise invalid(message, param="expires_at")
    if expires_at - work.now > 24 * 3600 + 5:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise invalid(message, param="expires_at")


def _check_intent_data(work: Work, data: Json) -> None:
    if "statement_descriptor" in data:
        message = "`statement_descriptor` is not supported for cards; use `statement_descriptor_suffix`."
        raise invalid(message, param="payment_intent_data[statement_descriptor]")
    check_suffix(work, data, "payment_intent_data[statement_descriptor_suffix]")


def check_suffix(work: Work, data: Json, param: str) -> None:
    """Refuse what cannot stand on a payer's bank statement."""
    suffix = data.get("statement_descriptor_suffix")
    if suffix is None:
        return
    if not _SUFFIX.fullmatch(suffix) or not suffix.isascii():
        message = (
            "The statement descriptor suffix must contain at least one letter and none of < > \\ ' \" *."
        )
        raise invalid(message, param=param)
    if len(descriptor(work, suffix)) > 22:
        message = "The statement descriptor (prefix and suffix together) must be at most 22 characters."
        raise invalid(message, param=param)


def descriptor(work: Work, suffix: str | None) -> str:
    """What the payer's bank statement will say."""
    prefix = work.settings.descriptor_prefix
    return f"{prefix}* {suffix.upper()}" if suffix else prefix


def customer(work: Work, customer_id: str) -> Json:
    """The customer that a request names; raises Stripe's refusal of one that is gone."""
    found = work.get("customer", customer_id, param="customer")
    if found.get("deleted"):
        raise StripeRefusal(
            f"No such customer: '{customer_id}'", status=400, code="resource_missing", param="customer"
        )
    return found


def _priced(index: int, item: Json) -> Json:
    """A line item with its amount; only inline prices are known here, since nothing else makes products."""
    where = f"line_items[{index}]"
    if "price" in item:
        raise invalid(f"No such price: '{item['price']}'", param=f"{where}[price]", code="resource_missing")
    if "price_data" not in item:
        raise missing_parameter(f"{where}[price_data]")
    price = item["price_data"]
    if "product" in price:
        raise invalid(f"No such product: '{price['product']}'", param=where, code="resource_missing")
    if "product_data" not in price:
        raise missing_parameter(f"{where}[price_data][product_data]")
    if "quantity" not in item:
        raise invalid(f"Quantity is required. Add `quantity` to `{where}`", param=f"{where}[quantity]")
    if "unit_amount" not in price:
        raise missing_parameter(f"{where}[price_data][unit_amount]")
    _check_line(price, item["quantity"], where)
    return {
        **item,
        "id": new_id("li_1", 23),
        "currency": price["currency"].lower(),
        "amount": price["unit_amount"] * item["quantity"],
    }


def _check_line(price: Json, quantity: int, where: str) -> None:
    if price["currency"].lower() not in CURRENCIES:
        message = f"Invalid currency: {price['currency'].lower()}."
        raise invalid(message, param=f"{where}[price_data][currency]")
    if price["unit_amount"] < 0 or price["unit_amount"] > _MAXIMUM:
        raise invalid(
            f"Invalid non-negative integer: {price['unit_amount']}",
            param=f"{where}[price_data][unit_amount]",
            code="parameter_invalid_integer",
        )
    if quantity < 1:
        raise invalid(
            f"Invalid quantity: {quantity}", param=f"{where}[quantity]", code="parameter_invalid_integer"
        )


def _one_currency(items: list[Json]) -> str:
    currencies = {item["currency"] for item in items}
    if len(currencies) > 1:
        raise invalid("All line items must have the same currency.", param="line_items")
    currency: str = currencies.pop()
    return currency


def check_amount(total: int, currency: str) -> None:
    """Refuse an amount that is too small or too large to be charged."""
    least = _MINIMUM.get(currency, 50)
    if 0 < total < least:
        message = (
            "The Checkout Session's total amount due must add up to at least "
            f"{least} in the minor unit of {currency}."
        )
        raise invalid(message, code="amount_too_small")
    if total > _MAXIMUM:
        message = "The Checkout Session's total amount due must be no more than $999,999.99."
        raise invalid(message, code="amount_too_large")
