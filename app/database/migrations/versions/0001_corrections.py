"""Revision 0001: the table `corrections`."""

import sqlalchemy as sa
from alembic import op

revision = "0001_corrections"
down_revision = None


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False, unique=True),
        sa.Column("strokes", sa.String(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("model_version", sa.String(40), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("part", sa.String(10), nullable=False),
        sa.Column("created_at", sa.String(20), nullable=False),
    )
    op.create_index("ix_corrections_state", "corrections", ["state"])


def downgrade() -> None:
    """Drops the table."""
    op.drop_table("corrections")
