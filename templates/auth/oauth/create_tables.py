    op.create_table(
        "oauth_sign_ins",
        sa.Column("ticket", sa.String(), primary_key=True),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        if_not_exists=True,
    )
    op.create_index(
        "ix_oauth_sign_ins_expires_at", "oauth_sign_ins", ["expires_at"], if_not_exists=True
    )
    op.create_table(
        "oauth_grants",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column("code_challenge", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("redirect_uri", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("refresh_token", sa.String(), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_oauth_grants_user", "oauth_grants", ["user"], if_not_exists=True)
    op.create_index(
        "ix_oauth_grants_expires_at", "oauth_grants", ["expires_at"], if_not_exists=True
    )
