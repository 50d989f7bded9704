"""An invite that names nobody, or many at once: whom it lets in, and how many."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Invite, Member, User
from sigma_finance.services.members import invites, registration
from sigma_finance.services.members.registration import (
    CodeRefused,
)
from tests.at_once import at_once
from tests.harness.statements import statements
from tests.mailed import newest_link
from tests.people import People, add_to_member_list, open_chapter
from tests.services.members.registering import (
    ask,
    count,
    from_mail,
    get_member,
    invite,
    invite_of,
    mailed,
    open_code,
    proof_of,
    register,
    session_of,
)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


class TestAnOpenCode:
    def test_lets_nobody_in_before_their_address_is_proved(self, people: People) -> None:
        code = open_code(people, max_uses=5)
        ask(code, "Ada@Example.org")
        assert (count(User), count(Member), invite_of(code).uses) == (4, 4, 0)
        link = mailed("confirm_address")
        assert register(link, proof=proof_of(link))
        assert get_member("ada@example.org").role is Role.MEMBER
        assert invite_of(code).uses == 1

    def test_lets_nobody_take_a_place_on_the_roster_by_its_address(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        code = open_code(people, max_uses=5)
        ask(code, "Rose@Example.org")
        assert get_member("rose@example.org").user_id is None
        from_mail(mailed("confirm_address"), name="Rosalind")
        assert get_member("rose@example.org").user_id is not None
        assert invite_of(code).uses == 1

    def test_mails_a_person_who_has_a_login_and_changes_nothing(self, people: People) -> None:
        other = open_chapter("kr", "Kappa Rho")
        code = open_code(people, max_uses=5)
        ask(code, other.member.email)
        link = mailed("existing_account")
        assert registration.join(
            code=link,
            proof=proof_of(link),
            user_id=other.member.user_id,
            session_id=session_of(other.member),
            by=OPERATOR,
        )
        assert invite_of(code).uses == 1
        assert count(Member) == 9

    def test_offers_no_new_place_to_a_member_of_the_chapter(self, people: People) -> None:
        code = open_code(people)
        ask(code, people.member.email)
        assert newest_link("existing_account", "/auth/").endswith("/auth/login")
        [made] = db.session.scalars(select(Invite).where(Invite.parent_id.is_not(None)))
        with pytest.raises(CodeRefused):
            from_mail(made.code)

    def test_does_the_same_for_whoever_has_the_address(self, people: People) -> None:
        add_to_member_list(people.chapter_id, "Rose", "rose@example.org")
        other = open_chapter("kr", "Kappa Rho")
        code = open_code(people, max_uses=9)
        addresses = ("nobody@example.org", "rose@example.org", other.member.email, people.member.email)
        done = []
        for address in addresses:
            with statements() as sent:
                ask(code, address)
            done.append(sent)
        assert len(done[0]) > 5
        assert done == [done[0]] * len(addresses)

    def test_writes_to_an_address_once_in_ten_minutes(self, people: People) -> None:
        code = open_code(people, max_uses=5)
        for typed in ("rose@example.org", " ROSE@EXAMPLE.ORG", "rose@ｅxample.org"):
            ask(code, typed)
        assert mailed("confirm_address")

    def test_admits_no_more_by_mailed_links_than_by_itself(self, people: People) -> None:
        code = open_code(people, max_uses=2)
        for number in range(3):
            ask(code, f"new{number}@example.org")
        links = [one.code for one in db.session.scalars(select(Invite).where(Invite.parent_id.is_not(None)))]
        for link in links[:2]:
            from_mail(link, name=f"Ada {link}")
        with pytest.raises(CodeRefused, match="admits nobody any more"):
            from_mail(links[2], name="Ada the last")
        with pytest.raises(CodeRefused, match="used by as many people as it was for"):
            ask(code, "late@example.org")
        assert count(User) == 6

    def test_that_is_taken_back_takes_its_links_with_it(self, people: People) -> None:
        code = open_code(people, max_uses=5)
        ask(code, "rose@example.org")
        invites.revoke(
            chapter_id=people.chapter_id, invite_id=invite_of(code).id, issuer_role=Role.ADMIN, by=OPERATOR
        )
        with pytest.raises(CodeRefused):
            from_mail(mailed("confirm_address"))

    def test_of_an_operator_may_make_an_officer_of_a_proved_address(self, people: People) -> None:
        ask(open_code(people, role=Role.TREASURER), "ada@example.org")
        assert from_mail(mailed("confirm_address"))
        assert get_member("ada@example.org").role is Role.TREASURER


class TestManyAtOnce:
    def test_are_admitted_up_to_the_limit_of_their_invite(self, app: Flask) -> None:
        people = open_chapter()
        code = open_code(people, max_uses=3)
        for number in range(12):
            ask(code, f"new{number}@example.org")
        links = list(db.session.scalars(select(Invite.code).where(Invite.parent_id.is_not(None))))
        proofs = [proof_of(link) for link in links]
        answers = at_once(
            app,
            [
                partial(register, link, proof=proof, name=f"Ada {link}")
                for link, proof in zip(links, proofs, strict=True)
            ],
        )
        assert len([answer for answer in answers if isinstance(answer, str)]) == 3
        assert len([answer for answer in answers if isinstance(answer, CodeRefused)]) == 9
        assert invite_of(code).uses == 3
        assert count(User) == count(Member) == 7

    def test_make_one_account_of_one_address(self, app: Flask) -> None:
        code = invite(open_chapter())
        at_once(app, [partial(register, code) for _ in range(8)])
        assert count(User) == 5
        assert invite_of(code).uses == 1

    def test_tie_one_login_to_a_member(self, app: Flask) -> None:
        people = open_chapter()
        add_to_member_list(people.chapter_id, "Lee", "lee@example.org")
        codes = [invite(people, email="lee@example.org") for _ in range(6)]
        at_once(app, [partial(register, code) for code in codes])
        assert count(User) == 5
        assert sum(invite_of(code).uses for code in codes) == 1
