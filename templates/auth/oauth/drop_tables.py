    op.drop_table("oauth_grants")
    op.drop_table("oauth_sign_ins")
