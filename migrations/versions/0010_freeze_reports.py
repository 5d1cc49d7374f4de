"""freeze reports

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ON_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS published_report_no_update BEFORE UPDATE ON published_report WHEN OLD.status = 'released' BEGIN SELECT RAISE(ABORT, 'a released report is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS published_report_no_delete BEFORE DELETE ON published_report WHEN OLD.status = 'released' BEGIN SELECT RAISE(ABORT, 'a released report is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS published_report_no_replace BEFORE INSERT ON published_report WHEN EXISTS (SELECT 1 FROM published_report WHERE id = NEW.id OR (region = NEW.region AND year = NEW.year)) BEGIN SELECT RAISE(ABORT, 'a released report is append-only'); END",
)
ON_POSTGRESQL = (
    "CREATE OR REPLACE TRIGGER published_report_no_change BEFORE UPDATE OR DELETE ON published_report FOR EACH ROW WHEN (OLD.status = 'released') EXECUTE FUNCTION refuse_change()",
    "CREATE OR REPLACE TRIGGER published_report_no_truncate BEFORE TRUNCATE ON published_report FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)


def upgrade() -> None:
    op.create_table(
        "report_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report", sa.String(length=32), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_report_export_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_export")),
    )
    op.create_index(op.f("ix_report_export_asked_by"), "report_export", ["asked_by"])
    op.create_table(
        "export_piece",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["report_export.id"], name=op.f("fk_export_piece_export_id")),
        sa.PrimaryKeyConstraint("export_id", "position", name=op.f("pk_export_piece")),
    )
    op.create_table(
        "published_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snapshot_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cells", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_published_report_asked_by")),
        sa.ForeignKeyConstraint(["released_by"], ["user_account.id"], name=op.f("fk_published_report_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_report")),
        sa.UniqueConstraint("region", "year", name=op.f("uq_published_report_region_year")),
    )
    for statement in ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else ON_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("published_report")
    op.drop_table("export_piece")
    op.drop_table("report_export")
