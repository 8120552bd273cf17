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
