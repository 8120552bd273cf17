-- Asynchronous executions of flows, with everything that happened in them.

-- The text of a definition, once for all executions that run it. A revision names one text for ever.
CREATE TABLE snapshot (
  revision INTEGER PRIMARY KEY,
  definition_json TEXT NOT NULL
) STRICT;

CREATE TABLE execution (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- grows with time, never reused: the order of lists
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  alias_id TEXT NOT NULL,                -- the alias may have been deleted since
  name TEXT NOT NULL,
  version TEXT NOT NULL,                 -- digits or DRAFT; the version may have been deleted since
  revision INTEGER NOT NULL,             -- of its snapshot
  status TEXT NOT NULL,                  -- Running until it ends, once
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  execution_role_arn TEXT NOT NULL,
  customer_encryption_key_arn TEXT,
  latency TEXT,                          -- performanceConfig.latency
  concurrency_json TEXT,                 -- the alias's concurrencyConfiguration
  errors_json TEXT,                      -- what GetFlowExecution says of time-outs
  FOREIGN KEY (account, region, flow_id) REFERENCES flow (account, region, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX execution_by_name ON execution (account, region, flow_id, alias_id, name);
-- Covers ListFlowExecutions.
CREATE INDEX execution_by_creation ON execution
  (account, region, flow_id, id, alias_id, name, version, status, started_at, ended_at);
CREATE INDEX execution_running ON execution (account, region) WHERE status = 'Running';
CREATE INDEX execution_by_revision ON execution (revision);

-- What happened, in order. `list` is the eventType that lists it: Flow, Node, or '' for what only
-- we need to go on. event_json: see model/event_json.h.
CREATE TABLE execution_event (
  execution_id INTEGER NOT NULL REFERENCES execution (id) ON DELETE CASCADE,
  list TEXT NOT NULL,
  seq INTEGER NOT NULL,
  event_json TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX execution_event_by_list ON execution_event (execution_id, list, seq);
