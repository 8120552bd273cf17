-- Flows with their drafts, versions, aliases and tags.
--
-- Every key begins with account and region: two callers that differ in one of them never meet.
-- Times are nanoseconds since 1970. Columns named *_json hold finished JSON, answered as it stands;
-- the large ones come last, so that reading the others does not walk their overflow pages.

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
-- Covers ListFlows.
CREATE INDEX flow_by_update
  ON flow (account, region, updated_at DESC, id, name, status, created_at, description);

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

-- `resource` is the end of an ARN: flow/<id>, flow/<id>/alias/<id>.
CREATE TABLE tag (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  resource TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, region, resource, name)
) STRICT, WITHOUT ROWID;

-- What a create call answered, for the caller that repeats it. `parent` is the resource it created
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
  answer TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX client_token_by_use ON client_token (account, region, operation, parent, token);
CREATE INDEX client_token_by_resource ON client_token (account, region, resource);
CREATE INDEX client_token_by_age ON client_token (created_at);
