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
