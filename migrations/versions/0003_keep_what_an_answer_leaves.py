"""keep what an answer leaves

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_core",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_evidence_core_candidate_id")),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_evidence_core")),
    )
    op.create_table(
        "refusal",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("refused_on", sa.Date(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["consent_request.id"], name=op.f("fk_refusal_request_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_refusal_contract_id")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_refusal")),
    )
    op.create_index(op.f("ix_refusal_address_index"), "refusal", ["address_index"])
    op.create_table(
        "link_wish",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_wish")),
    )
    with op.batch_alter_table("consent_request") as batch_op:
        batch_op.add_column(sa.Column("follows_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("new_reason", sa.String(length=32), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_consent_request_follows_id"), "consent_request", ["follows_id"], ["id"]
        )
    with op.batch_alter_table("candidate") as batch_op:
        batch_op.alter_column("starts_on", existing_type=sa.Date(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE candidate SET starts_on = '1970-01-01' WHERE starts_on IS NULL")  # an older portal needs a day
    with op.batch_alter_table("candidate") as batch_op:
        batch_op.alter_column("starts_on", existing_type=sa.Date(), nullable=False)
    with op.batch_alter_table("consent_request") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_consent_request_follows_id"), type_="foreignkey")
        batch_op.drop_column("new_reason")
        batch_op.drop_column("follows_id")
    for table in ("link_wish", "refusal", "evidence_core"):
        op.drop_table(table)
