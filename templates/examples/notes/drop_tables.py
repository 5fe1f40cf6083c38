    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE passages_index")
    op.drop_table("passages")
    op.drop_table("notes")
