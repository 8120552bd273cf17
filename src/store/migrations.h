#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "store/connection.h"

namespace flows::store {

// One step from a schema to the next, from schemas/sql/NNNN_name.sql.
struct Migration {
  int number;
  const char* sql;
};

// In order, numbered from 1 without a gap.
std::span<const Migration> migrations();

// The number of the last one: that of today's schema.
std::int64_t newest_schema();

// The number of the last migration that was applied to a database of ours; 0: none. Throws
// StorageFailure.
std::int64_t schema_of(Connection& connection);

// Refuses a database of another program or of a newer version of this one, with a sentence that
// says which (kValidation). Changes nothing. Throws StorageFailure.
base::Result<void> check_schema(Connection& connection);

// Applies those of `steps` that a checked database lacks, all in one transaction. Throws
// StorageFailure; the transaction is open then.
void migrate(Connection& connection, std::span<const Migration> steps = migrations());

// The same two refusals from the first bytes of a file, without SQLite, which would write beside
// it. A file that does not exist or is empty passes.
base::Result<void> inspect_file(const std::string& file);

}  // namespace flows::store
