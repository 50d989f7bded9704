"""What columns can hold, and how people head them: the words of a table of payments, and of a roster."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sigma_finance.domain.imports import languages
from sigma_finance.domain.imports.parts import PartPiece, part_of
from sigma_finance.domain.imports.words import letters_and_digits


class Column(StrEnum):
    """What a column can hold."""

    NAME = "Name"
    FIRST = "First name"
    LAST = "Last name"
    EMAIL = "E-mail address"
    AMOUNT = "Amount"
    TOTAL = "Total paid"
    PART = "A part of what was paid"
    DATE = "Date"
    METHOD = "Method"
    NOTES = "Notes"
    STATUS = "Status"
    BACK = "Refunded or taken back"
    TERM = "What it was paid for"
    PHONE = "Phone"
    CLASS = "Class"
    INITIATED = "Initiated"
    OWES = "Owes"
    CREDIT = "Credit"
    LEFT = "Who has left"
    CURRENCY = "Currency"
    OUT = "Money out"
    IN = "Money in"
    SIDE = "Debit or credit"
    TEXT = "Description"
    PAYEE = "Who it was with"
    CHECK = "Check number"
    REFERENCE = "Reference"
    BALANCE = "Balance after it"
    BOOKED = "Whether it is booked"


@dataclass(frozen=True, slots=True)
class Slot:
    """What one column holds; ``part`` names the part of a sum that it is about, "" where that is the whole row."""

    column: Column
    part: str = ""

    @property
    def label(self) -> str:
        """What the check page calls it."""
        if not self.part:
            return self.column.value
        if self.column is Column.NAME:
            return "Name, continued"
        what = {Column.PART: "Part", Column.NOTES: "Note of part"}.get(
            self.column, f"{self.column.value} of part"
        )
        return f"{what} {self.part}"


PEOPLE = (Column.NAME, Column.FIRST, Column.LAST, Column.EMAIL)
MONEY = (Column.AMOUNT, Column.TOTAL, Column.PART)
BROUGHT = (Column.OWES, Column.CREDIT)
_PART_COLUMNS = {
    PartPiece.MONEY: Column.PART,
    PartPiece.DATE: Column.DATE,
    PartPiece.METHOD: Column.METHOD,
    PartPiece.NOTE: Column.NOTES,
    PartPiece.STATUS: Column.STATUS,
}


@dataclass(frozen=True)
class Vocabulary:
    """How the columns of one kind of table are headed, and what somebody may say that a column holds.

    A row of headings has one column of each of ``needs``, and two columns at least. ``loose`` headings say little: they
    give way where another column says the same thing outright. ``deciding`` are parts of headings that could decide
    what a row is. The rows of some are ``of_people``.
    """

    holds: str
    meanings: Mapping[str, Column]
    loose: frozenset[str]
    needs: tuple[tuple[Column, ...], ...]
    once: tuple[Column, ...]
    choices: Mapping[str, Column]
    deciding: re.Pattern[str]
    in_parts: bool
    not_there: str
    of_people: bool = True

    def meaning(self, heading: str) -> Slot | None:
        """What a column under this heading holds; None where we do not know."""
        bare = _BESIDE.sub(" ", heading)
        for text in (heading, bare):
            if (column := self.meanings.get(letters_and_digits(text))) is not None:
                return Slot(column)
        if self.in_parts and (part := part_of(bare)) is not None:
            return Slot(_PART_COLUMNS[part.piece], part.label)
        return None


#: Remarks beside a heading: (UTC), (USD), in EUR, (required), *.
_BESIDE = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|[*:?]+|\bin [A-Z]{0,3}\W+$|"
    r"\b(?:in )?(?:USD|EUR|GBP|KES|TZS|UGX|NGN|GHS|ZAR|CAD|AUD|NZD|MXN|BRL|INR|PHP|CHF|JPY|VND)$"
)
_NAMES = {
    Column.NAME: "name|full name|legal name|member|member name|members|brother|brother name|sister|sister name|name of "
    "member|payer|"
    "payer name|paid by|student|student name|customer name|members name|complete name",
    Column.FIRST: "first name|first|given name|legal first name|legal first|"
    "forename|f name|name first|firstname|given names|first names",
    Column.LAST: "last name|last|surname|legal last name|legal last|family name|l name|name last|lastname|last names",
    Column.EMAIL: "email|e-mail|email address|mail|e-mail address|member email|customer email|emails|email id|"
    "e mails|"
    "contact email|student email|school email|name email",
}
_CURRENCY = "currency|currency code|cur|ccy"
_PAYMENTS = {
    Column.AMOUNT: "amount|amount paid|paid|payment|payment amount|dues|dues paid|amount received|amount usd|"
    "sum|dues amount|"
    "paid amount|amt|amt paid|paid so far|paid to date|amount paid to date|"
    "amount paid so far|amount collected|collected|gross|dues payment",
    Column.TOTAL: "total paid|total|total amount|total amount paid|total payment|total payments|paid total|"
    "total dues|"
    "total dues paid|total received|total collected|amount total",
    Column.DATE: "date|payment date|date paid|paid on|date received|received|received on|date of payment|paid "
    "date|day|"
    "transaction date|paid at|pay date|date collected",
    Column.METHOD: "method|payment method|how paid|paid via|payment type|type|type of payment|mode|mode of "
    "payment|paid with|"
    "form of payment|method of payment|payment mode|pay method|tender",
    Column.NOTES: "notes|note|comment|comments|memo|remarks|remark|description|details",
    Column.STATUS: "status|payment status|state|paid y n|paid yes no|is paid|cleared|confirmed|dues status|"
    "transaction status|"
    "paid status|paid or not|outcome|result|paid unpaid|has paid|full paid|fully paid|paid in full",
    Column.BACK: "refunded|refund|refund amount|amount refunded|refunded amount|refund date|refunded on|"
    "refunds|voided|void|"
    "bounced|returned|reversed|reversal|chargeback|disputed|dispute|cancelled|canceled|deleted|failed|declined|nsf|"
    "date refunded|date voided|reversed on|returned on|bounced on|failure|is refunded|dispute date|disputed amount",
    Column.TERM: "term|semester|period|for|paid for|payment for|dues period|term paid|dues for|purpose|"
    "academic year|year|"
    "school year|fiscal year|quarter|season|dues year|dues term",
    Column.CURRENCY: _CURRENCY,
}
_STATEMENT = {
    Column.DATE: "date|posting date|posted date|post date|date posted|posted|booking date|booked|booked on|"
    "transaction date|trans date|date of transaction|buchungstag|buchungsdatum|buchung|fecha|fecha de operacion|"
    "fecha operacion|data|tarehe|datum|entry date",
    Column.AMOUNT: "amount|amt|transaction amount|net amount|betrag|umsatz|importe|monto|kiasi|valor|value|montant|sum",
    Column.OUT: "debit|debits|debit amount|amount debit|withdrawal|withdrawals|withdrawal amount|money out|paid out|"
    "payments|out|soll|lastschrift|cargo|cargos|debito|debe|charges|withdrawn",
    Column.IN: "credit|credits|credit amount|amount credit|deposit|deposits|deposit amount|money in|paid in|"
    "receipts|in|haben|gutschrift|abono|abonos|credito|haber|received",
    Column.SIDE: "debit credit|debit or credit|dr cr|cr dr|credit debit|credit debit indicator|d c|sign|details|"
    "soll haben",
    Column.TEXT: "description|transaction description|narrative|narration|particulars|transaction|transaction details|"
    "detail|buchungstext|verwendungszweck|concepto|descripcion|maelezo|libelle|statement description|text",
    Column.NOTES: "memo|notes|note|extended description|additional information|additional info|comments|remarks|"
    "extended text|full description",
    Column.PAYEE: "payee|name|merchant|merchant name|counterparty|counterparty name|paid to|payer|sender|recipient|"
    "beneficiary|auftraggeber|empfanger|auftraggeber empfanger|beneficiario|from to",
    Column.CHECK: "check number|check|check no|check num|check or slip|check or slip no|check or slip number|cheque|"
    "cheque number|cheque no|serial number|serial|slip number|check #|num",
    Column.REFERENCE: "reference|reference number|ref|ref no|ref number|transaction id|transaction reference|"
    "confirmation|confirmation number|bank reference|trace number|fitid|id|referenz|referencia|kundenreferenz",
    Column.BALANCE: "balance|running balance|running bal|ledger balance|account balance|balance after|saldo|salio|"
    "available balance|closing balance|new balance|solde|kontostand",
    Column.BOOKED: "status|state|transaction status|posting status|pending",
    Column.CURRENCY: _CURRENCY,
}
_MEMBERS = {
    Column.PHONE: "phone|phone number|telephone|tel|mobile|mobile phone|mobile number|cell|cell phone|cell number|"
    "phone no|mobile no|contact number|phone numbers",
    Column.CLASS: "class|member class|membership class|classification|membership|membership type|member type|type|"
    "category|member category|membership category",
    Column.INITIATED: "initiated|initiated on|initiation|initiation date|date initiated|date of initiation|joined|"
    "joined on|join date|date joined|member since|membership start|start date",
    Column.OWES: "owes|owed|amount owed|amount due|balance|balance due|balance owed|opening balance|"
    "outstanding|dues owed|"
    "total owed|total due|dues balance|amount outstanding|outstanding balance|past due|past due amount|still owes|"
    "remaining|remaining balance|unpaid balance|unpaid|due|amount owing|owing|amount unpaid|current balance|dues due",
    Column.CREDIT: "credit|credits|opening credit|credit balance|paid ahead|prepaid|in credit|overpaid|account "
    "credit",
    Column.STATUS: "status|member status|membership status|state of membership|standing|active|is active|"
    "active inactive|"
    "current status|chapter status|active status|active y n|current member|status code|member standing|"
    "enrollment status|"
    "enrolment status|active member|roster status",
    Column.LEFT: "left|left on|date left|graduated|graduated on|graduation date|date graduated|dropped|drop "
    "date|dropped on|"
    "resigned|resigned on|expelled|expelled on|deceased|inactive|inactive since|inactive date|departed|"
    "departure date|"
    "end date|exit date|transferred|withdrawn|removed|alumnus|is alumni|alumni|no longer active|termination date|"
    "terminated|suspended|date inactive|membership end|membership ended|leave date|leaving date|date dropped|gone|"
    "grad year|graduation year|year of graduation|grad date|left chapter|has left|left the chapter",
    Column.CURRENCY: _CURRENCY,
}


def _meanings(headings: Mapping[Column, str], abroad: Mapping[str, str]) -> dict[str, Column]:
    """By heading, what a column holds; where another language's word is one of ours as well, ours counts."""
    elsewhere = {
        Column[name]: words for spoken in (languages.PEOPLE, abroad) for name, words in spoken.items()
    }
    return {
        letters_and_digits(word): column
        for spoken in (elsewhere, headings)
        for column, words in spoken.items()
        for word in words.split("|")
    }


def _loose_abroad(abroad: Mapping[str, str]) -> frozenset[str]:
    return frozenset(languages.LOOSE.split()).intersection(_meanings({}, abroad))


_ALWAYS = {"name": Column.NAME, "first-name": Column.FIRST, "last-name": Column.LAST, "email": Column.EMAIL}
_MONEY_WORDS = "amount paid payment dues sum total received collected gross"
PAYMENTS = Vocabulary(
    holds="payments",
    meanings=_meanings(_NAMES | _PAYMENTS, languages.PAYMENTS),
    loose=frozenset(
        f"members brother sister student day first last mail type mode year quarter season for {_MONEY_WORDS}".split()
    )
    - {"amount"}
    | _loose_abroad(languages.PAYMENTS),
    needs=(PEOPLE, MONEY),
    once=(*PEOPLE, *MONEY, Column.DATE, Column.METHOD, Column.STATUS, Column.BACK, Column.CURRENCY),
    choices={
        **_ALWAYS,
        "amount": Column.AMOUNT,
        "total": Column.TOTAL,
        "part": Column.PART,
        "date": Column.DATE,
        "method": Column.METHOD,
        "notes": Column.NOTES,
        "status": Column.STATUS,
        "refunded": Column.BACK,
        "term": Column.TERM,
        "currency": Column.CURRENCY,
    },
    deciding=re.compile(
        r"status|state\b|type|kind|refund|void|bounce|revers|return|charge ?back|disput|cancel|declin|fail|delet|"
        rf"install?ment|paid|unpaid|cleared|\bpending|written off|waive|{languages.DECIDING}",
    ),
    in_parts=True,
    not_there=(
        "No table of payments was found: one row has to hold headings, one for the person (Name, First Name and Last "
        "Name, or Email) and one for the money (Amount, Total Paid, or Q1 Amount and Q2 Amount)."
    ),
)
ROSTER = Vocabulary(
    holds="members",
    meanings=_meanings(_NAMES | _MEMBERS, languages.MEMBERS),
    loose=frozenset(
        "members brother sister student first last mail tel cell mobile membership type category joined balance "
        "outstanding remaining due owing unpaid standing active startdate left".split()
    )
    | _loose_abroad(languages.MEMBERS),
    needs=(PEOPLE,),
    once=(*PEOPLE, Column.PHONE, Column.CLASS, Column.INITIATED, *BROUGHT, Column.STATUS, Column.CURRENCY),
    choices={
        **_ALWAYS,
        "phone": Column.PHONE,
        "class": Column.CLASS,
        "initiated": Column.INITIATED,
        "owes": Column.OWES,
        "credit": Column.CREDIT,
        "status": Column.STATUS,
        "left": Column.LEFT,
        "currency": Column.CURRENCY,
    },
    deciding=re.compile(
        r"status|state\b|type|kind|active|graduat|alum|dropp|resign|expel|deceas|suspend|terminat|withdr|"
        rf"depart|member until|\bleft\b|\bleave\b|refund|balance|\bow(e|es|ed|ing)\b|\bgrad\b|{languages.DECIDING}",
    ),
    in_parts=False,
    not_there=(
        "No roster was found: one row has to hold headings, Name (or First Name and Last Name) and at least "
        "one more, "
        "such as Email."
    ),
)
_LINE_MONEY = (Column.AMOUNT, Column.OUT, Column.IN)
STATEMENT = Vocabulary(
    holds="lines of a statement",
    meanings={
        letters_and_digits(word): column for column, words in _STATEMENT.items() for word in words.split("|")
    },
    loose=frozenset(
        "in out payments receipts received withdrawn charges details detail transaction name id num note text sum "
        "value state pending data availablebalance posteddate transactiondate transdate dateoftransaction".split()
    ),
    needs=((Column.DATE,), _LINE_MONEY),
    once=(
        Column.DATE,
        *_LINE_MONEY,
        Column.SIDE,
        Column.CHECK,
        Column.REFERENCE,
        Column.BALANCE,
        Column.BOOKED,
        Column.CURRENCY,
    ),
    choices={
        "date": Column.DATE,
        "amount": Column.AMOUNT,
        "out": Column.OUT,
        "in": Column.IN,
        "side": Column.SIDE,
        "text": Column.TEXT,
        "payee": Column.PAYEE,
        "notes": Column.NOTES,
        "check": Column.CHECK,
        "reference": Column.REFERENCE,
        "balance": Column.BALANCE,
        "booked": Column.BOOKED,
        "currency": Column.CURRENCY,
    },
    deciding=re.compile(r"debit|credit|withdraw|deposit|pending|void|revers"),
    in_parts=False,
    not_there=(
        "No statement was found: one row has to hold headings, one for the day (Date, Posting Date) and one for the "
        "money (Amount, or Debit and Credit). Download the statement from your bank as CSV, OFX, QFX or camt.053."
    ),
    of_people=False,
)
