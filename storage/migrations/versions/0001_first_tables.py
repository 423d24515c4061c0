"""first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", storage.columns.Moment(), nullable=False),
        sa.Column("actor", sqlmodel.AutoString(), nullable=False),
        sa.Column("action", sqlmodel.AutoString(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("pupil_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_pupil_id"), ["pupil_id"], unique=False)

    op.create_table(
        "day_sum",
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", storage.columns.Day(), nullable=False),
        sa.Column("from_gen", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_gen", sa.Integer(), nullable=False),
        sa.Column("scheduled", sa.Integer(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.Column("unregistered", sa.Integer(), nullable=False),
        sa.Column("reported", sa.Integer(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("unreported_gen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "day", "from_gen", name=op.f("pk_day_sum")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("day_sum", schema=None) as batch_op:
        batch_op.create_index(
            "ix_day_sum_reported",
            ["day", "pupil_id", "to_gen", "reported"],
            unique=False,
            sqlite_where=sa.text("reported > 0"),
            postgresql_where=sa.text("reported > 0"),
        )
        batch_op.create_index(
            "ix_day_sum_superseded",
            ["to_gen"],
            unique=False,
            sqlite_where=sa.text("to_gen < 2000000000"),
            postgresql_where=sa.text("to_gen < 2000000000"),
        )
        batch_op.create_index(
            "ix_day_sum_unreported",
            ["day", "pupil_id", "to_gen", "unreported_gen"],
            unique=False,
            sqlite_where=sa.text("unreported_gen > 0"),
            postgresql_where=sa.text("unreported_gen > 0"),
        )

    op.create_table(
        "due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.AutoString(), nullable=False),
        sa.Column("recipient", sqlmodel.AutoString(), nullable=False),
        sa.Column("subject", sqlmodel.AutoString(), nullable=False),
        sa.Column("on", storage.columns.Day(), nullable=False),
        sa.Column("said_on", storage.columns.Day(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("done_at", storage.columns.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due")),
        sa.UniqueConstraint(
            "kind", "recipient", "subject", "on", name=op.f("uq_due_kind_recipient_subject_on")
        ),
    )
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_due_said_on"), ["said_on"], unique=False)

    op.create_table(
        "hash_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", storage.columns.Secret(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hash_key")),
    )
    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.AutoString(), nullable=False),
        sa.Column("started_at", storage.columns.Moment(), nullable=False),
        sa.Column("finished_at", storage.columns.Moment(), nullable=True),
        sa.Column("files", sqlmodel.AutoString(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("last_pupil", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    op.create_table(
        "inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sqlmodel.AutoString(), nullable=False),
        sa.Column("event_id", sqlmodel.AutoString(), nullable=False),
        sa.Column("payload", storage.columns.Secret(), nullable=True),
        sa.Column("received_at", storage.columns.Moment(), nullable=False),
        sa.Column("handled_at", storage.columns.Moment(), nullable=True),
        sa.Column("failed", sqlmodel.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("platform", "event_id", name=op.f("uq_inbound_platform_event_id")),
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbound_handled_at"), ["handled_at"], unique=False)

    op.create_table(
        "lesson",
        sa.Column("pupil_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", storage.columns.Day(), nullable=False),
        sa.Column("start", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("from_gen", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_gen", sa.Integer(), nullable=False),
        sa.Column("end", sa.SmallInteger(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("teacher_id", sa.Integer(), nullable=True),
        sa.Column("scheduled", sa.SmallInteger(), nullable=False),
        sa.Column("absent", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("unreported_gen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pupil_id", "day", "start", "from_gen", name=op.f("pk_lesson")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lesson_superseded",
            ["to_gen"],
            unique=False,
            sqlite_where=sa.text("to_gen < 2000000000"),
            postgresql_where=sa.text("to_gen < 2000000000"),
        )

    op.create_table(
        "school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.Column("plan", sqlmodel.AutoString(), nullable=True),
        sa.Column("from_gen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("name", name=op.f("uq_school_name")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_hash", sqlmodel.AutoString(), nullable=False),
        sa.Column("email", storage.columns.Secret(), nullable=False),
        sa.Column("name", storage.columns.Secret(), nullable=False),
        sa.Column("team", sqlmodel.AutoString(), nullable=True),
        sa.Column("deputy_hash", sqlmodel.AutoString(), nullable=True),
        sa.Column("away_from", storage.columns.Day(), nullable=True),
        sa.Column("away_to", storage.columns.Day(), nullable=True),
        sa.Column("quiet_when_nothing", sa.Boolean(), nullable=False),
        sa.Column("from_gen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email_hash", name=op.f("uq_staff_email_hash")),
    )
    op.create_table(
        "subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint("name", name=op.f("uq_subject_name")),
    )
    op.create_table(
        "chat_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.AutoString(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("channel", sqlmodel.AutoString(), nullable=False),
        sa.Column("thread", sqlmodel.AutoString(), nullable=False),
        sa.Column("sender", sqlmodel.AutoString(), nullable=False),
        sa.Column("card", storage.columns.Secret(), nullable=False),
        sa.Column("sent_at", storage.columns.Moment(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_chat_message_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_message")),
        sa.UniqueConstraint("key", name=op.f("uq_chat_message_key")),
    )
    with op.batch_alter_table("chat_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_message_channel"), ["channel"], unique=False)
        batch_op.create_index(batch_op.f("ix_chat_message_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("first_day", storage.columns.Day(), nullable=False),
        sa.Column("last_day", storage.columns.Day(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_coverage_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
    )
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_school_id"), ["school_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.AutoString(), nullable=False),
        sa.Column("operation", sqlmodel.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.AutoString(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("channel", sqlmodel.AutoString(), nullable=False),
        sa.Column("thread", sqlmodel.AutoString(), nullable=False),
        sa.Column("card", storage.columns.Secret(), nullable=True),
        sa.Column("created_at", storage.columns.Moment(), nullable=False),
        sa.Column("not_before", storage.columns.Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sqlmodel.AutoString(), nullable=False),
        sa.Column("platform", sqlmodel.AutoString(), nullable=False),
        sa.Column("platform_id", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_outbox_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_key", ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('created', 'sending')"),
            postgresql_where=sa.text("state IN ('created', 'sending')"),
        )
        batch_op.create_index(
            "uq_outbox_post_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("operation = 'post'"),
            postgresql_where=sa.text("operation = 'post'"),
        )

    op.create_table(
        "platform_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sqlmodel.AutoString(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("user_ref", sqlmodel.AutoString(), nullable=False),
        sa.Column("conversation", storage.columns.Secret(), nullable=True),
        sa.Column("checked_at", storage.columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_platform_identity_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_identity")),
        sa.UniqueConstraint("platform", "staff_id", name=op.f("uq_platform_identity_platform_staff_id")),
        sa.UniqueConstraint("platform", "user_ref", name=op.f("uq_platform_identity_platform_user_ref")),
    )
    op.create_table(
        "protected_pupil",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("ref_hash", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_protected_pupil_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "ref_hash", name=op.f("pk_protected_pupil")),
    )
    op.create_table(
        "pupil",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("ref", sqlmodel.AutoString(), nullable=False),
        sa.Column("ref_hash", sqlmodel.AutoString(), nullable=True),
        sa.Column("first_name", storage.columns.Secret(), nullable=False),
        sa.Column("last_name", storage.columns.Secret(), nullable=False),
        sa.Column("class_name", sqlmodel.AutoString(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("home_municipality", sqlmodel.AutoString(), nullable=True),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.Column("left_on", storage.columns.Day(), nullable=True),
        sa.Column("secret_hash", sqlmodel.AutoString(), nullable=True),
        sa.Column("from_gen", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_pupil_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pupil")),
        sa.UniqueConstraint("school_id", "ref", name=op.f("uq_pupil_school_id_ref")),
    )
    with op.batch_alter_table("pupil", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pupil_ref_hash"), ["ref_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_pupil_school_id"), ["school_id"], unique=False)

    op.create_table(
        "schedule_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_gen", sa.Integer(), nullable=False),
        sa.Column("to_gen", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("class_name", sqlmodel.AutoString(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("first_day", storage.columns.Day(), nullable=False),
        sa.Column("last_day", storage.columns.Day(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_schedule_entry_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_schedule_entry_subject_id_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_entry")),
        sa.UniqueConstraint(
            "school_id",
            "class_name",
            "weekday",
            "start",
            "first_day",
            "from_gen",
            name="uq_schedule_entry_lesson",
        ),
    )
    with op.batch_alter_table("schedule_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_entry_school_id"), ["school_id"], unique=False)

    op.create_table(
        "school_break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("first_day", storage.columns.Day(), nullable=False),
        sa.Column("last_day", storage.columns.Day(), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_break_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_break")),
        sa.UniqueConstraint(
            "school_id", "first_day", "last_day", name=op.f("uq_school_break_school_id_first_day_last_day")
        ),
    )
    with op.batch_alter_table("school_break", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_break_school_id"), ["school_id"], unique=False)

    op.create_table(
        "school_morning",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("on", storage.columns.Day(), nullable=False),
        sa.Column("evaluated_day", storage.columns.Day(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("ran_at", storage.columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_morning_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "on", name=op.f("pk_school_morning")),
    )
    op.create_table(
        "staff_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("role", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_staff_role_school_id_school")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_role_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
        sa.UniqueConstraint(
            "staff_id", "school_id", "role", name=op.f("uq_staff_role_staff_id_school_id_role")
        ),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_role_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_role_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("plan", sqlmodel.AutoString(), nullable=False),
        sa.Column("plan_version", sqlmodel.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.AutoString(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("opened_on", storage.columns.Day(), nullable=False),
        sa.Column("step_on", storage.columns.Day(), nullable=False),
        sa.Column("measures_on", storage.columns.Day(), nullable=True),
        sa.Column("held_until", storage.columns.Day(), nullable=True),
        sa.Column("closed_on", storage.columns.Day(), nullable=True),
        sa.Column("touched", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reached", storage.columns.Secret(), nullable=True),
        sa.Column("cause", storage.columns.Secret(), nullable=True),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_case_pupil_id_pupil")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_case_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index("ix_case_pupil_id", ["pupil_id"], unique=False)
        batch_op.create_index("ix_case_school_id_state", ["school_id", "state"], unique=False)
        batch_op.create_index(
            "uq_case_one_open",
            ["pupil_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "guardian",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("name", storage.columns.Secret(), nullable=False),
        sa.Column("phone", storage.columns.Secret(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_guardian_pupil_id_pupil")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
    )
    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guardian_pupil_id"), ["pupil_id"], unique=False)

    op.create_table(
        "mentorship",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_mentorship_pupil_id_pupil")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_mentorship_staff_id_staff")),
        sa.PrimaryKeyConstraint("pupil_id", "staff_id", name=op.f("pk_mentorship")),
    )
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentorship_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "morning_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("on", storage.columns.Day(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("case_step", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("triggers", sqlmodel.AutoString(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.Column("scheduled", sa.Integer(), nullable=False),
        sa.Column("unregistered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_morning_line_pupil_id_pupil")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_morning_line_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_morning_line")),
        sa.UniqueConstraint(
            "school_id", "on", "pupil_id", name=op.f("uq_morning_line_school_id_on_pupil_id")
        ),
    )
    with op.batch_alter_table("morning_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_morning_line_pupil_id"), ["pupil_id"], unique=False)

    op.create_table(
        "period_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("printed_on", storage.columns.Day(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("offered", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_period_figure_pupil_id_pupil")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_figure")),
        sa.UniqueConstraint("pupil_id", "printed_on", name=op.f("uq_period_figure_pupil_id_printed_on")),
    )
    with op.batch_alter_table("period_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_period_figure_pupil_id"), ["pupil_id"], unique=False)

    op.create_table(
        "case_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("action", sqlmodel.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.AutoString(), nullable=False),
        sa.Column("actor", sqlmodel.AutoString(), nullable=False),
        sa.Column("on", storage.columns.Day(), nullable=False),
        sa.Column("why", storage.columns.Secret(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_action_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_action")),
        sa.UniqueConstraint("case_id", "action", name=op.f("uq_case_action_case_id_action")),
    )
    with op.batch_alter_table("case_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_action_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.AutoString(), nullable=False),
        sa.Column("on", storage.columns.Day(), nullable=False),
        sa.Column("at", storage.columns.Moment(), nullable=False),
        sa.Column("actor", sqlmodel.AutoString(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("trigger", sqlmodel.AutoString(), nullable=True),
        sa.Column("window_from", storage.columns.Day(), nullable=True),
        sa.Column("window_to", storage.columns.Day(), nullable=True),
        sa.Column("absent", sa.Integer(), nullable=True),
        sa.Column("scheduled", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("counts", sqlmodel.AutoString(), nullable=True),
        sa.Column("note", storage.columns.Secret(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_event_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_event_case_id"), ["case_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("on", storage.columns.Day(), nullable=False),
        sa.Column("time", sa.Integer(), nullable=True),
        sa.Column("participants", storage.columns.Secret(), nullable=False),
        sa.Column("state", sqlmodel.AutoString(), nullable=False),
        sa.Column("booked_by", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_follow_up_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_on"), ["on"], unique=False)

    op.create_table(
        "guide_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("guide", sqlmodel.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.AutoString(), nullable=False),
        sa.Column("asking", sqlmodel.AutoString(), nullable=True),
        sa.Column("asked_of", sa.Integer(), nullable=True),
        sa.Column("changed_at", storage.columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["asked_of"], ["staff.id"], name=op.f("fk_guide_session_asked_of_staff")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_guide_session_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_session")),
    )
    with op.batch_alter_table("guide_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guide_session_asked_of"), ["asked_of"], unique=False)
        batch_op.create_index(batch_op.f("ix_guide_session_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_event_lesson",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", storage.columns.Day(), nullable=False),
        sa.Column("start", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["case_event.id"], name=op.f("fk_case_event_lesson_event_id_case_event")
        ),
        sa.PrimaryKeyConstraint("event_id", "day", "start", name=op.f("pk_case_event_lesson")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "guide_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("question", sqlmodel.AutoString(), nullable=False),
        sa.Column("answer", storage.columns.Secret(), nullable=False),
        sa.Column("actor", sqlmodel.AutoString(), nullable=False),
        sa.Column("at", storage.columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["guide_session.id"], name=op.f("fk_guide_answer_session_id_guide_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_answer")),
        sa.UniqueConstraint("session_id", "question", name=op.f("uq_guide_answer_session_id_question")),
    )
    with op.batch_alter_table("guide_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guide_answer_session_id"), ["session_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("guide_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guide_answer_session_id"))

    op.drop_table("guide_answer")
    op.drop_table("case_event_lesson")
    with op.batch_alter_table("guide_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guide_session_case_id"))
        batch_op.drop_index(batch_op.f("ix_guide_session_asked_of"))

    op.drop_table("guide_session")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_on"))
        batch_op.drop_index(batch_op.f("ix_follow_up_case_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_event_case_id"))

    op.drop_table("case_event")
    with op.batch_alter_table("case_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_action_case_id"))

    op.drop_table("case_action")
    with op.batch_alter_table("period_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_period_figure_pupil_id"))

    op.drop_table("period_figure")
    with op.batch_alter_table("morning_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_morning_line_pupil_id"))

    op.drop_table("morning_line")
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentorship_staff_id"))

    op.drop_table("mentorship")
    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardian_pupil_id"))

    op.drop_table("guardian")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_one_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_case_school_id_state")
        batch_op.drop_index("ix_case_pupil_id")

    op.drop_table("case")
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_role_staff_id"))
        batch_op.drop_index(batch_op.f("ix_staff_role_school_id"))

    op.drop_table("staff_role")
    op.drop_table("school_morning")
    with op.batch_alter_table("school_break", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_break_school_id"))

    op.drop_table("school_break")
    with op.batch_alter_table("schedule_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_entry_school_id"))

    op.drop_table("schedule_entry")
    with op.batch_alter_table("pupil", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pupil_school_id"))
        batch_op.drop_index(batch_op.f("ix_pupil_ref_hash"))

    op.drop_table("pupil")
    op.drop_table("protected_pupil")
    op.drop_table("platform_identity")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outbox_post_key",
            sqlite_where=sa.text("operation = 'post'"),
            postgresql_where=sa.text("operation = 'post'"),
        )
        batch_op.drop_index(
            "ix_outbox_waiting",
            sqlite_where=sa.text("state IN ('created', 'sending')"),
            postgresql_where=sa.text("state IN ('created', 'sending')"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_staff_id"))
        batch_op.drop_index("ix_outbox_key")

    op.drop_table("outbox")
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coverage_school_id"))

    op.drop_table("coverage")
    with op.batch_alter_table("chat_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_message_staff_id"))
        batch_op.drop_index(batch_op.f("ix_chat_message_channel"))

    op.drop_table("chat_message")
    op.drop_table("subject")
    op.drop_table("staff")
    op.drop_table("school")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_lesson_superseded",
            sqlite_where=sa.text("to_gen < 2000000000"),
            postgresql_where=sa.text("to_gen < 2000000000"),
        )

    op.drop_table("lesson")
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbound_handled_at"))

    op.drop_table("inbound")
    op.drop_table("import")
    op.drop_table("hash_key")
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_due_said_on"))

    op.drop_table("due")
    with op.batch_alter_table("day_sum", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_day_sum_unreported",
            sqlite_where=sa.text("unreported_gen > 0"),
            postgresql_where=sa.text("unreported_gen > 0"),
        )
        batch_op.drop_index(
            "ix_day_sum_superseded",
            sqlite_where=sa.text("to_gen < 2000000000"),
            postgresql_where=sa.text("to_gen < 2000000000"),
        )
        batch_op.drop_index(
            "ix_day_sum_reported",
            sqlite_where=sa.text("reported > 0"),
            postgresql_where=sa.text("reported > 0"),
        )

    op.drop_table("day_sum")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_pupil_id"))
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
