-- Everything that the server stores.
--
-- Every key of a user's resource begins with account and region: two callers that differ in one of
-- them never meet. Times are nanoseconds since 1970. Columns named *_json hold finished JSON,
-- answered as it stands; the large ones come last, so that reading the others does not walk their
-- overflow pages.

-- The next value of a revision. A revision names one text of a definition, for ever.
CREATE TABLE revision (
  next INTEGER NOT NULL
) STRICT;
INSERT INTO revision (next) VALUES (1);

CREATE TABLE flow (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  description TEXT,
  execution_role_arn TEXT NOT NULL,
  customer_encryption_key_arn TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_version INTEGER NOT NULL DEFAULT 0,  -- the highest number given, deleted ones included
  revision INTEGER NOT NULL,                -- of definition_json
  prepared_revision INTEGER,                -- of prepared_definition_json
  validations_json TEXT,                    -- findings of the last preparation
  definition_json TEXT,                     -- the draft
  prepared_definition_json TEXT             -- what the test alias runs; NULL if never prepared
) STRICT;
CREATE UNIQUE INDEX flow_by_id ON flow (account, region, id);
CREATE UNIQUE INDEX flow_by_name ON flow (account, region, name);
-- Covers ListFlows. A list by the time of the last update would skip what is updated between two of
-- its pages.
CREATE INDEX flow_by_creation
  ON flow (account, region, created_at DESC, id, name, status, updated_at, description);

CREATE TABLE flow_version (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  description TEXT,
  execution_role_arn TEXT NOT NULL,
  customer_encryption_key_arn TEXT,
  created_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  definition_json TEXT NOT NULL,
  FOREIGN KEY (account, region, flow_id) REFERENCES flow (account, region, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX flow_version_by_number ON flow_version (account, region, flow_id, version);

CREATE TABLE flow_alias (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  flow_version TEXT NOT NULL,  -- digits or DRAFT; the version may have been deleted since
  concurrency_json TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  FOREIGN KEY (account, region, flow_id) REFERENCES flow (account, region, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX flow_alias_by_id ON flow_alias (account, region, flow_id, id);
CREATE UNIQUE INDEX flow_alias_by_name ON flow_alias (account, region, flow_id, name);

CREATE TABLE prompt (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  customer_encryption_key_arn TEXT,
  default_variant TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_version INTEGER NOT NULL DEFAULT 0,  -- the highest number given, deleted ones included
  variants_json TEXT                        -- the draft
) STRICT;
CREATE UNIQUE INDEX prompt_by_id ON prompt (account, region, id);
CREATE UNIQUE INDEX prompt_by_name ON prompt (account, region, name);
-- Covers ListPrompts.
CREATE INDEX prompt_by_creation
  ON prompt (account, region, created_at DESC, id, name, updated_at, description);

CREATE TABLE prompt_version (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  prompt_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  customer_encryption_key_arn TEXT,
  default_variant TEXT,
  created_at INTEGER NOT NULL,
  variants_json TEXT,
  FOREIGN KEY (account, region, prompt_id) REFERENCES prompt (account, region, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX prompt_version_by_number
  ON prompt_version (account, region, prompt_id, version);

-- `resource` is the end of an ARN: flow/<id>, flow/<id>/alias/<id>.
CREATE TABLE tag (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  resource TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, region, resource, name)
) STRICT, WITHOUT ROWID;

-- What a create call responded, for the caller that repeats it. `parent` is the resource it created
-- something in ("" at the top), `resource` what it created; `request` is a digest of the other
-- parameters.
CREATE TABLE client_token (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  operation TEXT NOT NULL,
  parent TEXT NOT NULL,
  token TEXT NOT NULL,
  resource TEXT NOT NULL,
  request INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  response TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX client_token_by_use ON client_token (account, region, operation, parent, token);
CREATE INDEX client_token_by_resource ON client_token (account, region, resource);
CREATE INDEX client_token_by_age ON client_token (created_at);

-- What Storage nodes write and Retrieval nodes read. As on AWS, the name of a bucket means the same
-- to all callers.
CREATE TABLE object (
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  stored_at INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (bucket, key)
) STRICT, WITHOUT ROWID;

-- What all objects take together, so that a write need not add it up. The triggers count it, and no
-- other statement changes it.
CREATE TABLE object_total (
  objects INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;

INSERT INTO object_total (objects, bytes) VALUES (0, 0);

CREATE TRIGGER object_inserted AFTER INSERT ON object BEGIN
  UPDATE object_total SET objects = objects + 1, bytes = bytes + length(new.content);
END;

CREATE TRIGGER object_updated AFTER UPDATE ON object BEGIN
  UPDATE object_total SET bytes = bytes - length(old.content) + length(new.content);
END;

CREATE TRIGGER object_deleted AFTER DELETE ON object BEGIN
  UPDATE object_total SET objects = objects - 1, bytes = bytes - length(old.content);
END;

-- Runs of InvokeFlow that wait for their user, each with all that it needs to go on: a definition
-- that changes in the meantime changes nothing for them.

CREATE TABLE conversation (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  alias_id TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  version TEXT NOT NULL,
  revision INTEGER NOT NULL,  -- of definition_json
  node TEXT NOT NULL,         -- the one that asks
  expires_at INTEGER NOT NULL,
  definition_json TEXT NOT NULL,
  history_json TEXT NOT NULL,  -- everything that has happened, see model/event_json.h
  FOREIGN KEY (account, region, flow_id, alias_id)
    REFERENCES flow_alias (account, region, flow_id, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX conversation_by_execution
  ON conversation (account, region, flow_id, alias_id, execution_id);
CREATE INDEX conversation_by_expiry ON conversation (expires_at);

-- The text of a definition, once for all executions that run it.
CREATE TABLE snapshot (
  revision INTEGER PRIMARY KEY,
  definition_json TEXT NOT NULL
) STRICT;

-- Asynchronous executions of flows.
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
  errors_json TEXT,                      -- what GetFlowExecution says of time-outs and of damage
  FOREIGN KEY (account, region, flow_id) REFERENCES flow (account, region, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX execution_by_name ON execution (account, region, flow_id, alias_id, name);
-- Covers ListFlowExecutions.
CREATE INDEX execution_by_creation ON execution
  (account, region, flow_id, id, alias_id, name, version, status, started_at, ended_at);
CREATE INDEX execution_running ON execution (account, region) WHERE status = 'Running';
CREATE INDEX execution_by_revision ON execution (revision);
CREATE INDEX execution_by_end ON execution (ended_at) WHERE ended_at IS NOT NULL;

-- What happened in executions: what one commit adds to an execution is one row.
CREATE TABLE event_batch (
  id INTEGER PRIMARY KEY,  -- execution << 24 | number of its first event: in the order of what happened
  events TEXT NOT NULL     -- a line for each: the letter of its list, then its JSON
) STRICT;

-- The events of an execution do not go with its row: there may be many. Whoever finds the row gone
-- finds no event, and housekeeping removes them a few at a time.
CREATE TABLE removed_execution (
  id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL
) STRICT;
CREATE TRIGGER execution_removed AFTER DELETE ON execution BEGIN
  INSERT INTO removed_execution (id, revision) VALUES (old.id, old.revision);
END;

-- The emulator's clock where users have moved or frozen it: times of executions are told by it.
CREATE TABLE clock (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  ahead_by INTEGER NOT NULL,  -- nanoseconds, of the computer's clock
  frozen_at INTEGER           -- it stands still
) STRICT;
