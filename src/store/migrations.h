#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "store/connection.h"

namespace flows::store {

// One step from a schema to the next, made from schemas/sql/NNNN_name.sql.
struct Migration {
  int number;
  const char* sql;
};

// Returns all migrations in order, numbered from 1 without a gap.
std::span<const Migration> migrations();

// Returns the number of the last migration, which is that of today's schema.
std::int64_t newest_schema();

// Returns the number of the last migration that was applied to a database of this program; 0 if
// none was. Throws StorageFailure.
std::int64_t schema_of(Connection& connection);

// Refuses a database of another program, of a newer version of this one, or one that lacks a table,
// an index or a trigger of today's schema or has it differently (it is damaged, or a development
// build wrote it under the same number); changes nothing. Errors: kValidation, with a sentence that
// says which of them it is and what to do. Throws StorageFailure.
base::Result<void> check_schema(Connection& connection);

// Applies the migrations of `steps` that a checked database lacks, all in one transaction. Throws
// StorageFailure, and then leaves the transaction open.
void migrate(Connection& connection, std::span<const Migration> steps = migrations());

// Like check_schema, but reads only the first bytes of the file and does not open it with SQLite,
// which would create files beside it. A file that is empty or does not exist passes.
base::Result<void> inspect_file(const std::string& file);

}  // namespace flows::store
