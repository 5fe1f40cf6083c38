CREATE TABLE notes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    owner VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    text TEXT NOT NULL,
    path VARCHAR,
    file VARCHAR,
    modified BIGINT,
    size BIGINT,
    digest VARCHAR,
    UNIQUE (owner, path)
);

CREATE INDEX ix_notes_owner ON notes (owner);

CREATE TABLE oauth_sign_ins (
    ticket VARCHAR NOT NULL,
    browser VARCHAR NOT NULL,
    request VARCHAR NOT NULL,
    nonce VARCHAR NOT NULL,
    verifier VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (ticket)
);

CREATE INDEX ix_oauth_sign_ins_expires_at ON oauth_sign_ins (expires_at);

CREATE TABLE oauth_grants (
    id VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    code_challenge VARCHAR NOT NULL,
    client_id VARCHAR NOT NULL,
    redirect_uri VARCHAR NOT NULL,
    scope VARCHAR NOT NULL,
    user VARCHAR NOT NULL,
    refresh_token VARCHAR NOT NULL,
    granted_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (code)
);

CREATE INDEX ix_oauth_grants_expires_at ON oauth_grants (expires_at);

CREATE INDEX ix_oauth_grants_user ON oauth_grants (user);

CREATE TABLE passages (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    note_id INTEGER NOT NULL,
    headings VARCHAR NOT NULL,
    text TEXT NOT NULL,
    title_words VARCHAR NOT NULL,
    words TEXT NOT NULL,
    vector BLOB,
    model VARCHAR,
    FOREIGN KEY(note_id) REFERENCES notes (id)
);

CREATE INDEX ix_passages_note_id ON passages (note_id);

CREATE VIRTUAL TABLE passages_index USING fts5(
    title_words, words, content = 'passages', content_rowid = 'id',
    tokenize = "porter unicode61 categories 'L* N* Co Mn Mc'");

CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
    INSERT INTO passages_index (rowid, title_words, words)
    VALUES (new.id, new.title_words, new.words); END;

CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
    INSERT INTO passages_index (passages_index, rowid, title_words, words)
    VALUES ('delete', old.id, old.title_words, old.words); END;

INSERT INTO notes (owner, title, text) VALUES ('alice', 'Cheese', 'Gouda is a cheese.');

INSERT INTO passages (note_id, headings, text, title_words, words)
VALUES (1, '', 'Gouda is a cheese.', 'cheese', 'gouda is a cheese');

INSERT INTO oauth_grants VALUES
('grant', 'code', '', 'host', 'https://host.example.com', 'plugin', 'alice', 'token', 1, 4000000000);
