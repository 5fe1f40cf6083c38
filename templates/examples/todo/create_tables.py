    op.create_table(
        "todos",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_todos_username", "todos", ["username"], if_not_exists=True)
