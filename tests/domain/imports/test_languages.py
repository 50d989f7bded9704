"""Tables in Spanish, German, Swahili, Portuguese and French say what English ones say."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER, Column, Slot
from sigma_finance.domain.imports.days import DateReading, is_date, read_date
from sigma_finance.domain.imports.methods import read_method
from sigma_finance.domain.imports.statuses import StatusVerdict, belongs, paid
from sigma_finance.domain.payments.payments import Method


class TestAHeadingOfPayments:
    @pytest.mark.parametrize(
        ("headings", "columns"),
        [
            ("Nombre|Correo|Importe|Fecha de pago|Estado", "NAME EMAIL AMOUNT DATE STATUS"),
            ("Vorname|Nachname|Betrag in €|Datum|Zahlungsart", "FIRST LAST AMOUNT DATE METHOD"),
            ("Jina|Kiasi (KSh)|Tarehe|Njia ya malipo|Hali", "NAME AMOUNT DATE METHOD STATUS"),
            ("Nome|Valor|Data|Situação|Estornado", "NAME AMOUNT DATE STATUS BACK"),
            ("Prénom|Montant payé EUR|Date de paiement|Statut|Devise", "FIRST AMOUNT DATE STATUS CURRENCY"),
        ],
    )
    def test_says_what_its_column_holds(self, headings: str, columns: str) -> None:
        found = [PAYMENTS.meaning(heading) for heading in headings.split("|")]
        assert found == [Slot(Column[name]) for name in columns.split()]

    @pytest.mark.parametrize(
        ("heading", "slot"),
        [
            ("Cuota 1", Slot(Column.PART, "1")),
            ("2ª cuota", Slot(Column.PART, "2")),
            ("Fecha cuota 3", Slot(Column.DATE, "3")),
            ("4. Rate", Slot(Column.PART, "4")),
            ("Zweite Rate", Slot(Column.PART, "2")),
            ("Awamu ya tatu", Slot(Column.PART, "3")),
            ("Parcela 5 paga", None),
            ("3e tranche", Slot(Column.PART, "3")),
            ("Septiembre", Slot(Column.PART, "Septiembre")),
        ],
    )
    def test_names_a_part(self, heading: str, slot: Slot | None) -> None:
        assert PAYMENTS.meaning(heading) == slot


class TestAHeadingOfMembers:
    def test_says_what_its_column_holds(self) -> None:
        headings = "Apellido|Teléfono|Handy|Barua pepe|Saldo devedor|Guthaben|Ausgetreten am|Actif"
        columns = "LAST PHONE PHONE EMAIL OWES CREDIT LEFT STATUS"
        found = [ROSTER.meaning(heading) for heading in headings.split("|")]
        assert found == [Slot(Column[name]) for name in columns.split()]


class TestAStatus:
    @pytest.mark.parametrize(
        "word", "Pagado|bezahlt|Amelipa|Pago|Payé|Sí|Ja|Ndiyo|bezahlt am 3.2.".split("|")
    )
    def test_says_that_money_came_in(self, word: str) -> None:
        assert paid(word) is StatusVerdict.YES

    @pytest.mark.parametrize(
        "word",
        "Pendiente|No pagado|offen|überfällig|Hajalipa|Bado|Em aberto|Estornado|Impayé|En attente".split("|"),
    )
    def test_says_that_it_did_not(self, word: str) -> None:
        assert paid(word) is StatusVerdict.NO

    @pytest.mark.parametrize("word", "Activa|aktiv|Hai|Ativo|Actif".split("|"))
    def test_says_that_somebody_belongs(self, word: str) -> None:
        assert belongs(word) is StatusVerdict.YES

    @pytest.mark.parametrize(
        "word", "Inactiva|Egresado|ausgetreten|Ameondoka|Desligado|Démissionnaire".split("|")
    )
    def test_says_that_somebody_has_left(self, word: str) -> None:
        assert belongs(word) is StatusVerdict.NO


class TestAMethod:
    @pytest.mark.parametrize(
        ("word", "method"),
        [
            ("Efectivo", Method.CASH),
            ("bar", Method.CASH),
            ("Taslimu", Method.CASH),
            ("Überweisung", Method.BANK_TRANSFER),
            ("Transferência", Method.BANK_TRANSFER),
            ("Lastschrift", Method.BANK_DEBIT),
            ("Carte bancaire", Method.CARD),
            ("Hundi", Method.CHECK),
        ],
    )
    def test_is_told(self, word: str, method: Method) -> None:
        assert read_method(word) is method


class TestADay:
    @pytest.mark.parametrize(
        "text",
        [
            "3 de abril de 2025",
            "3. April 2025",
            "3 Aprili 2025",
            "3 avril 2025",
            "3-abr-2025",
            "abril 3, 2025",
            "3º abril 2025",
        ],
    )
    def test_is_read_by_the_name_of_its_month(self, text: str) -> None:
        found = read_date(text, today=date(2026, 1, 1), reading=DateReading())
        assert (found, is_date(text)) == (date(2025, 4, 3), True)

    def test_of_march_has_an_accent_in_german(self) -> None:
        assert read_date("1. März 2025", today=date(2026, 1, 1), reading=DateReading()) == date(2025, 3, 1)
