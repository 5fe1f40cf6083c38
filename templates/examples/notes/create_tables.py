    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("path", sa.String()),
        sa.Column("file", sa.String()),
        sa.Column("modified", sa.BigInteger()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("digest", sa.String()),
        sa.UniqueConstraint("owner", "path"),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("ix_notes_owner", "notes", ["owner"], if_not_exists=True)
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("note_id", sa.Integer(), sa.ForeignKey("notes.id"), nullable=False),
        sa.Column("headings", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("title_words", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary()),
        sa.Column("model", sa.String()),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("ix_passages_note_id", "passages", ["note_id"], if_not_exists=True)
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            """ALTER TABLE passages ADD COLUMN IF NOT EXISTS search tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('english', title_words), 'B')
            || setweight(to_tsvector('english', words), 'C')) STORED"""
        )
        op.execute("CREATE INDEX IF NOT EXISTS passages_search ON passages USING gin (search)")
    else:
        # SQLite's own index (https://www.sqlite.org/fts5.html), which triggers keep up to date; what
        # is in the columns is read from the table. `porter` finds other forms of English words.
        op.execute(
            """CREATE VIRTUAL TABLE IF NOT EXISTS passages_index USING fts5(
            title_words, words, content = 'passages', content_rowid = 'id',
            tokenize = "porter unicode61 categories 'L* N* Co Mn Mc'")"""
        )
        op.execute(
            """CREATE TRIGGER IF NOT EXISTS passages_added AFTER INSERT ON passages BEGIN
            INSERT INTO passages_index (rowid, title_words, words)
            VALUES (new.id, new.title_words, new.words); END"""
        )
        op.execute(
            """CREATE TRIGGER IF NOT EXISTS passages_removed AFTER DELETE ON passages BEGIN
            INSERT INTO passages_index (passages_index, rowid, title_words, words)
            VALUES ('delete', old.id, old.title_words, old.words); END"""
        )
