-- Links to other hubs: what this hub has agreed with each, whole, as JSON.

CREATE TABLE link (
    hub TEXT PRIMARY KEY,
    agreement TEXT NOT NULL
);
