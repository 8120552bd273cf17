#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "store/database.h"
#include "store/schema_table.h"

// Writes all contents of a database as one JSON document, and reads them back.
//
//   {"format": "bedrock-flows-local state", "schema": N, "sha256": "…",
//    "tables": {"flow": {"columns": ["account", …], "rows": [["123456789012", …], …]}, …}}
//
// The digest is that of the compact text of "tables": a document that was changed after its export
// is refused. Since anybody can compute a digest, everything that the server relies on is checked
// as well.
namespace flows::store {

// Returns the document. Errors: kServiceQuotaExceeded if it would have more than `bytes_max` bytes;
// those of the database.
base::Result<std::string> export_state(Database& db, std::size_t bytes_max);

// The contents of a document, in memory and in today's schema, for Database::replace_with.
struct StateInMemory {
  std::vector<std::unique_ptr<const SchemaTable>> tables;  // first: the connection uses them
  Connection connection{"", Connection::Mode::kInMemory};
};

// Reads a document. Errors: kValidation, which names the place where the document is not one that
// export_state of this or an older version returns, or the row and the value that the server cannot
// use.
base::Result<std::unique_ptr<StateInMemory>> read_state(const base::Json& document);

}  // namespace flows::store
