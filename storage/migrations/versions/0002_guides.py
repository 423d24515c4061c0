"""guides: who is where in one, the appendix for what is sensitive, and versions of answers

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("guide_answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("reopened", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "guide_appendix",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("question", sqlmodel.AutoString(), nullable=False),
        sa.Column("answer", storage.columns.Secret(), nullable=False),
        sa.Column("actor", sqlmodel.AutoString(), nullable=False),
        sa.Column("at", storage.columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["guide_session.id"], name=op.f("fk_guide_appendix_session_id_guide_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_appendix")),
        sa.UniqueConstraint("session_id", "question", name=op.f("uq_guide_appendix_session_id_question")),
    )
    op.create_table(
        "guide_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("asking", sqlmodel.AutoString(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("view", sqlmodel.AutoString(), nullable=False),
        sa.Column("pending", storage.columns.Secret(), nullable=True),
        sa.Column("thread", sqlmodel.AutoString(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("changed_at", storage.columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["guide_session.id"], name=op.f("fk_guide_seat_session_id_guide_session")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_guide_seat_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_seat")),
        sa.UniqueConstraint("session_id", "staff_id", name=op.f("uq_guide_seat_session_id_staff_id")),
    )
    with op.batch_alter_table("guide_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guide_seat_staff_id"), ["staff_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("guide_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guide_seat_staff_id"))

    op.drop_table("guide_seat")
    op.drop_table("guide_appendix")
    with op.batch_alter_table("guide_answer", schema=None) as batch_op:
        batch_op.drop_column("reopened")
        batch_op.drop_column("version")
