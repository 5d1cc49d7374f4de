"""version value tables

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ON_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS value_table_no_update BEFORE UPDATE ON value_table BEGIN SELECT RAISE(ABORT, 'value_table is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS value_table_no_delete BEFORE DELETE ON value_table BEGIN SELECT RAISE(ABORT, 'value_table is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS value_table_no_replace BEFORE INSERT ON value_table WHEN EXISTS (SELECT 1 FROM value_table WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'value_table is append-only'); END",
)
ON_POSTGRESQL = (
    "CREATE OR REPLACE TRIGGER value_table_no_change BEFORE UPDATE OR DELETE ON value_table FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE OR REPLACE TRIGGER value_table_no_truncate BEFORE TRUNCATE ON value_table FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


def upgrade() -> None:
    op.create_table(
        "value_table_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_id", sa.Uuid(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by"], ["user_account.id"], name=op.f("fk_value_table_draft_drafted_by")),
        sa.ForeignKeyConstraint(["published_by"], ["user_account.id"], name=op.f("fk_value_table_draft_published_by")),
        sa.ForeignKeyConstraint(["published_id"], ["value_table.id"], name=op.f("fk_value_table_draft_published_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_value_table_draft")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_value_table_draft_code_valid_from")),
    )
    for statement in ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else ON_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER IF EXISTS value_table_no_truncate ON value_table")
        op.execute("DROP TRIGGER IF EXISTS value_table_no_change ON value_table")
    else:
        for name in ("value_table_no_replace", "value_table_no_delete", "value_table_no_update"):
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
    op.drop_table("value_table_draft")
