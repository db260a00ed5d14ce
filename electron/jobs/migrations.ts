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
  `
  -- Allowlist entries that the seller added for the job alone.
  ALTER TABLE jobs ADD COLUMN allowed_hosts TEXT NOT NULL DEFAULT '[]';
  -- Requests of setup beyond those that the ledger keeps.
  ALTER TABLE jobs ADD COLUMN ledger_omitted INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE ledger (
    job_id TEXT NOT NULL REFERENCES jobs (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    method TEXT NOT NULL,
    target TEXT,
    bytes_up INTEGER NOT NULL,
    bytes_down INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    duration_ms INTEGER,
    outcome TEXT NOT NULL,
    reason TEXT,
    detail TEXT,
    PRIMARY KEY (job_id, seq)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE jobs ADD COLUMN environment TEXT;
  ALTER TABLE jobs ADD COLUMN models TEXT NOT NULL DEFAULT '[]';

  -- What an environment consists of; outlives the environment, for the jobs that ran with it.
  CREATE TABLE environment_locks (
    id TEXT PRIMARY KEY,
    lock TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Volumes in the engine that outlive jobs.
  CREATE TABLE kept (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE kept_uses (
    kept_id TEXT NOT NULL REFERENCES kept (id) ON DELETE CASCADE,
    job_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (kept_id, job_id)
  ) STRICT, WITHOUT ROWID;

  -- Which files of a kept repository make up what a job asked for.
  CREATE TABLE snapshots (
    kept_id TEXT NOT NULL REFERENCES kept (id) ON DELETE CASCADE,
    request TEXT NOT NULL,
    commit_id TEXT NOT NULL,
    files TEXT NOT NULL,
    resolved_at INTEGER NOT NULL,
    PRIMARY KEY (kept_id, request)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Finds the jobs that held GPUs within a span.
  CREATE INDEX jobs_with_gpus ON jobs (ended_at) WHERE gpu_uuids <> '[]';
  `,
];
