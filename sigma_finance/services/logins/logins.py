"""Logins: what an operator does for people who are new or locked out."""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.database import faults, transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.domain.logins.passwords import check_strength, hash_password
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.text import clean_email, clean_text
from sigma_finance.extensions import db, setting
from sigma_finance.models import Member, User
from sigma_finance.queries.logins import address_changes, mailed_links
from sigma_finance.queries.logins import logins as queries
from sigma_finance.services import audit
from sigma_finance.services.logins import sessions
from sigma_finance.services.messages import outbox

#: What another password makes void; the owner of an old address may still take its change back.
PENDING = (LinkPurpose.RESET, LinkPurpose.NEW_ADDRESS)


class EmailTaken(Conflict):
    """The chapter has a member with this address."""


@dataclass(frozen=True)
class NewUser:
    """Who is given a login; ``password`` counts only where the address has no login yet."""

    chapter_id: int
    name: str
    email: str
    role: Role
    password: str
    member_class: MemberClass = MemberClass.REGULAR


@dataclass(frozen=True)
class CreatedUser:
    """A member with a login; ``had_login`` where the person had one from another chapter, which stays as it is."""

    user_id: int
    member_id: int
    had_login: bool


def create_user(*, request: NewUser, by: Actor) -> CreatedUser:
    """Make a member of a chapter, with a login: a new one, or the one that the person has from another chapter.

    Raises Invalid, and EmailTaken where the chapter has a member with this address.
    """
    name = clean_text(request.name, field="name", label="The name", at_most=120)
    email = clean_email(request.email)
    has_login = queries.find_login(email=email) is not None
    password_hash = "" if has_login else new_password_hash(request.password, name=name, email=email)
    transactions.end_read()
    return _create(request=request, name=name, email=email, password_hash=password_hash, by=by)


def new_password_hash(password: str, *, name: str, email: str) -> str:
    """The hash of a password that a person of this name and address chose; raises Invalid for a weak one."""
    check_strength(password, personal=[name, email, email.partition("@")[0], *name.split()])
    return hash_password(password, rounds=setting("BCRYPT_ROUNDS"))


@transactional
def _create(*, request: NewUser, name: str, email: str, password_hash: str, by: Actor) -> CreatedUser:
    user = queries.find_user(email=email)
    had_login = user is not None
    if user is None:
        user = add_user(name=name, email=email, password_hash=password_hash)
    member = seat(
        user,
        chapter_id=request.chapter_id,
        role=request.role,
        name=name,
        member_class=request.member_class,
        by=by,
    )
    return CreatedUser(user_id=user.id, member_id=member.id, had_login=had_login)


def seat(
    user: User,
    *,
    chapter_id: int,
    role: Role,
    by: Actor,
    name: str = "",
    member_class: MemberClass = MemberClass.REGULAR,
) -> Member:
    """Make a login a member of a chapter in the transaction under way; raises EmailTaken."""
    member = Member(
        chapter_id=chapter_id,
        user_id=user.id,
        name=name or user.name,
        email=user.email,
        role=role,
        member_class=member_class,
        exempt_because="Set with their login." if member_class is MemberClass.EXEMPT else "",
    )
    add_member(member)
    audit.record(
        Action.USER_CREATED,
        chapter_id=chapter_id,
        subject=("users", user.id),
        by=by,
        member_id=member.id,
        role=role.value,
    )
    return member


def add_user(*, name: str, email: str, password_hash: str) -> User:
    """Write a login in the transaction under way; raises EmailTaken where somebody was quicker."""
    user = User(name=name, email=email, password_hash=password_hash, password_changed_at=now())
    db.session.add(user)
    try:
        db.session.flush()
    except Exception as error:
        if faults.violated(error, "uq_users_email", "users.email"):
            raise EmailTaken(
                "This address was registered a moment ago. Sign in with it.", field="email"
            ) from error
        raise
    return user


def add_member(member: Member) -> None:
    """Write a member in the transaction under way; raises EmailTaken where the chapter has one with the address."""
    db.session.add(member)
    try:
        db.session.flush()
    except Exception as error:
        if faults.violated(error, "uq_members_chapter_id_email", "members.chapter_id, members.email"):
            raise EmailTaken(
                "The chapter has a member with this e-mail address already.", field="email"
            ) from error
        if faults.violated(error, "uq_members_chapter_id_user_id", "members.chapter_id, members.user_id"):
            raise EmailTaken("This person is a member of the chapter already.", field="email") from error
        raise


def reset_password(*, email: str, password: str, by: Actor) -> int:
    """Give a locked-out person a new password, end their sessions, tell them, and return how many sessions ended.

    Raises NotFound for an unknown address, Invalid for a weak password.
    """
    user = queries.find_user(email=clean_email(email))
    if user is None:
        raise NotFound("Nobody signs in with that e-mail address.", field="email")
    password_hash = new_password_hash(password, name=user.name, email=user.email)
    transactions.end_read()
    return _reset(user_id=user.id, password_hash=password_hash, by=by)


@transactional
def _reset(*, user_id: int, password_hash: str, by: Actor) -> int:
    user = queries.lock_user(user_id=user_id)
    return give_password(user, password_hash, by=by, by_name="the operator of Sigma Finance")


def give_password(user: User, password_hash: str, *, by: Actor, by_name: str) -> int:
    """Give a locked user another password in the transaction under way, end their sessions and mailed links, and
    tell them who did; returns how many sessions ended.
    """
    user.password_hash = password_hash
    user.password_changed_at = now()
    void_pending(user)
    ended = sessions.end_all(user_id=user.id)
    note(Action.PASSWORD_RESET, user, by=by)
    tell(user, "password_was_reset", by=by_name)
    return ended


def void_pending(user: User) -> None:
    """Let nothing count any more that was asked for under the password before, in the transaction under way."""
    mailed_links.use_up(user_id=user.id, at=now(), purposes=PENDING)
    address_changes.end(user_id=user.id, at=now())


@across_chapters()
def note(action: Action, user: User, *, by: Actor, **details: str) -> None:
    """A line in the trail of each chapter that a login belongs to."""
    for chapter_id in queries.chapters_of(user_id=user.id):
        audit.record(action, chapter_id=chapter_id, subject=("users", user.id), by=by, **details)


@across_chapters()
def tell(user: User, kind: str, *, to: str = "", **context: str) -> None:
    """A message about a login to its person, once, however many chapters they are in."""
    for chapter_id in queries.chapters_of(user_id=user.id)[:1]:
        outbox.enqueue(
            chapter_id=chapter_id, kind=kind, to=to or user.email, context={"name": user.name, **context}
        )


@dataclass(frozen=True)
class RoleChange:
    """What a member was and is."""

    member_id: int
    before: Role
    after: Role


@transactional
def set_role(*, chapter_id: int, email: str, role: Role, by: Actor) -> RoleChange:
    """Give a member another role and tell them; raises NotFound."""
    member = queries.lock_member_by_email(chapter_id=chapter_id, email=clean_email(email))
    if member is None:
        raise NotFound("The chapter has no member with that e-mail address.", field="email")
    change = RoleChange(member_id=member.id, before=member.role, after=role)
    if change.before is not role:
        give_role(member, role, by=by, by_name="the operator of Sigma Finance")
    return change


def give_role(member: Member, role: Role, *, by: Actor, by_name: str) -> None:
    """Change a locked member's role in the transaction under way, and tell them who did."""
    before, member.role = member.role, role
    audit.record(
        Action.ROLE_CHANGED,
        chapter_id=member.chapter_id,
        subject=("members", member.id),
        by=by,
        before=before.value,
        after=role.value,
    )
    outbox.tell(member, "role_changed", name=member.name, role_label=role.label, by=by_name)
