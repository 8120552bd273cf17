-- What Storage nodes write and Retrieval nodes read.

CREATE TABLE object (
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (bucket, key)
) STRICT, WITHOUT ROWID;
