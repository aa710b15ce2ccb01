-- One text for SQLite and PostgreSQL: TEXT, BIGINT and DOUBLE PRECISION only; times are Unix milliseconds.

-- The hub itself: always one row.
CREATE TABLE hub (
    number BIGINT PRIMARY KEY CHECK (number = 1),
    secret TEXT,
    -- The last batch committed; also the number of its row in the outbox.
    batch BIGINT NOT NULL,
    -- Grows with every import that changed something.
    revision BIGINT NOT NULL
);
INSERT INTO hub (number, secret, batch, revision) VALUES (1, NULL, 0, 0);

-- What leaves because of a batch, until the server has taken it.
CREATE TABLE outbox (
    batch BIGINT PRIMARY KEY,
    stanzas TEXT NOT NULL
);

-- `state` is the whole session as JSON while it is open; `patron` and `question` go when they are purged.
CREATE TABLE session (
    number BIGINT PRIMARY KEY,
    token TEXT NOT NULL,
    service TEXT NOT NULL,
    via TEXT NOT NULL,
    language TEXT NOT NULL,
    patron TEXT,
    question TEXT,
    opened BIGINT NOT NULL,
    queued BIGINT NOT NULL,
    taken BIGINT,
    closed BIGINT,
    stage TEXT NOT NULL,
    resolution TEXT,
    read_scale BIGINT,
    ended TEXT,
    operator TEXT,
    purge_at BIGINT NOT NULL,
    state TEXT
);
CREATE INDEX session_open ON session (number) WHERE state IS NOT NULL;
CREATE INDEX session_opened ON session (opened);
CREATE INDEX session_purge ON session (purge_at) WHERE patron IS NOT NULL;
CREATE INDEX session_patron ON session (patron) WHERE state IS NOT NULL;

CREATE TABLE chronicle (
    session BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    operator TEXT,
    detail TEXT NOT NULL
);
CREATE INDEX chronicle_session ON chronicle (session, at);

CREATE TABLE note (
    session BIGINT NOT NULL,
    at BIGINT NOT NULL,
    operator TEXT NOT NULL,
    text TEXT NOT NULL,
    purge_at BIGINT NOT NULL
);
CREATE INDEX note_session ON note (session, at);
CREATE INDEX note_purge ON note (purge_at);

-- Operators' clients on duty now.
CREATE TABLE duty_client (
    service TEXT NOT NULL,
    client TEXT NOT NULL,
    show TEXT NOT NULL,
    by_command BIGINT NOT NULL,
    off_duty BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (service, client)
);

-- Who came on and went off duty, and when.
CREATE TABLE duty (
    service TEXT NOT NULL,
    operator TEXT NOT NULL,
    at BIGINT NOT NULL,
    came_on BIGINT NOT NULL
);
CREATE INDEX duty_at ON duty (at);

-- Subscriptions to the hub's and the services' presence.
CREATE TABLE contact (
    address TEXT NOT NULL,
    jid TEXT NOT NULL,
    subscription TEXT NOT NULL,
    PRIMARY KEY (address, jid)
);

-- `view` is whose view of the address the room is; empty for a staff room or a session's room.
CREATE TABLE room (
    address TEXT NOT NULL,
    view TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (address, view)
);

CREATE TABLE occupant (
    address TEXT NOT NULL,
    view TEXT NOT NULL,
    client TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (address, view, client)
);

CREATE TABLE virtual_occupant (
    address TEXT NOT NULL,
    view TEXT NOT NULL,
    nick TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (address, view, nick)
);

-- Lines outlive their room: they go when they are purged.
CREATE TABLE line (
    address TEXT NOT NULL,
    view TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    purge_at BIGINT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (address, view, number)
);
CREATE INDEX line_purge ON line (purge_at);

-- What `refdesk import` was told.
CREATE TABLE consortium (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE library (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    isil TEXT,
    kind TEXT,
    country TEXT,
    region TEXT,
    time_zone TEXT,
    hours TEXT
);

CREATE TABLE library_language (
    library TEXT NOT NULL REFERENCES library (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (library, place)
);

CREATE TABLE library_consortium (
    library TEXT NOT NULL REFERENCES library (id) ON DELETE CASCADE,
    consortium TEXT NOT NULL REFERENCES consortium (id),
    PRIMARY KEY (library, consortium)
);
CREATE INDEX library_consortium_consortium ON library_consortium (consortium);

-- `offer_to` is how many are asked at once; 0 is all.
CREATE TABLE service (
    id TEXT PRIMARY KEY,
    library TEXT REFERENCES library (id),
    consortium TEXT REFERENCES consortium (id),
    offer_to BIGINT NOT NULL
);

CREATE TABLE service_name (
    service TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (service, language)
);

CREATE TABLE service_description (
    service TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (service, language)
);

CREATE TABLE service_language (
    service TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (service, place)
);

-- Where a service differs from the hub's limits: `offer` = `30s`, `sessions` = `50`.
CREATE TABLE service_limit (
    service TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (service, name)
);

CREATE TABLE concept (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    notation TEXT
);

CREATE TABLE concept_label (
    concept TEXT NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (concept, language)
);

CREATE TABLE operator (
    jid TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    library TEXT REFERENCES library (id),
    sessions BIGINT NOT NULL,
    language TEXT
);

CREATE TABLE operator_service (
    operator TEXT NOT NULL REFERENCES operator (jid) ON DELETE CASCADE,
    service TEXT NOT NULL REFERENCES service (id),
    PRIMARY KEY (operator, service)
);
CREATE INDEX operator_service_service ON operator_service (service);

CREATE TABLE competence (
    operator TEXT NOT NULL REFERENCES operator (jid) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    level TEXT,
    PRIMARY KEY (operator, place)
);
CREATE INDEX competence_value ON competence (kind, value);

CREATE TABLE canned (
    name TEXT PRIMARY KEY
);

CREATE TABLE canned_text (
    canned TEXT NOT NULL REFERENCES canned (name) ON DELETE CASCADE,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (canned, language)
);
