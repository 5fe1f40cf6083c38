    op.create_table(
        "user_tokens",
        sa.Column("hash", sa.String(), primary_key=True),
        sa.Column("user", sa.String(), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_user_tokens_user", "user_tokens", ["user"], if_not_exists=True)
