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
  -- What lists look for and sort by, apart from the records, which are a hundred times as large. Numbered as jobs are, in the
  -- order in which they came. Nothing may VACUUM this file: that would number jobs anew.
  CREATE TABLE listing (
    job INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The later in a job's life, the smaller: read backwards, states come in their order and the newest job first in each.
    rank INTEGER NOT NULL GENERATED ALWAYS AS (CASE state
      WHEN 'queued' THEN 9 WHEN 'preparing' THEN 8 WHEN 'setup' THEN 7 WHEN 'executing' THEN 6 WHEN 'collecting' THEN 5
      WHEN 'succeeded' THEN 4 WHEN 'failed' THEN 3 WHEN 'cancelled' THEN 2 WHEN 'timed_out' THEN 1 ELSE 0 END) VIRTUAL,
    ended_at INTEGER,
    duration INTEGER,
    name_key TEXT NOT NULL,
    output_files INTEGER NOT NULL DEFAULT 0,
    output_bytes INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  -- A word of one or two characters is looked for in the prefix indexes: a character is 4 digits.
  CREATE VIRTUAL TABLE job_search USING fts5 (
    windows, content = '', contentless_delete = 1, prefix = '4 8', tokenize = 'ascii'
  );

  -- Jobs in each state that lists show.
  CREATE TABLE job_counts (state TEXT PRIMARY KEY, jobs INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
  INSERT INTO job_counts (state) VALUES ('queued'), ('preparing'), ('setup'), ('executing'), ('collecting'),
    ('succeeded'), ('failed'), ('cancelled'), ('timed_out'), ('interrupted');

  -- Deleted jobs whose rows and files are still there.
  CREATE TABLE trash (job INTEGER PRIMARY KEY, deletion INTEGER NOT NULL) STRICT;
  CREATE INDEX trash_by_deletion ON trash (deletion);

  CREATE TRIGGER listing_counts AFTER INSERT ON listing BEGIN
    UPDATE job_counts SET jobs = jobs + 1 WHERE state = new.state;
  END;
  CREATE TRIGGER listing_recounts AFTER UPDATE OF state ON listing WHEN old.state <> new.state BEGIN
    UPDATE job_counts SET jobs = jobs - 1 WHERE state = old.state;
    UPDATE job_counts SET jobs = jobs + 1 WHERE state = new.state;
  END;
  CREATE TRIGGER listing_follows AFTER UPDATE OF state, started_at, ended_at, outputs ON jobs BEGIN
    UPDATE listing SET state = new.state, ended_at = new.ended_at, duration = new.ended_at - new.started_at,
      output_files = iif(json_valid(new.outputs), coalesce(json_extract(new.outputs, '$.files'), 0), 0),
      output_bytes = iif(json_valid(new.outputs), coalesce(json_extract(new.outputs, '$.bytes'), 0), 0)
    WHERE job = new.rowid;
  END;

  INSERT INTO listing (job, id, state, ended_at, duration, name_key, output_files, output_bytes)
    SELECT rowid, id, state, ended_at, ended_at - started_at,
      name_key(substr(search_text, 1, max(0, instr(search_text, char(10)) - 1))),
      iif(json_valid(outputs), coalesce(json_extract(outputs, '$.files'), 0), 0),
      iif(json_valid(outputs), coalesce(json_extract(outputs, '$.bytes'), 0), 0)
    FROM jobs;
  INSERT INTO job_search (rowid, windows) SELECT rowid, search_windows(search_text) FROM jobs;

  CREATE INDEX listing_by_name ON listing (name_key);
  CREATE INDEX listing_by_duration ON listing (duration);
  CREATE INDEX listing_by_ended ON listing (ended_at);
  CREATE INDEX listing_by_rank ON listing (rank);
  CREATE INDEX listing_by_state ON listing (state);
  CREATE INDEX listing_by_state_name ON listing (state, name_key);
  CREATE INDEX listing_by_state_duration ON listing (state, duration);
  CREATE INDEX listing_by_state_ended ON listing (state, ended_at);

  ALTER TABLE jobs DROP COLUMN search_text;
  DROP INDEX jobs_by_time;
  -- For deleting a job.
  CREATE INDEX kept_uses_by_job ON kept_uses (job_id);
  `,
  `
  -- Finds the jobs that held GPUs within a span.
  CREATE INDEX jobs_with_gpus ON jobs (ended_at) WHERE gpu_uuids <> '[]';
  `,
  `
  -- How long the script ran, in milliseconds, and what the job is worth, in millionths of a US dollar; null without a price.
  ALTER TABLE listing ADD COLUMN execution_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE listing ADD COLUMN worth INTEGER;
  -- No job so far had a price.
  UPDATE listing SET execution_ms = (
    SELECT coalesce(sum(max(0, CAST(round(phase.value ->> 'endedAt' - phase.value ->> 'startedAt') AS INTEGER))), 0)
    FROM jobs JOIN json_each(iif(json_valid(jobs.phases), jobs.phases, '[]')) AS phase
    WHERE jobs.rowid = listing.job AND phase.value ->> 'phase' = 'executing' AND phase.value ->> 'endedAt' IS NOT NULL);
  -- Sums up a span of time without reading anything else.
  CREATE INDEX listing_results ON listing (ended_at, state, execution_ms, worth);
  `,
];
