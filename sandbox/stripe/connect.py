"""Connected accounts: opened by the platform, finished by their owner, restricted by Stripe, let go of.

Follows https://docs.stripe.com/connect/standard-accounts.
"""

from __future__ import annotations

from sandbox.engine.settings import ACCOUNT
from sandbox.engine.work import Json, Work, new_id
from sandbox.stripe import account_objects
from sandbox.stripe.errors import StripeRefusal, invalid

_LINKS_FOR = 300
_NOT_YET = "Your account cannot currently make charges. Finish the account's onboarding, or look at its requirements."


def create(work: Work, params: Json) -> Json:
    """Open an account; raises Stripe's refusal of the kinds that the sandbox doesn't keep."""
    if params.get("type") != "standard":
        raise invalid("This sandbox keeps standard accounts only.", param="type")
    made = work.add(account_objects.connected(params, work.settings, now=work.now), aside={"gone": False})
    _tell(work, made)
    return made


def get(work: Work, account: str) -> Json:
    """An account: the sandbox's own, or one that is connected to it; raises Stripe's 403."""
    if account == ACCOUNT:
        return account_objects.account(work.settings)
    found = work.find("account", account)
    if found is None or work.aside(account).get("gone"):
        message = f"The provided key does not have access to account '{account}'."
        raise StripeRefusal(message, status=403, code="account_invalid", executed=False)
    return found


def link(work: Work, params: Json) -> Json:
    """A way to the page that asks for what an account lacks."""
    found = get(work, params["account"])
    aside = {
        **work.aside(found["id"]),
        "return_url": params["return_url"],
        "refresh_url": params["refresh_url"],
    }
    work.save(found, aside=aside)
    return {
        "object": "account_link",
        "created": work.now,
        "expires_at": work.now + _LINKS_FOR,
        "url": f"{work.settings.public_url}/connect/{found['id']}/{new_id('', 24)}",
    }


def must_charge(work: Work) -> None:
    """Raise Stripe's refusal where the account of this request may take no payments."""
    if work.account:
        found = work.find("account", work.account)
        if found is None or not found["charges_enabled"]:
            raise StripeRefusal(_NOT_YET, status=400, code="account_invalid")


def finish(work: Work, account: str) -> Json:
    """The owner gives all that was asked for: the account takes payments."""
    found = work.get("account", account)
    found.update(
        details_submitted=True,
        charges_enabled=True,
        payouts_enabled=True,
        requirements=account_objects.requirements([]),
    )
    return _move(work, found)


def leave_out(work: Work, account: str) -> Json:
    """The owner leaves a part out: it is asked for again, and nothing can be paid until it is there."""
    found = work.get("account", account)
    found.update(
        details_submitted=True,
        charges_enabled=False,
        payouts_enabled=False,
        requirements=account_objects.requirements(["external_account"]),
    )
    return _move(work, found)


def deauthorize(work: Work, account: str) -> None:
    """The platform or the owner ends the connection: the platform's key reaches it no more."""
    found = get(work, account)
    work.save(found, aside={**work.aside(account), "gone": True})
    work.account = account
    work.emit("account.application.deauthorized", {"id": "ca_sandbox", "object": "application", "name": None})


def _move(work: Work, found: Json) -> Json:
    work.save(found)
    _tell(work, found)
    return found


def _tell(work: Work, found: Json) -> None:
    """Events about a connected account are of that account."""
    before, work.account = work.account, found["id"]
    work.emit("account.updated", found)
    work.account = before
