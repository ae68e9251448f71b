"""Revision 0002: the tables of rooms."""

import sqlalchemy as sa
from alembic import op

revision = "0002_rooms"
down_revision = "0001_corrections"


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "rooms",
        sa.Column("code", sa.String(6), primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("task", sa.String(10), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("revealed", sa.Boolean(), nullable=False),
        sa.Column("model_version", sa.String(40), nullable=True),
        sa.Column("challenger", sa.String(40), nullable=True),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.String(20), nullable=False),
        sa.Column("closes_at", sa.String(20), nullable=False),
        sa.Column("closed_at", sa.String(20), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("drawings", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("training", sa.String(), nullable=True),
        sa.Column("training_id", sa.String(80), nullable=True),
        sa.Column("training_stamp", sa.Integer(), nullable=False),
    )
    op.create_table(
        "room_pupils",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("room", sa.String(6), sa.ForeignKey("rooms.code"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("animal", sa.String(20), nullable=False),
        sa.Column("color", sa.String(20), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_room_pupils_room_sequence", "room_pupils", ["room", "sequence"])
    op.create_table(
        "room_drawings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("room", sa.String(6), sa.ForeignKey("rooms.code"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("pupil", sa.Integer(), sa.ForeignKey("room_pupils.id"), nullable=False),
        sa.Column("strokes", sa.String(), nullable=False),
        sa.Column("meant", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(10), nullable=False),
        sa.Column("label", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("model_version", sa.String(40), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("fair", sa.Integer(), nullable=False),
        sa.Column("unfair", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("nonce", sa.String(40), nullable=True),
        sa.UniqueConstraint("pupil", "nonce"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_room_drawings_room_sequence", "room_drawings", ["room", "sequence"])
    op.create_table(
        "room_votes",
        sa.Column("drawing", sa.Integer(), sa.ForeignKey("room_drawings.id"), primary_key=True),
        sa.Column("pupil", sa.Integer(), sa.ForeignKey("room_pupils.id"), primary_key=True),
        sa.Column("room", sa.String(6), sa.ForeignKey("rooms.code"), nullable=False),
        sa.Column("fair", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_room_votes_room", "room_votes", ["room"])


def downgrade() -> None:
    """Drops the tables."""
    for table in ("room_votes", "room_drawings", "room_pupils", "rooms"):
        op.drop_table(table)
