    op.drop_table("todos")
