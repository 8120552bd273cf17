-- Prompts with their drafts and versions, and lists that no update reorders.

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

-- A list by the time of the last update would skip what is updated between two of its pages.
DROP INDEX flow_by_update;
CREATE INDEX flow_by_creation
  ON flow (account, region, created_at DESC, id, name, status, updated_at, description);
