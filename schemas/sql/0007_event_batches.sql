-- What one commit adds to an execution is one row, where each event was a row and an entry of an
-- index.

CREATE TABLE event_batch (
  id INTEGER PRIMARY KEY,  -- execution << 24 | number of its first event: in the order of what happened
  events TEXT NOT NULL     -- a line for each: the letter of its list, then its JSON
) STRICT;
INSERT INTO event_batch
SELECT execution_id << 24 | seq,
  CASE list WHEN 'Flow' THEN 'F' WHEN 'Node' THEN 'N' ELSE '-' END || event_json || char(10)
FROM execution_event ORDER BY execution_id, seq;
DROP TABLE execution_event;
