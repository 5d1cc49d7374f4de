"""know what the end of a contract cut off

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("placement", sa.Column("is_cut_off", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE placement SET is_cut_off = true WHERE value IS NOT NULL AND EXISTS (SELECT 1 FROM contract"
        " WHERE contract.id = placement.contract_id AND contract.ends_on = placement.counts_until"
        " AND (placement.ends_on IS NULL OR placement.ends_on > contract.ends_on))"
    )


def downgrade() -> None:
    op.drop_column("placement", "is_cut_off")
