-- Competence: an open vocabulary, profiles with evidence and validity, clusters, campaigns, services founded while running.

CREATE TABLE kind (
    id TEXT PRIMARY KEY
);

CREATE TABLE kind_label (
    kind TEXT NOT NULL REFERENCES kind (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (kind, language)
);

ALTER TABLE concept ADD COLUMN scheme TEXT;

CREATE TABLE concept_alternative (
    concept TEXT NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (concept, language, text)
);

-- `relation` is `broader` or `exact`; `other` may be a concept that is not here.
CREATE TABLE concept_relation (
    concept TEXT NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (concept, relation, other)
);

-- operator, coordinator, chief-coordinator or administrator
ALTER TABLE operator ADD COLUMN role TEXT NOT NULL DEFAULT 'operator';

ALTER TABLE competence ADD COLUMN evidence TEXT;
-- Days, as 2026-11-24.
ALTER TABLE competence ADD COLUMN confirmed TEXT;
ALTER TABLE competence ADD COLUMN valid_until TEXT;

ALTER TABLE service ADD COLUMN query TEXT;

-- Services that are no more, whole, as JSON: their addresses stay reserved.
CREATE TABLE service_ended (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    ended_by TEXT NOT NULL,
    service TEXT NOT NULL
);

CREATE TABLE staffing (
    service TEXT NOT NULL,
    operator TEXT NOT NULL,
    stance TEXT NOT NULL,
    at BIGINT NOT NULL,
    asked_by TEXT,
    PRIMARY KEY (service, operator)
);

CREATE TABLE cluster (
    name TEXT PRIMARY KEY,
    query TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Who was in a cluster when a coordinator last looked; whole, as JSON.
CREATE TABLE cluster_seen (
    cluster TEXT NOT NULL REFERENCES cluster (name) ON DELETE CASCADE,
    seen_by TEXT NOT NULL,
    seen TEXT NOT NULL,
    PRIMARY KEY (cluster, seen_by)
);

-- Whole, as JSON.
CREATE TABLE campaign (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL
);

CREATE TABLE audit (
    at BIGINT NOT NULL,
    done_by TEXT NOT NULL,
    command TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at);

-- Asked for and not had: `known` where somebody has it who was not on duty.
CREATE TABLE unmet (
    at BIGINT NOT NULL,
    session BIGINT NOT NULL,
    service TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    known BIGINT NOT NULL
);
CREATE INDEX unmet_at ON unmet (at);

-- What answered questions taught about subjects: in how many a stem was, and with which concept. `source` is the file it
-- was imported from, empty for what was learned while running; `stem` is language:stem, language: being in all questions
-- in that language; `concept` is empty for the stem alone.
CREATE TABLE experience (
    source TEXT NOT NULL,
    stem TEXT NOT NULL,
    concept TEXT NOT NULL,
    questions BIGINT NOT NULL,
    PRIMARY KEY (source, stem, concept)
);
