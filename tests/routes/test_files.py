"""A file that was sent along, as a browser gets it."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.files import FileContent
from sigma_finance.extensions import db
from sigma_finance.services import files
from sigma_finance.services.files import NewFile
from tests.people import Person, signed_in
from tests.pictures import PDF
from tests.routes.house import House, build_house


@pytest.fixture
def house(any_app: Flask) -> House:
    return build_house()


def keep(person: Person) -> int:
    file = NewFile(PDF, "<script>alert(1)</script>.pdf")
    with files.kept(chapter_id=person.chapter_id, member_id=person.member_id, file=file, field="receipt") as [
        file_id
    ]:
        files.use(chapter_id=person.chapter_id, file_id=file_id, member_id=person.member_id)
        db.session.commit()
    return file_id


def address(person: Person, file_id: int) -> str:
    token = files.sign(chapter_id=person.chapter_id, member_id=person.member_id, file_id=file_id)
    return f"/files/{token}"


class TestAFile:
    def test_comes_as_an_attachment_of_a_name_of_ours(self, any_app: Flask, house: House) -> None:
        file_id = keep(house.ada)
        answer = signed_in(any_app, house.ada).get(address(house.ada, file_id))
        assert answer.response.data == PDF
        assert answer.headers["Content-Type"] == FileContent.PDF.media_type
        assert answer.headers["Content-Disposition"] == f"attachment; filename=file-{file_id}.pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_comes_to_nobody_else_who_has_its_address(self, any_app: Flask, house: House) -> None:
        path = address(house.ada, keep(house.ada))
        for person in (house.ben, house.tess, house.stranger):
            signed_in(any_app, person).get(path, status=404)
        assert any_app.test_client().get(path).status_code == 302

    def test_comes_by_no_address_of_somebodys_making(self, any_app: Flask, house: House) -> None:
        keep(house.ada)
        for path in ("/files/1", "/files/..%2f..%2fetc%2fpasswd", "/files/WzEsMSwxXQ.aaaa.bbbb"):
            signed_in(any_app, house.ada).get(path, status=404)
