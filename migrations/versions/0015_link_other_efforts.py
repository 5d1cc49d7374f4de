"""link other efforts

Revision: 0015, after 0014
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with _keeping_triggers(), op.batch_alter_table("contribution") as batch:
        batch.add_column(sa.Column("effort_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key("fk_contribution_effort_id_effort", "effort", ["effort_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    with _keeping_triggers(), op.batch_alter_table("contribution") as batch:
        batch.drop_constraint("fk_contribution_effort_id_effort", type_="foreignkey")
        batch.drop_column("effort_id")


@contextmanager
def _keeping_triggers() -> Iterator[None]:
    """SQLite makes the table anew, which would take the triggers that keep the totals of a contract."""
    found = []
    if op.get_bind().dialect.name == "sqlite":
        asked = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'contribution'"
        found = list(op.get_bind().exec_driver_sql(asked).scalars())
    yield
    for trigger in found:
        op.execute(trigger)
