/** Step n brings the history from `user_version` n to n + 1. Steps are only ever added: one that was released stays as it is. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    waiting_for TEXT,
    exit_code INTEGER,
    spec TEXT NOT NULL,
    source TEXT NOT NULL,
    phases TEXT NOT NULL,
    gpu_uuids TEXT NOT NULL,
    limits TEXT,
    failure TEXT,
    outputs TEXT,
    -- Name, id and source in lower case.
    search_text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX jobs_by_time ON jobs (created_at);
  CREATE INDEX jobs_by_state ON jobs (state, created_at);

  CREATE TABLE transitions (
    id INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs (id),
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX transitions_by_job ON transitions (job_id, id);
  `,
];
