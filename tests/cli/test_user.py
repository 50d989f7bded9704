"""``flask user``."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member, SecondFactor, User
from sigma_finance.services.dues import periods
from tests.cli.terminal import PASSWORD, add_user, flask, open_chapter, refused, run
from tests.harness.client import Client

ADDRESS = "jo.reed@example.org"
CREATE = (
    "user",
    "create",
    "--chapter",
    "sds",
    "--role",
    "treasurer",
    "--name",
    "Jo Reed",
    "--email",
    ADDRESS,
)


@pytest.fixture(autouse=True)
def _chapter(any_app: Flask) -> None:
    open_chapter(any_app)


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))


class TestCreatingAUser:
    def test_makes_a_login_and_a_member_who_is_charged_like_others(
        self, any_app: Flask, client: Client
    ) -> None:
        add_user(any_app, "Jo.Reed@Example.org", "treasurer")
        member = db.session.scalars(select(Member)).one()
        assert (member.email, member.role, member.member_class) == (
            ADDRESS,
            Role.TREASURER,
            MemberClass.REGULAR,
        )
        assert "Charged 1 member" in run(
            any_app,
            "dues",
            "assess",
            "--chapter",
            "sds",
            "--period",
            "X",
            "--amount",
            "5",
            "--due",
            "2026-12-31",
        )
        assert "/auth/login" not in client.sign_in(ADDRESS, PASSWORD).response.request.path

    def test_takes_the_class_and_the_role_in_any_case(self, any_app: Flask) -> None:
        add_user(any_app, ADDRESS, "Admin", "--class", "EXEMPT")
        member = db.session.scalars(select(Member)).one()
        assert (member.role, member.member_class) == (Role.ADMIN, MemberClass.EXEMPT)

    def test_asks_for_the_password_twice_and_shows_it_never(self, any_app: Flask) -> None:
        printed = run(any_app, *CREATE, typed=f"{PASSWORD}\n{PASSWORD}\n")
        assert "Password" in printed
        assert PASSWORD not in printed
        assert db.session.scalars(select(User)).one().password_hash

    def test_has_no_option_for_the_password_itself(self, any_app: Flask) -> None:
        assert "No such option" in refused(any_app, *CREATE, "--password", PASSWORD, code=2)

    def test_refuses_weak_and_missing_passwords(self, any_app: Flask) -> None:
        assert "12 characters" in refused(any_app, *CREATE, "--password-stdin", typed="short\n")
        assert "No password" in refused(any_app, *CREATE, "--password-stdin")
        assert db.session.scalars(select(User)).all() == []

    def test_refuses_an_address_that_the_chapter_has(self, any_app: Flask) -> None:
        add_user(any_app, ADDRESS)
        assert "already" in refused(any_app, *CREATE, "--password-stdin", typed=PASSWORD)

    def test_says_that_a_login_of_another_chapter_stays_as_it_is(self, any_app: Flask) -> None:
        add_user(any_app, ADDRESS)
        open_chapter(any_app, "tau")
        words = [word if word != "sds" else "tau" for word in CREATE]
        assert "as it was" in run(any_app, *words, "--password-stdin", typed="another plum tractor pond\n")

    def test_refuses_a_chapter_and_a_role_that_are_not_there(self, any_app: Flask) -> None:
        words = [word if word != "sds" else "nobody" for word in CREATE]
        assert "no chapter" in refused(any_app, *words, "--password-stdin", typed=PASSWORD)
        assert "none of" in refused(any_app, *CREATE, "--role", "boss", code=2)


class TestLettingALockedOutPersonBackIn:
    def test_changes_the_password_is_audited_and_tells_them(
        self, any_app: Flask, client: Client, sandbox: Sandbox
    ) -> None:
        add_user(any_app, ADDRESS, "treasurer")
        fresh = "seven plum rivers under glass"
        run(any_app, "user", "reset-password", "--email", ADDRESS, "--password-stdin", typed=fresh)
        assert "/auth/login" not in client.sign_in(ADDRESS, fresh).response.request.path
        assert actions()[-1] == "user.password_reset"
        assert [message.subject for message in sandbox.messages(to=ADDRESS)] == ["Your password was reset"]

    def test_takes_their_second_step_off_is_audited_and_tells_them(
        self, any_app: Flask, sandbox: Sandbox
    ) -> None:
        add_user(any_app, ADDRESS, "treasurer")
        user_id = db.session.scalars(select(User.id)).one()
        db.session.add(SecondFactor(user_id=user_id, sealed_secret="x", enabled_at=now()))
        db.session.commit()
        run(any_app, "user", "reset-second-factor", "--email", ADDRESS)
        assert actions()[-1] == "user.second_factor_reset"
        assert db.session.scalars(select(SecondFactor.enabled_at)).one() is None
        assert len(sandbox.messages(to=ADDRESS)) == 1
        assert "no second step" in refused(any_app, "user", "reset-second-factor", "--email", ADDRESS)

    def test_knows_nobody_by_a_wrong_address(self, any_app: Flask) -> None:
        result = flask(
            any_app, "user", "reset-password", "--email", "x@example.org", "--password-stdin", typed="x"
        )
        assert result.exit_code == 1


class TestGivingARole:
    def test_is_audited_and_told(self, any_app: Flask, sandbox: Sandbox) -> None:
        add_user(any_app, ADDRESS)
        printed = run(
            any_app, "user", "set-role", "--chapter", "sds", "--email", ADDRESS, "--role", "treasurer"
        )
        assert "were a member" in printed
        assert db.session.scalars(select(Member.role)).one() is Role.TREASURER
        assert actions()[-1] == "member.role_changed"
        assert len(sandbox.messages(to=ADDRESS)) == 1

    def test_changes_nothing_where_they_have_it(self, any_app: Flask, sandbox: Sandbox) -> None:
        add_user(any_app, ADDRESS)
        run(any_app, "user", "set-role", "--chapter", "sds", "--email", ADDRESS, "--role", "member")
        assert "member.role_changed" not in actions()
        assert sandbox.messages(to=ADDRESS) == []

    def test_knows_nobody_of_another_chapter(self, any_app: Flask) -> None:
        add_user(any_app, ADDRESS)
        open_chapter(any_app, "tau")
        words = ("user", "set-role", "--chapter", "tau", "--email", ADDRESS, "--role", "admin")
        assert "no member" in refused(any_app, *words)


class TestWhoJoinsLate:
    def test_is_charged_with_the_periods_that_say_so(self, any_app: Flask) -> None:
        add_user(any_app, ADDRESS, "treasurer")
        chapter_id = db.session.query(Member.chapter_id).scalar()
        terms = PeriodTerms(20000, today_in("UTC") + timedelta(days=30), charges_late_joiners=True)
        period_id = periods.create_period(chapter_id=chapter_id, name="2026-27", terms=terms, by=OPERATOR)
        periods.assess(chapter_id=chapter_id, period_id=period_id, by=OPERATOR)
        add_user(any_app, "late@example.org")
        db.session.rollback()
        assert [one.balance_minor for one in db.session.query(Member)] == [20000, 20000]


class TestWhoRunsThePlatform:
    def test_is_made_and_ended_by_the_operator_alone(self, any_app: Flask) -> None:
        add_user(any_app, ADDRESS, "treasurer")
        assert "can open and suspend chapters now" in run(
            any_app, "user", "make-platform-admin", "--email", ADDRESS
        )
        assert "any longer" in run(any_app, "user", "end-platform-admin", "--email", ADDRESS)
        assert "do not run the platform" in refused(any_app, "user", "end-platform-admin", "--email", ADDRESS)
        assert actions()[-2:] == ["user.platform_admin_set", "user.platform_admin_ended"]

    def test_may_be_somebody_new_of_no_chapter(self, any_app: Flask) -> None:
        asked = ("user", "make-platform-admin", "--email", "pat@example.org")
        assert "Nobody signs in with that e-mail address." in refused(any_app, *asked)
        made = run(any_app, *asked, "--name", "Pat", "--password-stdin", typed="plum tractor seven oceans\n")
        assert "can open and suspend chapters now" in made


class TestAddressesOfEarlierDays:
    def test_are_rehearsed_then_mended_and_clashes_are_named(self, any_app: Flask) -> None:
        add_user(any_app, ADDRESS)
        assert "Every address is in the form" in run(any_app, "user", "mend-addresses")
        member = db.session.query(Member).one()
        wide = ADDRESS.replace("example", "ｅｘａｍｐｌｅ")
        db.session.query(User).update({"email": wide})
        member.email = wide
        db.session.commit()
        rehearsed = run(any_app, "user", "mend-addresses")
        assert wide in rehearsed
        assert "Nothing is written yet." in rehearsed
        assert "changed" in run(any_app, "user", "mend-addresses", "--commit")
        db.session.add(Member(chapter_id=member.chapter_id, name="Ada", email=wide))
        db.session.commit()
        assert "To be mended by hand: 1." in refused(any_app, "user", "mend-addresses", "--commit")
