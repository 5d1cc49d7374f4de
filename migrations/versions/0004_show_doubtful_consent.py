"""show doubtful consent

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("consent_request") as batch:
        batch.add_column(sa.Column("channel", sa.String(length=32), nullable=False, server_default="mail"))
        batch.add_column(sa.Column("by_representative", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("information_given") as batch:
        batch.add_column(sa.Column("informed_by", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("informed_on", sa.Date(), nullable=True))
    _signals()
    _paper()


def _signals() -> None:
    op.create_table(
        "consent_signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_by", sa.Uuid(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["consent_request.id"], name=op.f("fk_consent_signal_request_id_consent_request")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_by"], ["user_account.id"], name=op.f("fk_consent_signal_cleared_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_signal")),
        sa.UniqueConstraint("request_id", "kind", name=op.f("uq_consent_signal_request_id_kind")),
    )
    op.create_index(op.f("ix_consent_signal_request_id"), "consent_signal", ["request_id"])
    op.create_table(
        "trace",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_trace_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["consent_request.id"], name=op.f("fk_trace_request_id_consent_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace")),
    )
    op.create_index(op.f("ix_trace_mark"), "trace", ["mark"])
    op.create_index(op.f("ix_trace_ends_at"), "trace", ["ends_at"])
    op.create_table(
        "domain_permission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_domain_permission_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["user_account.id"], name=op.f("fk_domain_permission_given_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain_permission")),
    )
    op.create_index(op.f("ix_domain_permission_contract_id"), "domain_permission", ["contract_id"])
    op.create_table(
        "sample_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["consent_request.id"], name=op.f("fk_sample_check_request_id_consent_request")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_sample_check_recorded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_check")),
        sa.UniqueConstraint("request_id", name=op.f("uq_sample_check_request_id")),
    )


def _paper() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("printed_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["consent_request.id"], name=op.f("fk_letter_request_id_consent_request")
        ),
        sa.ForeignKeyConstraint(
            ["printed_by"], ["user_account.id"], name=op.f("fk_letter_printed_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("request_id", "kind", name=op.f("uq_letter_request_id_kind")),
    )
    op.create_index(op.f("ix_letter_request_id"), "letter", ["request_id"])
    op.create_table(
        "entered_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("c1", sa.Boolean(), nullable=False),
        sa.Column("c2", sa.Boolean(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("representative_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["consent_request.id"], name=op.f("fk_entered_answer_request_id_consent_request")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["user_account.id"], name=op.f("fk_entered_answer_entered_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["user_account.id"], name=op.f("fk_entered_answer_confirmed_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entered_answer")),
        sa.UniqueConstraint("request_id", name=op.f("uq_entered_answer_request_id")),
    )


def downgrade() -> None:
    for table in ("entered_answer", "letter", "sample_check", "domain_permission", "trace", "consent_signal"):
        op.drop_table(table)
    with op.batch_alter_table("information_given") as batch:
        batch.drop_column("informed_on")
        batch.drop_column("informed_by")
    with op.batch_alter_table("consent_request") as batch:
        batch.drop_column("by_representative")
        batch.drop_column("channel")
