    op.drop_table("user_tokens")
