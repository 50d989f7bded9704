"""Joining a chapter by an invite: with a new login, or with one that the person has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_invite_code
from sigma_finance.domain.dates import local_date, long_date, now
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid, NotFound
from sigma_finance.domain.logins.passwords import check_strength, hash_password
from sigma_finance.domain.members import invites as rules
from sigma_finance.domain.members.invites import InviteState
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.permissions import higher
from sigma_finance.domain.text import clean_email, clean_text
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Invite, Member, User
from sigma_finance.queries import locks
from sigma_finance.queries.logins import logins as users
from sigma_finance.queries.members import invites as queries
from sigma_finance.queries.members import look_alikes
from sigma_finance.queries.members.invites import Invitation
from sigma_finance.services import audit
from sigma_finance.services.dues import late_joiners
from sigma_finance.services.logins import logins, sessions
from sigma_finance.services.members import invites
from sigma_finance.services.members.invites import is_proof, mailed_url
from sigma_finance.services.messages import outbox

#: One mail to an address in this time, however often a form is sent.
PAUSE = timedelta(minutes=10)


class CodeUnknown(NotFound):
    """There is no such invite."""


class CodeRefused(Conflict):
    """The invite admits nobody any more; ``invitation`` is what it was."""

    def __init__(self, message: str, invitation: Invitation) -> None:
        super().__init__(message, field="code")
        self.invitation = invitation


class AccountExists(Conflict):
    """The invited address has a login: its person signs in and joins with it."""


class MeantForAnother(Forbidden):
    """The invite is for another address."""


class NameKnown(Conflict):
    """Somebody of this name is on the member list, and the person has not said that they are another."""


class MemberAlready(Conflict):
    """The person is in the chapter, or the place on its member list is taken."""


_ASK = "Ask your treasurer for a new invite."
_ASK_ADMIN = "Ask an admin of your chapter for a new one."
_KEEP = "Keep the invite, and ask whoever sent it."
#: What is mailed to an address that came with an open code.
_LINKS = ("confirm_address", "existing_account")
_REASONS = {
    InviteState.EXPIRED: f"This invite has expired. {_ASK}",
    InviteState.USED: f"This invite has been used by as many people as it was for. {_ASK}",
    InviteState.REVOKED: f"This invite was taken back. {_ASK}",
}


@across_chapters()
def get_invitation(*, code: str, proof: str = "") -> Invitation:
    """The invite of a code that still admits somebody; raises CodeUnknown and CodeRefused with the reason.

    ``proof`` is what the link carried beside the code, if it came with the mail to the invited address.
    """
    kept = rules.read_code(code)
    found = queries.find_invitation(code=kept, at=now()) if kept else None
    if found is None:
        raise CodeUnknown(
            "There is no such invite. Check the code, or ask your treasurer for a new one.", field="code"
        )
    invitation = replace(found, is_proven=is_proof(proof, invite_id=found.id, email=found.email))
    if reason := _why_not(invitation):
        raise CodeRefused(reason, invitation)
    return invitation


def _why_not(invitation: Invitation) -> str:
    """Why an invite lets nobody in, "" where it does."""
    if invitation.is_suspended:
        return f"{invitation.chapter_name} is suspended, so nobody can join it now. {_KEEP}"
    if invitation.state is not InviteState.INVITED:
        return _REASONS[invitation.state]
    return _why_not_as(invitation)


def _why_not_as(invitation: Invitation) -> str:
    """Why an invite lets nobody in as what it would make them today, "" where it does."""
    if invitation.is_beyond_issuer:
        return f"Whoever made this invite may not let in a {invitation.role.label.lower()}. {_ASK_ADMIN}"
    if invitation.is_for_no_mailbox:
        return f"An officer's invite goes to an e-mail address, and this one has none. {_ASK_ADMIN}"
    if invitation.is_outdated:
        return f"The member whom this invite is for has another e-mail address now. {_ASK}"
    return ""


@dataclass(frozen=True)
class Registration:
    """What a new person enters, with what their link carried.

    ``is_namesake`` where they say that they are another than the member of their name.
    """

    code: str
    proof: str
    name: str
    password: str
    is_namesake: bool = False


@across_chapters()
def ask_for_link(*, code: str, proof: str = "", email: str = "") -> None:
    """Mail the link that proves an address: the invited one, or under an open code the one given.

    What is done and said is the same whoever has the address. Raises Invalid, CodeUnknown and CodeRefused.
    """
    invitation = get_invitation(code=code, proof=proof)
    address = invitation.email or clean_email(email)
    transactions.end_read()
    if invitation.email is None:
        _mail_link(invitation=invitation, email=address)
    else:
        _mail_again(invitation=invitation)


@across_chapters()
def register(*, request: Registration, by: Actor) -> str | None:
    """Make a login and a place in the chapter, and return the token of its first session.

    None means that a link was mailed first: the invite's address has to prove itself, and nothing is used up by that.
    Raises Invalid, CodeUnknown, CodeRefused, AccountExists, NameKnown and MemberAlready; then nothing was written.
    """
    invitation = get_invitation(code=request.code, proof=request.proof)
    if invitation.email is None:
        raise Invalid("This code asks for an e-mail address first.", field="email")
    email, name = invitation.email, clean_text(request.name, field="name", label="Your name", at_most=120)
    personal = [name, email, email.partition("@")[0], *name.split(), invitation.chapter_name]
    check_strength(request.password, personal=personal)
    if invitation.has_user and invitation.is_proven:
        raise AccountExists(
            "You have an account already. Sign in with it, then join with one click.", field="name"
        )
    transactions.end_read()
    password_hash = hash_password(request.password, rounds=setting("BCRYPT_ROUNDS"))
    if invitation.needs_proof or invitation.has_user:
        _mail_again(invitation=invitation)
        return None
    _check_name(invitation, name, is_namesake=request.is_namesake)
    transactions.end_read()
    return _register(invitation=invitation, name=name, password_hash=password_hash, by=by)


def _check_name(invitation: Invitation, name: str, *, is_namesake: bool) -> None:
    """Ask whoever would make a new place whether they are the member of their name; nothing more is told of that one.

    An invite for somebody on the member list leads to their place.
    """
    if invitation.member_id is not None or is_namesake:
        return
    if look_alikes.is_name_known(chapter_id=invitation.chapter_id, name=name):
        raise NameKnown(
            f"Somebody of this name is on the member list of {invitation.chapter_name} already. If that is you, join "
            "with the e-mail address that the chapter has of you, or ask your treasurer to change it first.",
            field="name",
        )


@transactional
def _register(*, invitation: Invitation, name: str, password_hash: str, by: Actor) -> str:
    _use(invitation)
    user = logins.add_user(name=name, email=invitation.email or "", password_hash=password_hash)
    member = _take_place(invitation, user)
    _note(invitation, user, member, by)
    return sessions.begin(user_id=user.id, member_id=member.id, remember=False, by=by)


@across_chapters()
def join(
    *, code: str, proof: str, user_id: int, session_id: int, is_namesake: bool = False, by: Actor
) -> bool:
    """Join the chapter with the login that the person is signed in with, and turn their session to it.

    False means that a link was mailed first, to the address that they sign in with. Raises CodeUnknown, CodeRefused,
    MeantForAnother, NameKnown and MemberAlready.
    """
    invitation = get_invitation(code=code, proof=proof)
    user = users.get_user(user_id=user_id)
    if invitation.email not in (None, user.email):
        raise MeantForAnother(f"This invite is for another e-mail address than {user.email}.")
    if queries.find_membership(chapter_id=invitation.chapter_id, user_id=user_id):
        raise MemberAlready(f"You are a member of {invitation.chapter_name} already.")
    transactions.end_read()
    if invitation.needs_proof:
        ask_for_link(code=code, email=user.email)
        return False
    _check_name(invitation, user.name, is_namesake=is_namesake)
    transactions.end_read()
    _join(invitation=invitation, user_id=user_id, session_id=session_id, by=by)
    return True


@transactional
def _join(*, invitation: Invitation, user_id: int, session_id: int, by: Actor) -> None:
    _use(invitation)
    user = users.lock_user(user_id=user_id)
    member = _take_place(invitation, user)
    _note(invitation, user, member, by)
    sessions.turn_to(session_id=session_id, member_id=member.id)


def _use(invitation: Invitation) -> None:
    """Use an invite up by one; the database decides who comes too late."""
    if not queries.use(invite_id=invitation.id, at=now()):
        get_invitation(code=invitation.code)
        raise CodeRefused(_REASONS[InviteState.USED], invitation)
    if invitation.parent_id is not None and not queries.use_parent(invite_id=invitation.parent_id):
        raise CodeRefused(f"The invite that this link came from admits nobody any more. {_ASK}", invitation)


def _take_place(invitation: Invitation, user: User) -> Member:
    """The member whose place the invite leads to, tied to the person, or a new one.

    An address that was proved by opening the invite also finds its member when the member list had them later.
    """
    if invitation.member_id is None:
        member = Member(
            chapter_id=invitation.chapter_id,
            user_id=user.id,
            name=user.name,
            email=user.email,
            role=invitation.role,
        )
        logins.add_member(member)
        return member
    member_id = invitation.member_id
    member = locks.lock_members(chapter_id=invitation.chapter_id, member_ids=[member_id])[member_id]
    if member.user_id is not None:
        raise MemberAlready("The member whom this invite is for has a login already. Sign in with it.")
    if member.status is not MemberStatus.ACTIVE:
        raise MemberAlready("The member whom this invite is for is not active. Ask your treasurer.")
    _check_unchanged(invitation)
    member.user_id = user.id
    member.email = member.email or user.email
    member.role = higher(member.role, invitation.role)
    logins.add_member(member)
    return member


def _check_unchanged(invitation: Invitation) -> None:
    """Raise CodeRefused where the locked member has become more, or has another address, since the invite was read."""
    again = queries.find_invitation(code=invitation.code, at=now())
    if again is None:
        raise AssertionError("invites are kept")
    now_so = replace(again, is_proven=invitation.is_proven)
    if now_so.needs_proof or _why_not_as(now_so):
        raise CodeRefused(_why_not_as(now_so) or f"This invite changed a moment ago. {_ASK}", invitation)


def _note(invitation: Invitation, user: User, member: Member, by: Actor) -> None:
    audit.record(
        Action.USER_REGISTERED,
        chapter_id=invitation.chapter_id,
        subject=("users", user.id),
        by=by,
        member_id=member.id,
        role=member.role.value,
        invite_id=invitation.id,
    )
    late_joiners.charge(
        chapter_id=invitation.chapter_id, member_id=member.id, by=replace(by, member_id=member.id)
    )


@transactional
def _mail_link(*, invitation: Invitation, email: str) -> None:
    """Mail a link of their own to somebody who came with an open code; the page says no more than that.

    An address that nobody has, one on the member list and one with a login take the same steps, so that neither the
    answer nor the time it takes tells them apart.
    """
    chapter_id = invitation.chapter_id
    member = queries.find_listed_member(chapter_id=chapter_id, email=email)
    user = users.find_user(email=email)
    place = queries.find_membership(chapter_id=chapter_id, user_id=user.id if user else 0)
    joined = place is not None or (member is not None and member.user_id is not None)
    if queries.was_written(chapter_id=chapter_id, kinds=_LINKS, to=email, since=now() - PAUSE):
        return
    sign_in_url = f"{setting('BASE_URL')}/auth/login"
    context = _follow_up(invitation, email, member, revoked=joined) | {"sign_in_url": sign_in_url}
    if joined:
        context["register_url"] = sign_in_url
    kind = "existing_account" if user or joined else "confirm_address"
    outbox.enqueue(chapter_id=chapter_id, kind=kind, to=email, context=context)


@transactional
def _mail_again(*, invitation: Invitation) -> None:
    """Mail an invite once more to its address, to whoever reads that; the page says no more than that."""
    invite = db.session.get_one(Invite, invitation.id)
    kind = "existing_account" if invitation.has_user else "invite"
    since = now() - PAUSE
    if queries.was_written(
        chapter_id=invite.chapter_id, kinds=(*_LINKS, "invite"), to=invitation.email or "", since=since
    ):
        return
    context = {"register_url": mailed_url(invite), "sign_in_url": f"{setting('BASE_URL')}/auth/login"}
    if kind == "invite":
        invites.send(invite)
    else:
        outbox.enqueue(
            chapter_id=invite.chapter_id, kind=kind, to=invite.email, invite_id=invite.id, context=context
        )


def _follow_up(invitation: Invitation, email: str, member: Member | None, *, revoked: bool) -> dict[str, str]:
    """An invite of their own for who came with an open code: to the place that it names, else the listed one."""
    expires_at = now() + timedelta(days=rules.FOLLOW_UP_DAYS)
    invite = Invite(
        chapter_id=invitation.chapter_id,
        code=new_invite_code(),
        role=invitation.invited_role,
        email=email,
        member_id=invitation.member_id or (member.id if member else None),
        created_by_member_id=invitation.created_by_member_id,
        parent_id=invitation.id,
        expires_at=expires_at,
        revoked_at=now() if revoked else None,
    )
    db.session.add(invite)
    db.session.flush()
    chapter = db.session.get_one(Chapter, invitation.chapter_id)
    return {
        "register_url": mailed_url(invite),
        "expires_on": long_date(local_date(expires_at, chapter.timezone)),
    }
