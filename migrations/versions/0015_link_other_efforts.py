"""link other efforts

Revision: 0015, after 0014
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Statements of their own: making the table anew would take the triggers that keep the totals of a contract."""
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(
        f"ALTER TABLE contribution ADD COLUMN effort_id {kind} "
        "CONSTRAINT fk_contribution_effort_id_effort REFERENCES effort (id) ON DELETE SET NULL"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE contribution DROP COLUMN effort_id")
