-- A clock that outlives a server, and executions that are removed in small steps.

-- The emulator's clock where users have moved or frozen it: times of executions are told by it.
CREATE TABLE clock (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  ahead_by INTEGER NOT NULL,  -- nanoseconds, of the computer's clock
  frozen_at INTEGER           -- it stands still
) STRICT;

-- The events of an execution no longer go with its row: there may be many. Whoever finds the row
-- gone finds no event, and housekeeping removes them a few at a time.
CREATE TABLE event (
  execution_id INTEGER NOT NULL,
  list TEXT NOT NULL,
  seq INTEGER NOT NULL,
  event_json TEXT NOT NULL
) STRICT;
INSERT INTO event SELECT execution_id, list, seq, event_json FROM execution_event ORDER BY rowid;
DROP TABLE execution_event;
ALTER TABLE event RENAME TO execution_event;
CREATE UNIQUE INDEX execution_event_by_list ON execution_event (execution_id, list, seq);

CREATE TABLE removed_execution (
  id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL
) STRICT;
CREATE TRIGGER execution_removed AFTER DELETE ON execution BEGIN
  INSERT INTO removed_execution (id, revision) VALUES (old.id, old.revision);
END;

CREATE INDEX execution_by_end ON execution (ended_at) WHERE ended_at IS NOT NULL;
