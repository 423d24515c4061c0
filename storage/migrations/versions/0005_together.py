"""what several do together in a case: EHT's thread, who holds it, decisions, measures and tasks

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.AutoString(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("asked_on", storage.columns.Day(), nullable=False),
        sa.Column("state", sqlmodel.AutoString(), nullable=False),
        sa.Column("choice", sqlmodel.AutoString(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("reason", storage.columns.Secret(), nullable=True),
        sa.Column("decided_on", storage.columns.Day(), nullable=True),
        sa.Column("actor", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_decision_case_id_case")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_decision_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_decision")),
        sa.UniqueConstraint(
            "case_id", "kind", "asked_on", name=op.f("uq_case_decision_case_id_kind_asked_on")
        ),
    )
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_decision_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_mentor",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", storage.columns.Day(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_mentor_case_id_case")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_mentor_staff_id_staff")),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_case_mentor")),
    )
    op.create_table(
        "case_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", storage.columns.Moment(), nullable=False),
        sa.Column("question", storage.columns.Secret(), nullable=False),
        sa.Column("answer", storage.columns.Secret(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", storage.columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["staff.id"], name=op.f("fk_case_question_answered_by_staff")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_case_question_asked_by_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_question_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_question")),
    )
    with op.batch_alter_table("case_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_question_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", storage.columns.Secret(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("external", storage.columns.Secret(), nullable=False),
        sa.Column("on", storage.columns.Day(), nullable=False),
        sa.Column("state", sqlmodel.AutoString(), nullable=False),
        sa.Column("done_on", storage.columns.Day(), nullable=True),
        sa.Column("actor", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_task_case_id_case")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_case_task_owner_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_task")),
    )
    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_task_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_task_on"), ["on"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_task_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "case_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.AutoString(), nullable=False),
        sa.Column("reasons", sqlmodel.AutoString(), nullable=False),
        sa.Column("wish", sqlmodel.AutoString(), nullable=False),
        sa.Column("opened_on", storage.columns.Day(), nullable=False),
        sa.Column("waits_since", storage.columns.Day(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_thread_case_id_case")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_case_thread_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_thread")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_thread_case_id")),
    )
    with op.batch_alter_table("case_thread", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_thread_school_id"), ["school_id"], unique=False)

    op.create_table(
        "holding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("since", storage.columns.Day(), nullable=False),
        sa.Column("until", storage.columns.Day(), nullable=True),
        sa.Column("actor", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_holding_case_id_case")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_holding_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index("ix_holding_case_id", ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_holding_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(
            "uq_holding_one_now",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("area", sqlmodel.AutoString(), nullable=False),
        sa.Column("text", storage.columns.Secret(), nullable=False),
        sa.Column("started_on", storage.columns.Day(), nullable=False),
        sa.Column("worked", sqlmodel.AutoString(), nullable=False),
        sa.Column("followed_up_on", storage.columns.Day(), nullable=True),
        sa.Column("actor", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_measure_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", storage.columns.Secret(), nullable=True))
        batch_op.add_column(sa.Column("uid", sqlmodel.AutoString(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("before_absent", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("before_scheduled", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("after_absent", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("after_scheduled", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("note", storage.columns.Secret(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_column("note")
        batch_op.drop_column("after_scheduled")
        batch_op.drop_column("after_absent")
        batch_op.drop_column("before_scheduled")
        batch_op.drop_column("before_absent")
        batch_op.drop_column("sequence")
        batch_op.drop_column("uid")
        batch_op.drop_column("place")

    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measure_case_id"))

    op.drop_table("measure")
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_holding_one_now",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_holding_staff_id"))
        batch_op.drop_index("ix_holding_case_id")

    op.drop_table("holding")
    with op.batch_alter_table("case_thread", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_thread_school_id"))

    op.drop_table("case_thread")
    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_task_owner_id"))
        batch_op.drop_index(batch_op.f("ix_case_task_on"))
        batch_op.drop_index(batch_op.f("ix_case_task_case_id"))

    op.drop_table("case_task")
    with op.batch_alter_table("case_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_question_case_id"))

    op.drop_table("case_question")
    op.drop_table("case_mentor")
    with op.batch_alter_table("case_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_decision_case_id"))

    op.drop_table("case_decision")
