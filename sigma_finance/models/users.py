"""A login with its second factor, its mailed links and its sessions. No role and no money hangs on any of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sigma_finance.domain.dates import now
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.domain.logins.passwords import check_strength, hash_password
from sigma_finance.extensions import setting
from sigma_finance.models.base import Base, Id, LongText, MaybeMoment, Moment, SearchableName, word

_OPEN_CHANGE = "ended_at IS NULL"


class User(SearchableName, Base):
    """A person's login: e-mail (lower case) and password; in as many chapters as they are a member of."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(100))
    timezone: Mapped[str] = mapped_column(String(64), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]
    password_changed_at: Mapped[MaybeMoment]

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    def set_password(self, password: str) -> None:
        """Keep a password that is chosen in ``flask shell``; raises Invalid for a weak one."""
        check_strength(password, personal=[self.email, self.email.partition("@")[0], *self.name.split()])
        self.password_hash = hash_password(password, rounds=setting("BCRYPT_ROUNDS"))
        self.password_changed_at = now()


class PlatformAdmin(Base):
    """A login that may open and suspend chapters; it shows nobody's data in any of them."""

    __tablename__ = "platform_admins"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    created_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]


class SignInSession(Base):
    """One signed-in device. The cookie holds a token whose SHA-256 is kept here, so a stolen table signs nobody in."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    remembered: Mapped[bool] = mapped_column(default=False)
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    confirmed_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]

    __table_args__ = (Index("ix_sign_in_sessions_user_id_ended_at", "user_id", "ended_at"),)


class SecondFactor(Base):
    """An authenticator app of a person. The secret is sealed; it counts once a code of it was given (``enabled_at``).

    ``last_step`` is the time step of the last code taken, since a code works once.
    """

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    sealed_secret: Mapped[str] = mapped_column(String(255))
    last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment]
    enabled_at: Mapped[MaybeMoment]


class Passkey(Base):
    """A passkey that stands in for the code of the authenticator app; what is kept of it is public.

    ``sign_count`` has to rise where the device counts.
    """

    __tablename__ = "passkeys"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[LongText]
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[Moment]
    last_used_at: Mapped[MaybeMoment]
    removed_at: Mapped[MaybeMoment]


class AnsweredChallenge(Base):
    """A challenge that a passkey answered, as its SHA-256: no answer counts twice."""

    __tablename__ = "answered_challenges"

    id: Mapped[Id]
    challenge_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Moment]


class RecoveryCode(Base):
    """A code that stands in for the authenticator app, once; its SHA-256 is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]
    used_at: Mapped[MaybeMoment]

    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)


class AddressChange(Base):
    """A change of the address that a person signs in with, from when they asked until it came to an end.

    It takes effect once the new address has proved itself and the old one has said yes, or at ``takes_effect_at``.
    """

    __tablename__ = "address_changes"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[Moment]
    proved_at: Mapped[MaybeMoment]
    agreed_at: Mapped[MaybeMoment]
    takes_effect_at: Mapped[MaybeMoment]
    ended_at: Mapped[MaybeMoment]

    __table_args__ = (
        CheckConstraint("(proved_at IS NULL) = (takes_effect_at IS NULL)", name="proved_has_its_day"),
        Index(
            "uq_address_changes_open",
            "user_id",
            unique=True,
            postgresql_where=text(_OPEN_CHANGE),
            sqlite_where=text(_OPEN_CHANGE),
        ),
        Index(
            "ix_address_changes_due",
            "takes_effect_at",
            postgresql_where=text(_OPEN_CHANGE),
            sqlite_where=text(_OPEN_CHANGE),
        ),
    )


class AccountLink(Base):
    """A link that was mailed for a login; its token's SHA-256 is kept. Without a user where nobody has the address.

    ``email`` is the address that the link is about: the new one of a change, or the old one that is kept by it.
    """

    __tablename__ = "account_links"

    id: Mapped[Id]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    purpose: Mapped[LinkPurpose] = word("purpose", LinkPurpose)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[MaybeMoment]

    __table_args__ = (Index("ix_account_links_user_id_purpose", "user_id", "purpose"),)
