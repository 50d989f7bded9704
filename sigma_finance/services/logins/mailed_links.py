"""Links that are mailed for a login: issued with a fresh token, found while they work, used up once."""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.domain.logins.sessions import new_token, token_hash
from sigma_finance.extensions import db, setting
from sigma_finance.models import AccountLink
from sigma_finance.queries.logins import mailed_links as queries


class LinkGone(NotFound):
    """The link was used, has expired, or was never mailed like this."""


_PATHS = {
    LinkPurpose.RESET: "reset",
    LinkPurpose.NEW_ADDRESS: "new-address",
    LinkPurpose.KEEP_ADDRESS: "keep-address",
}


@transactional
def issue(*, purpose: LinkPurpose, user_id: int | None, email: str = "") -> str:
    """Keep a fresh link and return its address, which begins with the site's own, whatever a request claims."""
    token, moment = new_token(), now()
    db.session.add(
        AccountLink(
            user_id=user_id,
            purpose=purpose,
            token_hash=token_hash(token),
            email=email,
            created_at=moment,
            expires_at=moment + purpose.good_for,
        )
    )
    db.session.flush()
    return f"{setting('BASE_URL')}/auth/{_PATHS[purpose]}/{token}"


def get_link(*, purpose: LinkPurpose, token: str) -> AccountLink:
    """The link of a token that still works; raises LinkGone."""
    link = queries.find_link(purpose=purpose, token_hash=token_hash(token), at=now())
    if link is None:
        raise LinkGone("This link has expired, was used already, or is not complete.")
    return link


@transactional
def use(*, purpose: LinkPurpose, token: str) -> AccountLink:
    """Use a link up; raises LinkGone where somebody was quicker."""
    link = get_link(purpose=purpose, token=token)
    if not queries.use(link_id=link.id, at=now()):
        raise LinkGone("This link was used a moment ago.")
    return link
