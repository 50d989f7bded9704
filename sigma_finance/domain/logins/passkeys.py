"""Passkeys (W3C WebAuthn, level 2): what a browser is asked, and whether its answer holds.

A challenge is random, tied to its browser by the signed cookie, and good for five minutes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sigma_finance.domain.errors import Forbidden

MOST_PASSKEYS = 10


class PasskeyWrong(Forbidden):
    """The browser's answer does not show that the passkey is at hand."""


@dataclass(frozen=True)
class RelyingParty:
    """Where passkeys are good: the application's own address, which browsers bind them to."""

    base_url: str

    @property
    def host(self) -> str:
        """The relying party's id."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def origin(self) -> str:
        """What a browser says it is showing."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class PasskeyCredential:
    """What is kept of a passkey: ids and keys in base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def new_challenge() -> str:
    """A fresh challenge of 256 bits, in base64url."""
    return secrets.token_urlsafe(32)


def challenge_hash(challenge: str) -> str:
    """What is kept of a challenge that was answered."""
    return hashlib.sha256(challenge.encode(errors="replace")).hexdigest()


def creation_options(
    house: RelyingParty, *, challenge: str, user_id: int, email: str, known: Sequence[str]
) -> str:
    """What the browser is asked to make a passkey for, as JSON; ``known`` ones are not made twice."""
    import webauthn
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, UserVerificationRequirement

    options = webauthn.generate_registration_options(
        rp_id=house.host,
        rp_name="Sigma Finance",
        user_id=f"user-{user_id}".encode(),
        user_name=email,
        challenge=webauthn.base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_described(known),
    )
    return webauthn.options_to_json(options)


def request_options(house: RelyingParty, *, challenge: str, known: Sequence[str]) -> str:
    """What the browser is asked to answer with one of the ``known`` passkeys, as JSON."""
    import webauthn

    options = webauthn.generate_authentication_options(
        rp_id=house.host,
        challenge=webauthn.base64url_to_bytes(challenge),
        allow_credentials=_described(known),
    )
    return webauthn.options_to_json(options)


def read_new(house: RelyingParty, *, answer: str, challenge: str) -> PasskeyCredential:
    """The passkey that a browser made; raises PasskeyWrong."""
    import webauthn
    from webauthn.helpers import bytes_to_base64url

    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=house.host,
            expected_origin=house.origin,
        )
    except Exception as error:  # the library raises many kinds on odd input, and each is the same refusal
        raise _refusal() from error
    return PasskeyCredential(
        bytes_to_base64url(made.credential_id),
        bytes_to_base64url(made.credential_public_key),
        made.sign_count,
    )


def credential_of(answer: str) -> str:
    """The passkey that an answer says it is of, in base64url; raises PasskeyWrong."""
    import json

    try:
        read: Any = json.loads(answer)
        named = read["id"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _refusal() from error
    if not isinstance(named, str) or not named.isascii() or len(named) > 1400:
        raise _refusal()
    return named


def judge(house: RelyingParty, *, answer: str, challenge: str, known: PasskeyCredential) -> int:
    """The new sign count of a passkey that answered rightly; raises PasskeyWrong."""
    import webauthn

    try:
        return webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=house.host,
            expected_origin=house.origin,
            credential_public_key=webauthn.base64url_to_bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
        ).new_sign_count
    except Exception as error:  # as above
        raise _refusal() from error


def _described(known: Sequence[str]) -> list[Any]:
    import webauthn
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(one)) for one in known]


def _refusal() -> PasskeyWrong:
    return PasskeyWrong("That passkey did not work. Try again, or enter a code.", field="answer")
