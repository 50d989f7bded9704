"""The first schema: tables, constraints, indexes, and the rules that the database itself keeps.

Revision ID: accounts_and_plans
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "accounts_and_plans"
down_revision = None
branch_labels = None
depends_on = None


#: Rows that nobody changes or removes, whoever asks.
APPEND_ONLY = ("journal_entries", "postings", "audit_events", "receipts", "receipt_voids", "handover_books")

_SQLITE_REFUSAL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_POSTGRESQL_REFUSAL_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

_POSTGRESQL_REFUSAL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""

_POSTGRESQL_BALANCE_FUNCTION = """
CREATE FUNCTION refuse_unbalanced_entry() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    concerned bigint;
    lines bigint;
    total numeric;
BEGIN
    IF TG_TABLE_NAME = 'postings' THEN concerned := NEW.entry_id; ELSE concerned := NEW.id; END IF;
    SELECT count(*), coalesce(sum(amount_minor), 0) INTO lines, total
    FROM postings WHERE chapter_id = NEW.chapter_id AND entry_id = concerned;
    IF lines < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'entry % does not balance', concerned USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""

_POSTGRESQL_BALANCE = """
CREATE CONSTRAINT TRIGGER {table}_balance AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced_entry()
"""


def create(dialect: str) -> list[str]:
    """The statements that put the rules in place on ``dialect``."""
    if dialect == "sqlite":
        return [_SQLITE_REFUSAL.format(table=t, verb=v) for t in APPEND_ONLY for v in ("UPDATE", "DELETE")]
    return [
        _POSTGRESQL_REFUSAL_FUNCTION,
        *(_POSTGRESQL_REFUSAL.format(table=table) for table in APPEND_ONLY),
        _POSTGRESQL_BALANCE_FUNCTION,
        *(_POSTGRESQL_BALANCE.format(table=table) for table in ("journal_entries", "postings")),
    ]


def drop(dialect: str) -> list[str]:
    """The statements that take the rules away again, before their tables go."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_no_{verb}" for table in APPEND_ONLY for verb in ("UPDATE", "DELETE")]
    return [
        "DROP POLICY IF EXISTS of_the_chapter ON webhook_events",
        *(f"DROP TRIGGER {table}_append_only ON {table}" for table in APPEND_ONLY),
        *(f"DROP TRIGGER {table}_balance ON {table}" for table in ("journal_entries", "postings")),
        "DROP FUNCTION refuse_unbalanced_entry()",
        "DROP FUNCTION refuse_change()",
    ]


def upgrade() -> None:
    op.create_table(
        "answered_challenges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("challenge_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answered_challenges")),
        sa.UniqueConstraint("challenge_hash", name=op.f("uq_answered_challenges_challenge_hash")),
    )
    op.create_table(
        "chapters",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("dues_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("neophyte_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("figures_version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audit_sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audit_head", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_because", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "dues_minor >= 0 AND dues_minor < 1000000000", name=op.f("ck_chapters_dues_bounded")
        ),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_chapters_currency_iso")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chapters")),
        sa.UniqueConstraint("slug", name=op.f("uq_chapters_slug")),
    )
    op.create_table(
        "jobs",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_outcome", sa.String(length=300), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.CheckConstraint("state IN ('ready', 'parked')", name=op.f("ck_jobs_state_known")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_jobs")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=100), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "account_links",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('reset', 'new_address', 'keep_address')", name=op.f("ck_account_links_purpose_known")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_account_links_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_links_token_hash")),
    )
    with op.batch_alter_table("account_links", schema=None) as batch_op:
        batch_op.create_index("ix_account_links_user_id_purpose", ["user_id", "purpose"], unique=False)

    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject_type", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=255), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_user_id"], ["users.id"], name=op.f("fk_audit_events_actor_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_audit_events_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("chapter_id", "sequence", name=op.f("uq_audit_events_chapter_id_sequence")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_audit_events_chapter_id_subject", ["chapter_id", "subject_type", "subject_id"], unique=False
        )

    op.create_table(
        "chapter_logos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_chapter_logos_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chapter_logos")),
        sa.UniqueConstraint("chapter_id", name=op.f("uq_chapter_logos_chapter_id")),
    )
    op.create_table(
        "dues_periods",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("national_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("regional_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000", name=op.f("ck_dues_periods_amount_bounded")
        ),
        sa.CheckConstraint(
            "national_minor >= 0 AND regional_minor >= 0 AND national_minor + regional_minor <= amount_minor",
            name=op.f("ck_dues_periods_held_within_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_dues_periods_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_periods")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_dues_periods_chapter_id_id")),
        sa.UniqueConstraint("chapter_id", "name", name=op.f("uq_dues_periods_chapter_id_name")),
    )
    with op.batch_alter_table("dues_periods", schema=None) as batch_op:
        batch_op.create_index("ix_dues_periods_chapter_id_due_on", ["chapter_id", "due_on"], unique=False)

    op.create_table(
        "members",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("member_class", sa.String(length=32), nullable=False),
        sa.Column("initiated_on", sa.Date(), nullable=True),
        sa.Column("exempt_because", sa.String(length=300), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_because", sa.String(length=300), nullable=False),
        sa.Column("muted", sa.JSON(), nullable=False),
        sa.Column("mail_stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("no_late_fees_until", sa.Date(), nullable=True),
        sa.Column("balance_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credit_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "member_class IN ('regular', 'associate', 'alumni', 'exempt')",
            name=op.f("ck_members_member_class_known"),
        ),
        sa.CheckConstraint(
            "role IN ('member', 'secretary', 'treasurer', 'admin')", name=op.f("ck_members_role_known")
        ),
        sa.CheckConstraint(
            "status IN ('active', 'inactive', 'removed')", name=op.f("ck_members_status_known")
        ),
        sa.CheckConstraint("balance_minor >= 0", name=op.f("ck_members_balance_not_negative")),
        sa.CheckConstraint("credit_minor >= 0", name=op.f("ck_members_credit_not_negative")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_members_email_lower")),
        sa.ForeignKeyConstraint(["chapter_id"], ["chapters.id"], name=op.f("fk_members_chapter_id_chapters")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_members_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("chapter_id", "email", name=op.f("uq_members_chapter_id_email")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_members_chapter_id_id")),
        sa.UniqueConstraint("chapter_id", "user_id", name=op.f("uq_members_chapter_id_user_id")),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index("ix_members_chapter_id_name", ["chapter_id", "name", "id"], unique=False)
        batch_op.create_index(
            "ix_members_chapter_id_owing",
            ["chapter_id", "balance_minor", "id"],
            unique=False,
            postgresql_where=sa.text("balance_minor > 0"),
            sqlite_where=sa.text("balance_minor > 0"),
        )
        batch_op.create_index(batch_op.f("ix_members_user_id"), ["user_id"], unique=False)

    op.create_table(
        "passkeys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_passkeys_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkeys_user_id"), ["user_id"], unique=False)

    op.create_table(
        "platform_admins",
        sa.Column(
            "user_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_platform_admins_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_platform_admins")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("user_id", "code_hash", name=op.f("uq_recovery_codes_user_id_code_hash")),
    )
    op.create_table(
        "second_factors",
        sa.Column(
            "user_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("sealed_secret", sa.String(length=255), nullable=False),
        sa.Column("last_step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "webhook_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("account", sa.String(length=255), nullable=False),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("object_id", sa.String(length=255), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outcome", sa.String(length=300), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('received', 'applied', 'ignored', 'quarantined', 'failed')",
            name=op.f("ck_webhook_events_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_webhook_events_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_events")),
        sa.UniqueConstraint("account", "event_id", name=op.f("uq_webhook_events_account_event_id")),
    )
    with op.batch_alter_table("webhook_events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_webhook_events_chapter_id_received_at", ["chapter_id", "received_at"], unique=False
        )
        batch_op.create_index("ix_webhook_events_state_received_at", ["state", "received_at"], unique=False)

    op.create_table(
        "approvals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "decided_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("act IN ('waiver', 'reversal')", name=op.f("ck_approvals_act_known")),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by_member_id <> asked_by_member_id",
            name=op.f("ck_approvals_approved_by_another"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'declined', 'withdrawn')", name=op.f("ck_approvals_state_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_approvals_asks_for_something")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "asked_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_approvals_asked_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "decided_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_approvals_decided_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_approvals_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_approvals_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_approvals_chapter_id_id")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(
            "ix_approvals_chapter_id_created_at", ["chapter_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(
            "uq_approvals_waiting",
            ["chapter_id", "act", "subject_id"],
            unique=True,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "autopay_mandates",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consented_ip", sa.String(length=45), nullable=False),
        sa.Column("stripe_customer_id", sa.String(length=255), nullable=True),
        sa.Column("stripe_session_id", sa.String(length=255), nullable=True),
        sa.Column("stripe_method_id", sa.String(length=255), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("by_bank", sa.Boolean(), nullable=False),
        sa.Column("exp_month", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("exp_year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=32), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_autopay_mandates_ended_is_dated")
        ),
        sa.CheckConstraint(
            "ending IS NULL OR ending IN ('turned_off', 'replaced', 'failed', 'removed', 'left')",
            name=op.f("ck_autopay_mandates_ending_known"),
        ),
        sa.CheckConstraint(
            "state <> 'active' OR (stripe_customer_id IS NOT NULL AND stripe_method_id IS NOT NULL AND starts_on IS NOT NULL)",
            name=op.f("ck_autopay_mandates_active_can_charge"),
        ),
        sa.CheckConstraint(
            "state IN ('started', 'active', 'ended')", name=op.f("ck_autopay_mandates_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_autopay_mandates_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_autopay_mandates_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autopay_mandates")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_autopay_mandates_chapter_id_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_autopay_mandates_reference")),
        sa.UniqueConstraint("stripe_session_id", name=op.f("uq_autopay_mandates_stripe_session_id")),
    )
    with op.batch_alter_table("autopay_mandates", schema=None) as batch_op:
        batch_op.create_index(
            "ix_autopay_mandates_chapter_id_member_id", ["chapter_id", "member_id", "id"], unique=False
        )
        batch_op.create_index(
            "uq_autopay_mandates_active",
            ["chapter_id", "member_id"],
            unique=True,
            postgresql_where=sa.text("state = 'active'"),
            sqlite_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "charge_batches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dues_period_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.String(length=120), nullable=False),
        sa.Column("charges", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("total_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.Column("made_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "charges > 0 AND total_minor > 0", name=op.f("ck_charge_batches_charges_something")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "dues_period_id"],
            ["dues_periods.chapter_id", "dues_periods.id"],
            name=op.f("fk_charge_batches_chapter_id_dues_period_id_dues_periods"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_charge_batches_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_charge_batches_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge_batches")),
        sa.UniqueConstraint("chapter_id", "form_key", name=op.f("uq_charge_batches_chapter_id_form_key")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_charge_batches_chapter_id_id")),
    )
    with op.batch_alter_table("charge_batches", schema=None) as batch_op:
        batch_op.create_index(
            "ix_charge_batches_chapter_id_created_at", ["chapter_id", "created_at", "id"], unique=False
        )

    op.create_table(
        "deposits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payments", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount_minor > 0 AND payments > 0", name=op.f("ck_deposits_takes_something")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_deposits_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_deposits_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposits")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_deposits_chapter_id_id")),
    )
    with op.batch_alter_table("deposits", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deposits_chapter_id_deposited_on", ["chapter_id", "deposited_on", "id"], unique=False
        )

    op.create_table(
        "handovers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("term_ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_handovers_ended_is_dated")),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'declined', 'withdrawn', 'expired')",
            name=op.f("ck_handovers_state_known"),
        ),
        sa.CheckConstraint("from_member_id <> to_member_id", name=op.f("ck_handovers_to_somebody_else")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "from_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_handovers_from_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "to_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_handovers_to_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_handovers_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_handovers_chapter_id_id")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_handovers_chapter_id_to_member_id", ["chapter_id", "to_member_id"], unique=False
        )
        batch_op.create_index(
            "uq_handovers_open",
            ["chapter_id"],
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "import_batches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("members", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payments", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("already_there", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("skipped", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_mend", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decisions", sa.LargeBinary(), nullable=False),
        sa.Column("made_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind IN ('historical', 'roster')", name=op.f("ck_import_batches_kind_known")),
        sa.CheckConstraint(
            "payments > 0 OR members > 0 OR changed > 0", name=op.f("ck_import_batches_brought_something")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_import_batches_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "undone_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_import_batches_undone_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_import_batches_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_import_batches_chapter_id_id")),
    )
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.create_index(
            "ix_import_batches_chapter_id_created_at", ["chapter_id", "created_at", "id"], unique=False
        )

    op.create_table(
        "invites",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "created_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batch", sa.String(length=32), nullable=True),
        sa.Column("max_uses", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uses", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "role IN ('member', 'secretary', 'treasurer', 'admin')", name=op.f("ck_invites_role_known")
        ),
        sa.CheckConstraint("max_uses >= 1 AND max_uses <= 1000", name=op.f("ck_invites_limit_bounded")),
        sa.CheckConstraint("uses >= 0 AND uses <= max_uses", name=op.f("ck_invites_within_its_limit")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "created_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_invites_created_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_invites_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "parent_id"],
            ["invites.chapter_id", "invites.id"],
            name="fk_invites_parent_invites",
        ),
        sa.ForeignKeyConstraint(["chapter_id"], ["chapters.id"], name=op.f("fk_invites_chapter_id_chapters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_invites_chapter_id_id")),
        sa.UniqueConstraint("code", name=op.f("uq_invites_code")),
    )
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invites_chapter_id_batch",
            ["chapter_id", "batch"],
            unique=False,
            postgresql_where=sa.text("batch IS NOT NULL"),
            sqlite_where=sa.text("batch IS NOT NULL"),
        )
        batch_op.create_index("ix_invites_chapter_id_created_at", ["chapter_id", "created_at"], unique=False)
        batch_op.create_index("ix_invites_chapter_id_email", ["chapter_id", "email"], unique=False)

    op.create_table(
        "member_photos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_member_photos_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_member_photos_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_photos")),
        sa.UniqueConstraint("chapter_id", "member_id", name=op.f("uq_member_photos_chapter_id_member_id")),
    )
    op.create_table(
        "officer_terms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "post IN ('president', 'vice_president', 'secretary', 'treasurer')",
            name=op.f("ck_officer_terms_post_known"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_officer_terms_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_officer_terms_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_officer_terms_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_terms")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_officer_terms_chapter_id_id")),
    )
    with op.batch_alter_table("officer_terms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_officer_terms_chapter_id_member_id", ["chapter_id", "member_id", "starts_on"], unique=False
        )

    op.create_table(
        "pay_links",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("made_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind IN ('member', 'officer', 'reminder')", name=op.f("ck_pay_links_kind_known")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_pay_links_works_for_a_while")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_pay_links_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_pay_links_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_pay_links_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_links")),
        sa.UniqueConstraint(
            "chapter_id", "member_id", "id", name=op.f("uq_pay_links_chapter_id_member_id_id")
        ),
    )
    with op.batch_alter_table("pay_links", schema=None) as batch_op:
        batch_op.create_index(
            "ix_pay_links_chapter_id_member_id", ["chapter_id", "member_id", "id"], unique=False
        )

    op.create_table(
        "payouts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.Column("made_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "method IN ('card', 'bank_debit', 'cash', 'check', 'zelle', 'cash_app', 'bank_transfer', 'other')",
            name=op.f("ck_payouts_method_known"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000", name=op.f("ck_payouts_amount_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_payouts_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_payouts_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(["chapter_id"], ["chapters.id"], name=op.f("fk_payouts_chapter_id_chapters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
        sa.UniqueConstraint("chapter_id", "form_key", name=op.f("uq_payouts_chapter_id_form_key")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_payouts_chapter_id_id")),
    )
    with op.batch_alter_table("payouts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payouts_chapter_id_member_id", ["chapter_id", "member_id", "id"], unique=False
        )

    op.create_table(
        "period_amounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dues_period_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_class", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "member_class IN ('regular', 'associate', 'alumni', 'exempt')",
            name=op.f("ck_period_amounts_member_class_known"),
        ),
        sa.CheckConstraint(
            "amount_minor >= 0 AND amount_minor < 1000000000", name=op.f("ck_period_amounts_amount_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "dues_period_id"],
            ["dues_periods.chapter_id", "dues_periods.id"],
            name=op.f("fk_period_amounts_chapter_id_dues_period_id_dues_periods"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_period_amounts_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_amounts")),
        sa.UniqueConstraint(
            "chapter_id",
            "dues_period_id",
            "member_class",
            name=op.f("uq_period_amounts_chapter_id_dues_period_id_member_class"),
        ),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("frequency", sa.String(length=32), nullable=True),
        sa.Column("installments", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("total_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_ip", sa.String(length=45), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column(
            "created_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "frequency IN ('weekly', 'monthly', 'quarterly')", name=op.f("ck_plans_frequency_known")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'active', 'archived', 'cancelled', 'declined')",
            name=op.f("ck_plans_state_known"),
        ),
        sa.CheckConstraint(
            "installments > 0 AND total_minor >= installments", name=op.f("ck_plans_asks_for_something")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "created_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_plans_created_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_plans_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(["chapter_id"], ["chapters.id"], name=op.f("fk_plans_chapter_id_chapters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_plans_chapter_id_id")),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index(
            "ix_plans_chapter_id_member_id", ["chapter_id", "member_id", "id"], unique=False
        )
        batch_op.create_index(
            "uq_plans_live",
            ["chapter_id", "member_id", "state"],
            unique=True,
            postgresql_where=sa.text("state IN ('proposed', 'active')"),
            sqlite_where=sa.text("state IN ('proposed', 'active')"),
        )

    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('due_soon', 'due_today', 'past_due')", name=op.f("ck_reminders_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "made_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_reminders_made_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_reminders_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_reminders_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_reminders_chapter_id_id")),
        sa.UniqueConstraint(
            "chapter_id", "member_id", "sent_on", name=op.f("uq_reminders_chapter_id_member_id_sent_on")
        ),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("remembered", sa.Boolean(), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_sign_in_sessions_member_id_members")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_in_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_sessions_token_hash")),
    )
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_sessions_user_id_ended_at", ["user_id", "ended_at"], unique=False)

    op.create_table(
        "charges",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("description", sa.String(length=120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("charged_on", sa.Date(), nullable=False),
        sa.Column("dues_period_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("national_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("regional_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('dues', 'registration', 'event', 'fee', 'fine', 'late_fee', 'other', 'opening')",
            name=op.f("ck_charges_kind_known"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000", name=op.f("ck_charges_amount_bounded")
        ),
        sa.CheckConstraint(
            "national_minor >= 0 AND regional_minor >= 0 AND national_minor + regional_minor <= amount_minor",
            name=op.f("ck_charges_held_within_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "batch_id"],
            ["charge_batches.chapter_id", "charge_batches.id"],
            name=op.f("fk_charges_chapter_id_batch_id_charge_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "dues_period_id"],
            ["dues_periods.chapter_id", "dues_periods.id"],
            name=op.f("fk_charges_chapter_id_dues_period_id_dues_periods"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_charges_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(["chapter_id"], ["chapters.id"], name=op.f("fk_charges_chapter_id_chapters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_charges_chapter_id_id")),
    )
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.create_index(
            "ix_charges_chapter_id_batch_id",
            ["chapter_id", "batch_id", "id"],
            unique=False,
            postgresql_where=sa.text("batch_id IS NOT NULL"),
            sqlite_where=sa.text("batch_id IS NOT NULL"),
        )
        batch_op.create_index("ix_charges_chapter_id_member_id", ["chapter_id", "member_id"], unique=False)
        batch_op.create_index(
            "uq_charges_period_member",
            ["chapter_id", "dues_period_id", "member_id"],
            unique=True,
            postgresql_where=sa.text("reversed_at IS NULL"),
            sqlite_where=sa.text("reversed_at IS NULL"),
        )

    op.create_table(
        "handover_books",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handover_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "handover_id"],
            ["handovers.chapter_id", "handovers.id"],
            name=op.f("fk_handover_books_chapter_id_handover_id_handovers"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_handover_books_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_books")),
        sa.UniqueConstraint(
            "chapter_id", "handover_id", name=op.f("uq_handover_books_chapter_id_handover_id")
        ),
    )
    op.create_table(
        "import_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind IN ('historical', 'roster')", name=op.f("ck_import_files_kind_known")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "batch_id"],
            ["import_batches.chapter_id", "import_batches.id"],
            name=op.f("fk_import_files_chapter_id_batch_id_import_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_import_files_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_import_files_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_files")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_import_files_chapter_id_id")),
    )
    with op.batch_alter_table("import_files", schema=None) as batch_op:
        batch_op.create_index(
            "ix_import_files_chapter_id_kept",
            ["chapter_id", "created_at"],
            unique=False,
            postgresql_where=sa.text("content IS NOT NULL"),
            sqlite_where=sa.text("content IS NOT NULL"),
        )

    op.create_table(
        "imported_members",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "batch_id"],
            ["import_batches.chapter_id", "import_batches.id"],
            name=op.f("fk_imported_members_chapter_id_batch_id_import_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_imported_members_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_imported_members_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_members")),
        sa.UniqueConstraint(
            "chapter_id",
            "batch_id",
            "member_id",
            name=op.f("uq_imported_members_chapter_id_batch_id_member_id"),
        ),
    )
    with op.batch_alter_table("imported_members", schema=None) as batch_op:
        batch_op.create_index(
            "ix_imported_members_chapter_id_member_id", ["chapter_id", "member_id"], unique=False
        )

    op.create_table(
        "outbox_messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invite_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to_email", sa.String(length=254), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivery", sa.String(length=32), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.String(length=255), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "delivery IN ('delayed', 'delivered', 'bounced', 'dropped')",
            name=op.f("ck_outbox_messages_delivery_known"),
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'withheld', 'unknown', 'failed')",
            name=op.f("ck_outbox_messages_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "invite_id"],
            ["invites.chapter_id", "invites.id"],
            name=op.f("fk_outbox_messages_chapter_id_invite_id_invites"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_outbox_messages_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_outbox_messages_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_outbox_messages_chapter_id_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_outbox_messages_reference")),
    )
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_messages_chapter_id_created_at", ["chapter_id", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_messages_chapter_id_invite_id",
            ["chapter_id", "invite_id", "id"],
            unique=False,
            postgresql_where=sa.text("invite_id IS NOT NULL"),
            sqlite_where=sa.text("invite_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_messages_chapter_id_member_id", ["chapter_id", "member_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_messages_chapter_id_unread",
            ["chapter_id", "member_id"],
            unique=False,
            postgresql_where=sa.text("read_at IS NULL"),
            sqlite_where=sa.text("read_at IS NULL"),
        )
        batch_op.create_index(
            "ix_outbox_messages_due",
            ["next_attempt_at", "id"],
            unique=False,
            postgresql_where=sa.text("state IN ('queued', 'sending')"),
            sqlite_where=sa.text("state IN ('queued', 'sending')"),
        )

    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fee_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("donor_name", sa.String(length=120), nullable=True),
        sa.Column("donor_email", sa.String(length=254), nullable=True),
        sa.Column("pay_link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("payer_email", sa.String(length=254), nullable=True),
        sa.Column("autopay", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("taken_by", sa.String(length=120), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.Column(
            "recorded_by_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("stripe_session_id", sa.String(length=255), nullable=True),
        sa.Column("stripe_payment_intent_id", sa.String(length=255), nullable=True),
        sa.Column("checkout_url", sa.String(length=2000), nullable=True),
        sa.Column("historical", sa.Boolean(), nullable=False),
        sa.Column("import_batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("import_key", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "method IN ('card', 'bank_debit', 'cash', 'check', 'zelle', 'cash_app', 'bank_transfer', 'other')",
            name=op.f("ck_payments_method_known"),
        ),
        sa.CheckConstraint(
            "state <> 'succeeded' OR succeeded_at IS NOT NULL", name=op.f("ck_payments_succeeded_is_dated")
        ),
        sa.CheckConstraint(
            "state IN ('created', 'pending', 'processing', 'succeeded', 'failed', 'expired', 'cancelled', 'reported', 'rejected', 'reversed')",
            name=op.f("ck_payments_state_known"),
        ),
        sa.CheckConstraint(
            "(historical AND import_batch_id IS NOT NULL AND member_id IS NOT NULL) OR (NOT historical AND import_batch_id IS NULL AND import_key IS NULL)",
            name=op.f("ck_payments_historical_is_imported"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000", name=op.f("ck_payments_amount_bounded")
        ),
        sa.CheckConstraint(
            "donor_name IS NULL OR (member_id IS NULL AND NOT historical)",
            name=op.f("ck_payments_donor_or_member"),
        ),
        sa.CheckConstraint("fee_minor >= 0", name=op.f("ck_payments_fee_not_negative")),
        sa.CheckConstraint(
            "pay_link_id IS NULL OR member_id IS NOT NULL", name=op.f("ck_payments_link_is_a_members")
        ),
        sa.CheckConstraint(
            "payer_email IS NULL OR pay_link_id IS NOT NULL", name=op.f("ck_payments_payer_came_by_link")
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "import_batch_id"],
            ["import_batches.chapter_id", "import_batches.id"],
            name=op.f("fk_payments_chapter_id_import_batch_id_import_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id", "pay_link_id"],
            ["pay_links.chapter_id", "pay_links.member_id", "pay_links.id"],
            name="fk_payments_pay_link",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_payments_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "recorded_by_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_payments_recorded_by_members",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_payments_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("chapter_id", "form_key", name=op.f("uq_payments_chapter_id_form_key")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_payments_chapter_id_id")),
        sa.UniqueConstraint("chapter_id", "import_key", name=op.f("uq_payments_chapter_id_import_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_payments_reference")),
        sa.UniqueConstraint("stripe_payment_intent_id", name=op.f("uq_payments_stripe_payment_intent_id")),
        sa.UniqueConstraint("stripe_session_id", name=op.f("uq_payments_stripe_session_id")),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payments_chapter_id_created_at", ["chapter_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_payments_chapter_id_import_batch_id",
            ["chapter_id", "import_batch_id", "id"],
            unique=False,
            postgresql_where=sa.text("import_batch_id IS NOT NULL"),
            sqlite_where=sa.text("import_batch_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_payments_chapter_id_member_id", ["chapter_id", "member_id", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_payments_chapter_id_succeeded_at", ["chapter_id", "succeeded_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_payments_chapter_id_waiting",
            ["chapter_id", "state", "created_at"],
            unique=False,
            postgresql_where=sa.text("state IN ('created', 'pending', 'processing', 'reported')"),
            sqlite_where=sa.text("state IN ('created', 'pending', 'processing', 'reported')"),
        )

    op.create_table(
        "disputes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stripe_dispute_id", sa.String(length=255), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("evidence_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("state IN ('open', 'won', 'lost')", name=op.f("ck_disputes_state_known")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_disputes_amount_positive")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "payment_id"],
            ["payments.chapter_id", "payments.id"],
            name=op.f("fk_disputes_chapter_id_payment_id_payments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_disputes_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_disputes_chapter_id_id")),
        sa.UniqueConstraint("stripe_dispute_id", name=op.f("uq_disputes_stripe_dispute_id")),
    )
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.create_index("ix_disputes_chapter_id_payment_id", ["chapter_id", "payment_id"], unique=False)

    op.create_table(
        "installments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("charge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("open_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("open_minor >= 0", name=op.f("ck_installments_open_not_negative")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "charge_id"],
            ["charges.chapter_id", "charges.id"],
            name=op.f("fk_installments_chapter_id_charge_id_charges"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_installments_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "plan_id"],
            ["plans.chapter_id", "plans.id"],
            name=op.f("fk_installments_chapter_id_plan_id_plans"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_installments_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installments")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_installments_chapter_id_id")),
    )
    with op.batch_alter_table("installments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_installments_chapter_id_charge_id", ["chapter_id", "charge_id"], unique=False
        )
        batch_op.create_index(
            "ix_installments_chapter_id_open",
            ["chapter_id", "member_id", "due_on", "id"],
            unique=False,
            postgresql_where=sa.text("open_minor > 0"),
            sqlite_where=sa.text("open_minor > 0"),
        )
        batch_op.create_index(
            "ix_installments_chapter_id_plan_id",
            ["chapter_id", "plan_id"],
            unique=False,
            postgresql_where=sa.text("plan_id IS NOT NULL"),
            sqlite_where=sa.text("plan_id IS NOT NULL"),
        )

    op.create_table(
        "mail_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.String(length=100), nullable=False),
        sa.Column("delivery", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "delivery IN ('delayed', 'delivered', 'bounced', 'dropped')",
            name=op.f("ck_mail_events_delivery_known"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "message_id"],
            ["outbox_messages.chapter_id", "outbox_messages.id"],
            name=op.f("fk_mail_events_chapter_id_message_id_outbox_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_mail_events_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_events")),
        sa.UniqueConstraint("event_id", name=op.f("uq_mail_events_event_id")),
    )
    with op.batch_alter_table("mail_events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mail_events_chapter_id_message_id", ["chapter_id", "message_id"], unique=False
        )

    op.create_table(
        "receipts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=24), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_receipts_number_positive")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "payment_id"],
            ["payments.chapter_id", "payments.id"],
            name=op.f("fk_receipts_chapter_id_payment_id_payments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_receipts_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_receipts_chapter_id_id")),
        sa.UniqueConstraint("chapter_id", "payment_id", name=op.f("uq_receipts_chapter_id_payment_id")),
        sa.UniqueConstraint("chapter_id", "year", "number", name=op.f("uq_receipts_chapter_id_year_number")),
    )
    op.create_table(
        "refunds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stripe_refund_id", sa.String(length=255), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'succeeded', 'failed')", name=op.f("ck_refunds_state_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refunds_amount_positive")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "payment_id"],
            ["payments.chapter_id", "payments.id"],
            name=op.f("fk_refunds_chapter_id_payment_id_payments"),
        ),
        sa.ForeignKeyConstraint(["chapter_id"], ["chapters.id"], name=op.f("fk_refunds_chapter_id_chapters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_refunds_chapter_id_id")),
        sa.UniqueConstraint("stripe_refund_id", name=op.f("uq_refunds_stripe_refund_id")),
    )
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index("ix_refunds_chapter_id_payment_id", ["chapter_id", "payment_id"], unique=False)

    op.create_table(
        "autopay_attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("installment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(state IN ('charging', 'paid', 'failed')) = (payment_id IS NOT NULL)",
            name=op.f("ck_autopay_attempts_charged_has_payment"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'charging', 'paid', 'failed', 'skipped', 'dropped')",
            name=op.f("ck_autopay_attempts_state_known"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_autopay_attempts_number_positive")),
        sa.ForeignKeyConstraint(
            ["chapter_id", "installment_id"],
            ["installments.chapter_id", "installments.id"],
            name=op.f("fk_autopay_attempts_chapter_id_installment_id_installments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_autopay_attempts_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "payment_id"],
            ["payments.chapter_id", "payments.id"],
            name=op.f("fk_autopay_attempts_chapter_id_payment_id_payments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_autopay_attempts_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autopay_attempts")),
        sa.UniqueConstraint(
            "chapter_id",
            "installment_id",
            "number",
            name=op.f("uq_autopay_attempts_chapter_id_installment_id_number"),
        ),
    )
    with op.batch_alter_table("autopay_attempts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_autopay_attempts_chapter_id_member_id",
            ["chapter_id", "member_id", "state", "due_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_autopay_attempts_chapter_id_payment_id", ["chapter_id", "payment_id"], unique=False
        )

    op.create_table(
        "journal_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("memo", sa.String(length=300), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("charge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("refund_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("dispute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deposit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("payout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reverses_entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('charge', 'charge_reversal', 'payment', 'payment_reversal', 'waiver', 'reschedule', 'credit_applied', 'assignment', 'refund', 'refund_failed', 'dispute', 'dispute_won', 'processing_fee', 'deposit', 'deposit_reversal', 'credit_payout', 'credit_payout_reversal', 'opening_credit', 'opening_credit_reversal', 'historical', 'historical_reversal')",
            name=op.f("ck_journal_entries_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "actor_member_id"],
            ["members.chapter_id", "members.id"],
            name="fk_journal_entries_actor",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "charge_id"],
            ["charges.chapter_id", "charges.id"],
            name=op.f("fk_journal_entries_chapter_id_charge_id_charges"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "deposit_id"],
            ["deposits.chapter_id", "deposits.id"],
            name=op.f("fk_journal_entries_chapter_id_deposit_id_deposits"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "dispute_id"],
            ["disputes.chapter_id", "disputes.id"],
            name=op.f("fk_journal_entries_chapter_id_dispute_id_disputes"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "payment_id"],
            ["payments.chapter_id", "payments.id"],
            name=op.f("fk_journal_entries_chapter_id_payment_id_payments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "payout_id"],
            ["payouts.chapter_id", "payouts.id"],
            name=op.f("fk_journal_entries_chapter_id_payout_id_payouts"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "refund_id"],
            ["refunds.chapter_id", "refunds.id"],
            name=op.f("fk_journal_entries_chapter_id_refund_id_refunds"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "reverses_entry_id"],
            ["journal_entries.chapter_id", "journal_entries.id"],
            name="fk_journal_entries_reverses",
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_journal_entries_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint("chapter_id", "id", name=op.f("uq_journal_entries_chapter_id_id")),
        sa.UniqueConstraint("reverses_entry_id", name=op.f("uq_journal_entries_reverses_entry_id")),
    )
    with op.batch_alter_table("journal_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_journal_entries_chapter_id_booked_on", ["chapter_id", "booked_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_journal_entries_chapter_id_charge_id", ["chapter_id", "charge_id"], unique=False
        )
        batch_op.create_index(
            "ix_journal_entries_chapter_id_deposit_id",
            ["chapter_id", "deposit_id"],
            unique=False,
            postgresql_where=sa.text("deposit_id IS NOT NULL"),
            sqlite_where=sa.text("deposit_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_journal_entries_chapter_id_payment_id", ["chapter_id", "payment_id"], unique=False
        )
        batch_op.create_index(
            "ix_journal_entries_chapter_id_payout_id",
            ["chapter_id", "payout_id"],
            unique=False,
            postgresql_where=sa.text("payout_id IS NOT NULL"),
            sqlite_where=sa.text("payout_id IS NOT NULL"),
        )

    op.create_table(
        "late_fees",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("installment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("charge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "charge_id"],
            ["charges.chapter_id", "charges.id"],
            name=op.f("fk_late_fees_chapter_id_charge_id_charges"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "installment_id"],
            ["installments.chapter_id", "installments.id"],
            name=op.f("fk_late_fees_chapter_id_installment_id_installments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_late_fees_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_fees")),
        sa.UniqueConstraint(
            "chapter_id", "installment_id", name=op.f("uq_late_fees_chapter_id_installment_id")
        ),
    )
    op.create_table(
        "receipt_voids",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "receipt_id"],
            ["receipts.chapter_id", "receipts.id"],
            name=op.f("fk_receipt_voids_chapter_id_receipt_id_receipts"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_receipt_voids_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_voids")),
        sa.UniqueConstraint("chapter_id", "receipt_id", name=op.f("uq_receipt_voids_chapter_id_receipt_id")),
    )
    op.create_table(
        "reminder_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("installment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reminder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["chapter_id", "installment_id"],
            ["installments.chapter_id", "installments.id"],
            name=op.f("fk_reminder_steps_chapter_id_installment_id_installments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "reminder_id"],
            ["reminders.chapter_id", "reminders.id"],
            name=op.f("fk_reminder_steps_chapter_id_reminder_id_reminders"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_reminder_steps_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_steps")),
        sa.UniqueConstraint(
            "chapter_id",
            "installment_id",
            "step",
            name=op.f("uq_reminder_steps_chapter_id_installment_id_step"),
        ),
    )
    op.create_table(
        "postings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("installment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("chapter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(account = 'receivable' AND member_id IS NOT NULL AND installment_id IS NOT NULL) OR (account = 'member_credit' AND member_id IS NOT NULL AND installment_id IS NULL) OR (account NOT IN ('receivable', 'member_credit') AND installment_id IS NULL)",
            name=op.f("ck_postings_names_whom_it_concerns"),
        ),
        sa.CheckConstraint(
            "account IN ('receivable', 'cash_stripe', 'cash_bank', 'cash_on_hand', 'member_credit', 'unassigned', 'income_dues', 'income_fees', 'income_other', 'income_donations', 'income_card_fees', 'held_national', 'held_regional', 'waivers', 'processing_fees', 'dispute_fees', 'opening_balance', 'historical_cash', 'historical_income')",
            name=op.f("ck_postings_account_known"),
        ),
        sa.CheckConstraint(
            "amount_minor <> 0 AND amount_minor > -1000000000 AND amount_minor < 1000000000",
            name=op.f("ck_postings_amount_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "entry_id"],
            ["journal_entries.chapter_id", "journal_entries.id"],
            name=op.f("fk_postings_chapter_id_entry_id_journal_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "installment_id"],
            ["installments.chapter_id", "installments.id"],
            name=op.f("fk_postings_chapter_id_installment_id_installments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "member_id"],
            ["members.chapter_id", "members.id"],
            name=op.f("fk_postings_chapter_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id", "payment_id"],
            ["payments.chapter_id", "payments.id"],
            name=op.f("fk_postings_chapter_id_payment_id_payments"),
        ),
        sa.ForeignKeyConstraint(
            ["chapter_id"], ["chapters.id"], name=op.f("fk_postings_chapter_id_chapters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
    )
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.create_index("ix_postings_chapter_id_account", ["chapter_id", "account", "id"], unique=False)
        batch_op.create_index("ix_postings_chapter_id_entry_id", ["chapter_id", "entry_id"], unique=False)
        batch_op.create_index(
            "ix_postings_chapter_id_installment_id",
            ["chapter_id", "installment_id"],
            unique=False,
            postgresql_where=sa.text("installment_id IS NOT NULL"),
            sqlite_where=sa.text("installment_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_postings_chapter_id_member_id",
            ["chapter_id", "member_id", "id"],
            unique=False,
            postgresql_where=sa.text("member_id IS NOT NULL"),
            sqlite_where=sa.text("member_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_postings_chapter_id_payment_id",
            ["chapter_id", "payment_id"],
            unique=False,
            postgresql_where=sa.text("payment_id IS NOT NULL"),
            sqlite_where=sa.text("payment_id IS NOT NULL"),
        )
    for statement in create(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in drop(op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_postings_chapter_id_payment_id",
            postgresql_where=sa.text("payment_id IS NOT NULL"),
            sqlite_where=sa.text("payment_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_postings_chapter_id_member_id",
            postgresql_where=sa.text("member_id IS NOT NULL"),
            sqlite_where=sa.text("member_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_postings_chapter_id_installment_id",
            postgresql_where=sa.text("installment_id IS NOT NULL"),
            sqlite_where=sa.text("installment_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_postings_chapter_id_entry_id")
        batch_op.drop_index("ix_postings_chapter_id_account")

    op.drop_table("postings")
    op.drop_table("reminder_steps")
    op.drop_table("receipt_voids")
    op.drop_table("late_fees")
    with op.batch_alter_table("journal_entries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_journal_entries_chapter_id_payout_id",
            postgresql_where=sa.text("payout_id IS NOT NULL"),
            sqlite_where=sa.text("payout_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_journal_entries_chapter_id_payment_id")
        batch_op.drop_index(
            "ix_journal_entries_chapter_id_deposit_id",
            postgresql_where=sa.text("deposit_id IS NOT NULL"),
            sqlite_where=sa.text("deposit_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_journal_entries_chapter_id_charge_id")
        batch_op.drop_index("ix_journal_entries_chapter_id_booked_on")

    op.drop_table("journal_entries")
    with op.batch_alter_table("autopay_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_autopay_attempts_chapter_id_payment_id")
        batch_op.drop_index("ix_autopay_attempts_chapter_id_member_id")

    op.drop_table("autopay_attempts")
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_index("ix_refunds_chapter_id_payment_id")

    op.drop_table("refunds")
    op.drop_table("receipts")
    with op.batch_alter_table("mail_events", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_events_chapter_id_message_id")

    op.drop_table("mail_events")
    with op.batch_alter_table("installments", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_installments_chapter_id_plan_id",
            postgresql_where=sa.text("plan_id IS NOT NULL"),
            sqlite_where=sa.text("plan_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_installments_chapter_id_open",
            postgresql_where=sa.text("open_minor > 0"),
            sqlite_where=sa.text("open_minor > 0"),
        )
        batch_op.drop_index("ix_installments_chapter_id_charge_id")

    op.drop_table("installments")
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.drop_index("ix_disputes_chapter_id_payment_id")

    op.drop_table("disputes")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_payments_chapter_id_waiting",
            postgresql_where=sa.text("state IN ('created', 'pending', 'processing', 'reported')"),
            sqlite_where=sa.text("state IN ('created', 'pending', 'processing', 'reported')"),
        )
        batch_op.drop_index("ix_payments_chapter_id_succeeded_at")
        batch_op.drop_index("ix_payments_chapter_id_member_id")
        batch_op.drop_index(
            "ix_payments_chapter_id_import_batch_id",
            postgresql_where=sa.text("import_batch_id IS NOT NULL"),
            sqlite_where=sa.text("import_batch_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_payments_chapter_id_created_at")

    op.drop_table("payments")
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_messages_due",
            postgresql_where=sa.text("state IN ('queued', 'sending')"),
            sqlite_where=sa.text("state IN ('queued', 'sending')"),
        )
        batch_op.drop_index(
            "ix_outbox_messages_chapter_id_unread",
            postgresql_where=sa.text("read_at IS NULL"),
            sqlite_where=sa.text("read_at IS NULL"),
        )
        batch_op.drop_index("ix_outbox_messages_chapter_id_member_id")
        batch_op.drop_index(
            "ix_outbox_messages_chapter_id_invite_id",
            postgresql_where=sa.text("invite_id IS NOT NULL"),
            sqlite_where=sa.text("invite_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_outbox_messages_chapter_id_created_at")

    op.drop_table("outbox_messages")
    with op.batch_alter_table("imported_members", schema=None) as batch_op:
        batch_op.drop_index("ix_imported_members_chapter_id_member_id")

    op.drop_table("imported_members")
    with op.batch_alter_table("import_files", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_import_files_chapter_id_kept",
            postgresql_where=sa.text("content IS NOT NULL"),
            sqlite_where=sa.text("content IS NOT NULL"),
        )

    op.drop_table("import_files")
    op.drop_table("handover_books")
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_charges_period_member",
            postgresql_where=sa.text("reversed_at IS NULL"),
            sqlite_where=sa.text("reversed_at IS NULL"),
        )
        batch_op.drop_index("ix_charges_chapter_id_member_id")
        batch_op.drop_index(
            "ix_charges_chapter_id_batch_id",
            postgresql_where=sa.text("batch_id IS NOT NULL"),
            sqlite_where=sa.text("batch_id IS NOT NULL"),
        )

    op.drop_table("charges")
    with op.batch_alter_table("sign_in_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_sessions_user_id_ended_at")

    op.drop_table("sign_in_sessions")
    op.drop_table("reminders")
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plans_live",
            postgresql_where=sa.text("state IN ('proposed', 'active')"),
            sqlite_where=sa.text("state IN ('proposed', 'active')"),
        )
        batch_op.drop_index("ix_plans_chapter_id_member_id")

    op.drop_table("plans")
    op.drop_table("period_amounts")
    with op.batch_alter_table("payouts", schema=None) as batch_op:
        batch_op.drop_index("ix_payouts_chapter_id_member_id")

    op.drop_table("payouts")
    with op.batch_alter_table("pay_links", schema=None) as batch_op:
        batch_op.drop_index("ix_pay_links_chapter_id_member_id")

    op.drop_table("pay_links")
    with op.batch_alter_table("officer_terms", schema=None) as batch_op:
        batch_op.drop_index("ix_officer_terms_chapter_id_member_id")

    op.drop_table("officer_terms")
    op.drop_table("member_photos")
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.drop_index("ix_invites_chapter_id_email")
        batch_op.drop_index("ix_invites_chapter_id_created_at")
        batch_op.drop_index(
            "ix_invites_chapter_id_batch",
            postgresql_where=sa.text("batch IS NOT NULL"),
            sqlite_where=sa.text("batch IS NOT NULL"),
        )

    op.drop_table("invites")
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.drop_index("ix_import_batches_chapter_id_created_at")

    op.drop_table("import_batches")
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_handovers_open",
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_handovers_chapter_id_to_member_id")

    op.drop_table("handovers")
    with op.batch_alter_table("deposits", schema=None) as batch_op:
        batch_op.drop_index("ix_deposits_chapter_id_deposited_on")

    op.drop_table("deposits")
    with op.batch_alter_table("charge_batches", schema=None) as batch_op:
        batch_op.drop_index("ix_charge_batches_chapter_id_created_at")

    op.drop_table("charge_batches")
    with op.batch_alter_table("autopay_mandates", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_autopay_mandates_active",
            postgresql_where=sa.text("state = 'active'"),
            sqlite_where=sa.text("state = 'active'"),
        )
        batch_op.drop_index("ix_autopay_mandates_chapter_id_member_id")

    op.drop_table("autopay_mandates")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_approvals_waiting",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_approvals_chapter_id_created_at")

    op.drop_table("approvals")
    with op.batch_alter_table("webhook_events", schema=None) as batch_op:
        batch_op.drop_index("ix_webhook_events_state_received_at")
        batch_op.drop_index("ix_webhook_events_chapter_id_received_at")

    op.drop_table("webhook_events")
    op.drop_table("second_factors")
    op.drop_table("recovery_codes")
    op.drop_table("platform_admins")
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkeys_user_id"))

    op.drop_table("passkeys")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_members_user_id"))
        batch_op.drop_index(
            "ix_members_chapter_id_owing",
            postgresql_where=sa.text("balance_minor > 0"),
            sqlite_where=sa.text("balance_minor > 0"),
        )
        batch_op.drop_index("ix_members_chapter_id_name")

    op.drop_table("members")
    with op.batch_alter_table("dues_periods", schema=None) as batch_op:
        batch_op.drop_index("ix_dues_periods_chapter_id_due_on")

    op.drop_table("dues_periods")
    op.drop_table("chapter_logos")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_events_chapter_id_subject")

    op.drop_table("audit_events")
    with op.batch_alter_table("account_links", schema=None) as batch_op:
        batch_op.drop_index("ix_account_links_user_id_purpose")

    op.drop_table("account_links")
    op.drop_table("users")
    op.drop_table("jobs")
    op.drop_table("chapters")
    op.drop_table("answered_challenges")
