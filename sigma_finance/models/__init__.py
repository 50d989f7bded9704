"""Tables, constraints and indexes."""

from sigma_finance.models.base import Base
from sigma_finance.models.chapters import Chapter
from sigma_finance.models.dues import Charge, DuesPeriod, Installment
from sigma_finance.models.events import AuditEvent, WebhookEvent
from sigma_finance.models.imports import ImportBatch, ImportFile
from sigma_finance.models.invites import Invite
from sigma_finance.models.ledger import JournalEntry, Posting
from sigma_finance.models.members import Member
from sigma_finance.models.outbox import OutboxMessage
from sigma_finance.models.payments import Dispute, Payment, Receipt, ReceiptVoid, Refund
from sigma_finance.models.users import RecoveryCode, SecondFactor, SignInSession, User

__all__ = [
    "AuditEvent",
    "Base",
    "Chapter",
    "Charge",
    "Dispute",
    "DuesPeriod",
    "ImportBatch",
    "ImportFile",
    "Installment",
    "Invite",
    "JournalEntry",
    "Member",
    "OutboxMessage",
    "Payment",
    "Posting",
    "Receipt",
    "ReceiptVoid",
    "RecoveryCode",
    "Refund",
    "SecondFactor",
    "SignInSession",
    "User",
    "WebhookEvent",
]
