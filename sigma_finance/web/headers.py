"""Headers that tell browsers what our pages may do."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response

_CHECKOUT = ("https://checkout.stripe.com", "https://billing.stripe.com")
_STRIPE_API = "https://api.stripe.com"
_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def form_targets(base_url: str, stripe_api_base: str) -> list[str]:
    """Where a form may lead: here, to Stripe's pages, and to the host of a Stripe that stands in elsewhere.

    Browsers check the targets of redirects after a POST, too, and Checkout is one.
    """
    elsewhere = _origin(stripe_api_base)
    stand_in = [] if elsewhere in (_origin(base_url), _STRIPE_API) else [elsewhere]
    return ["'self'", *_CHECKOUT, *stand_in]


def content_security_policy(base_url: str, stripe_api_base: str) -> str:
    """Nothing, and then what our pages need, all of it our own files."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action " + " ".join(form_targets(base_url, stripe_api_base)),
        )
    )


def register(app: Flask) -> None:
    """Put the headers on every page; none of them is kept by a browser or a cache, since most show a person's money."""
    fixed = {
        "Content-Security-Policy": content_security_policy(
            app.config["BASE_URL"], app.config["STRIPE_API_BASE"]
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": _PERMISSIONS,
    }
    if app.config["BASE_URL"].startswith("https://"):
        fixed["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"

    @app.after_request
    def set_headers(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        if not response.cache_control:
            response.cache_control.no_store = True
        return response
