"""complete obligations

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PERCENTAGE = "basis_amount * percentage / 10000"  # both are kept as hundredths


def upgrade() -> None:
    _extend_contract()
    _extend_obligation()
    op.add_column("candidate", sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=True))
    op.create_index(op.f("ix_candidate_fingerprint"), "candidate", ["fingerprint"])
    _create_closing()
    _create_final_account()
    _create_contribution()


def downgrade() -> None:
    op.drop_table("contribution")
    op.drop_table("final_account")
    op.drop_table("closing")
    op.drop_index(op.f("ix_candidate_fingerprint"), table_name="candidate")
    op.drop_column("candidate", "fingerprint")
    for name in ("kind", "year", "labour_share", "low_below", "low_percentage", "uncapped"):
        op.drop_column("obligation_version", name)
    op.drop_column("contract", "closed_at")
    with op.batch_alter_table("contract") as batch:
        batch.drop_column("succeeds_id")


def _extend_contract() -> None:
    op.add_column("contract", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(  # with its reference in one statement, so that SQLite need not copy a table that others refer to
        f"ALTER TABLE contract ADD COLUMN succeeds_id {kind} "
        "CONSTRAINT fk_contract_succeeds_id_contract REFERENCES contract (id)"
    )


def _extend_obligation() -> None:
    table = "obligation_version"
    op.add_column(table, sa.Column("kind", sa.String(length=32), nullable=False, server_default="award"))
    op.add_column(table, sa.Column("year", sa.Integer(), nullable=True))
    for name in ("labour_share", "low_below", "low_percentage"):
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=True))
    op.add_column(table, sa.Column("uncapped", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        f"UPDATE obligation_version SET uncapped = CASE WHEN amount = cap THEN {PERCENTAGE} ELSE amount END"  # noqa: S608
    )
    op.execute("UPDATE obligation_version SET kind = 'correction' WHERE amount < 0")


def _create_closing() -> None:
    op.create_table(
        "closing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("obligation", sa.BigInteger(), nullable=True),
        sa.Column("approved", sa.BigInteger(), nullable=True),
        sa.Column("withheld", sa.BigInteger(), nullable=True),
        sa.Column("penalty", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("recovery_until", sa.Date(), nullable=True),
        sa.Column("hearing_until", sa.Date(), nullable=True),
        sa.Column("view", sa.String(length=2000), nullable=True),
        sa.Column("view_by", sa.Uuid(), nullable=True),
        sa.Column("view_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_closing_contract_id_contract")),
        sa.ForeignKeyConstraint(["view_by"], ["user_account.id"], name=op.f("fk_closing_view_by_user_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], name=op.f("fk_closing_decided_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_closing_contract_id")),
    )


def _create_final_account() -> None:
    op.create_table(
        "final_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("result", sa.String(length=1500), nullable=False),
        sa.Column("difference", sa.String(length=1500), nullable=False),
        sa.Column("obligation", sa.BigInteger(), nullable=True),
        sa.Column("approved", sa.BigInteger(), nullable=True),
        sa.Column("submitted", sa.BigInteger(), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_final_account_contract_id_contract")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["user_account.id"], name=op.f("fk_final_account_submitted_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["user_account.id"], name=op.f("fk_final_account_updated_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_final_account")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_final_account_contract_id")),
    )
    op.create_index(op.f("ix_final_account_status"), "final_account", ["status"])


def _create_contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("row", sa.String(length=64), nullable=True),
        sa.Column("party", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("proof", sa.String(length=32), nullable=False),
        sa.Column("proof_seen_on", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("approved_value", sa.BigInteger(), nullable=True),
        sa.Column("agreed_note", sa.String(length=200), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contribution_contract_id_contract")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["user_account.id"], name=op.f("fk_contribution_submitted_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["user_account.id"], name=op.f("fk_contribution_updated_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contribution_contract_id_number")),
    )
    op.create_index(op.f("ix_contribution_contract_id"), "contribution", ["contract_id"])
    op.create_index(op.f("ix_contribution_status"), "contribution", ["status"])
