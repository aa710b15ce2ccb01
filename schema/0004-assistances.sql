-- What other hubs have asked of us. `room` is the session's room at its home, by which both hubs know it; `part` is what we
-- had in it; `state` is the whole of it, as JSON, until it is over.

CREATE TABLE assistance (
    room TEXT NOT NULL,
    service TEXT NOT NULL,
    asked BIGINT NOT NULL,
    hub TEXT NOT NULL,
    language TEXT NOT NULL,
    part TEXT NOT NULL,
    operator TEXT,
    taken BIGINT,
    ended BIGINT,
    state TEXT,
    PRIMARY KEY (room, service, asked)
);
CREATE INDEX assistance_asked ON assistance (asked);
CREATE INDEX assistance_open ON assistance (room) WHERE state IS NOT NULL;

-- Whether linked hubs are asked where nobody here could answer.
ALTER TABLE service ADD COLUMN network BIGINT NOT NULL DEFAULT 1;

-- Sessions of ours that another hub was asked for: `detail` is the address of its service.
CREATE INDEX chronicle_referred ON chronicle (at) WHERE what = 'referred-on';
