#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "store/database.h"
#include "store/schema_table.h"

// Everything that a database holds as one JSON document, and back.
//
//   {"format": "bedrock-flows-local state", "schema": N, "sha256": "…",
//    "tables": {"flow": {"columns": ["account", …], "rows": [["123456789012", …], …]}, …}}
//
// The digest is that of the compact text of "tables": a document is taken as it was given or not at
// all. Anybody can make a digest, so what the server relies on is checked as well.
namespace flows::store {

// Errors: kServiceQuotaExceeded where the document would have more than `bytes_max`; those of the
// database.
base::Result<std::string> export_state(Database& db, std::size_t bytes_max);

// What a document told, in memory and in today's schema, for Database::replace_with.
struct StateInMemory {
  std::vector<std::unique_ptr<const SchemaTable>> tables;  // first: the connection uses them
  Connection connection{"", Connection::Mode::kInMemory};
};

// Errors: kValidation, which says where the document is not what export_state of this version or an
// older one gives, and which value of which row the server cannot work with.
base::Result<std::unique_ptr<StateInMemory>> read_state(const base::Json& document);

}  // namespace flows::store
