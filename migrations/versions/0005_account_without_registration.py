"""account without registration

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unregistered_work",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours_per_week", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("group_checked", sa.Boolean(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_unregistered_work_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_unregistered_work_recorded_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_unregistered_work_decided_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unregistered_work")),
    )
    op.create_index(op.f("ix_unregistered_work_contract_id"), "unregistered_work", ["contract_id"])
    op.create_index(op.f("ix_unregistered_work_status"), "unregistered_work", ["status"])
    op.create_table(
        "language_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reviewed_by", sa.String(length=100), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user_account.id"], name=op.f("fk_language_review_recorded_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_review")),
    )
    op.create_index(op.f("ix_language_review_language"), "language_review", ["language"])
    op.create_index(op.f("ix_consent_event_hash"), "consent_event", ["hash"])


def downgrade() -> None:
    op.drop_index(op.f("ix_consent_event_hash"), table_name="consent_event")
    op.drop_table("language_review")
    op.drop_table("unregistered_work")
