#include "store/state_document.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "base/json_text.h"
#include "base/sha256.h"
#include "base/text/base64.h"
#include "base/text/hex.h"
#include "base/text/utf8.h"
#include "store/clock_store.h"
#include "store/guarded.h"
#include "store/migrations.h"
#include "store/object_store.h"
#include "store/row_checks.h"

namespace flows::store {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

constexpr std::string_view kFormat = "bedrock-flows-local state";
// A file also has indexes and free space. A file that is larger than the limit of the document by
// more than this factor is refused before it is read into memory.
constexpr std::size_t kFileToDocumentMax = 8;

Error refused(std::string message) { return {ErrorCode::kValidation, std::move(message)}; }

Error too_large(std::size_t bytes_max) {
  return {ErrorCode::kServiceQuotaExceeded,
          fmt::format("The state takes more than {} bytes as a document. Take a snapshot instead.",
                      bytes_max)};
}

// What waits for the cleanup of removed executions is of no use in another database.
constexpr const char* kRemoveRests =
    "DELETE FROM event_batch WHERE id >> 24 NOT IN (SELECT id FROM execution);"
    "DELETE FROM snapshot WHERE revision NOT IN (SELECT revision FROM execution);"
    "DELETE FROM removed_execution;";

// Bytes that are no text stand in the document as an object with this member.
constexpr const char* kBytesKey = "base64url";

// Whether a text grows by so much when its characters are escaped that base64url, which adds a
// third, is shorter. As a text, an object of control characters would take six times its size.
bool has_too_many_escapes(std::string_view text) {
  constexpr std::size_t kAddedByControl = 5;          // \u0001
  constexpr std::size_t kAddedUnnoticed = 64 * 1024;  // people can read short texts better
  std::size_t added = 0;
  for (const char c : text) {
    if (std::string_view("\"\\\n\r\t\b\f").find(c) != std::string_view::npos) {
      ++added;
    } else if (static_cast<unsigned char>(c) < ' ') {
      added += kAddedByControl;
    }
  }
  return added > kAddedUnnoticed && added > text.size() / 3;
}

Json bytes_json(std::string bytes) {
  if (base::is_utf8(bytes) && !has_too_many_escapes(bytes)) return bytes;
  return {{kBytesKey, base::encode_base64url(bytes)}};
}

// Returns nullopt if `value` is not what bytes_json returns.
std::optional<std::string> bytes_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  const Json* const encoded = base::find_member(value, kBytesKey);
  if (encoded == nullptr || value.size() != 1 || !encoded->is_string()) return std::nullopt;
  return base::decode_base64url(encoded->get_ref<const std::string&>());
}

Json value_of(const Statement& row, int column) {
  if (row.is_null(column)) return nullptr;
  if (row.is_integer(column)) return row.integer(column);
  if (row.is_bytes(column)) return bytes_json(row.bytes(column));
  return row.text(column);
}

std::string row_text(const Statement& row, std::size_t columns) {
  Json values = Json::array();
  for (std::size_t column = 0; column < columns; ++column) {
    values.push_back(value_of(row, static_cast<int>(column)));
  }
  return base::to_text(values);
}

// Returns the rows of a table. Errors: kServiceQuotaExceeded if they take more than `bytes_max`.
Result<std::string> rows_text(Connection& connection, const SchemaTable& table,
                              std::size_t bytes_max) {
  std::string rows = "[";
  auto row = connection.prepare_read(table.select());
  while (row.step()) {
    if (rows.size() > 1) rows += ',';
    rows += row_text(row, table.columns().size());
    if (rows.size() > bytes_max) return too_large(bytes_max);
  }
  return rows + "]";
}

Result<std::size_t> stored_size(Database& db) {
  return db.read([](ReadTxn& txn) -> Result<std::size_t> {
    auto size = txn.query(
        "SELECT (page_count - freelist_count) * page_size"
        " FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
    CHECK(size.step(), "a database has a size");
    return static_cast<std::size_t>(size.integer(0));
  });
}

Result<std::string> write_document(Connection& connection,
                                   std::span<const std::unique_ptr<const SchemaTable>> tables,
                                   std::size_t bytes_max) {
  base::ObjectText contents;
  for (const auto& table : tables) {
    ASSIGN_OR_RETURN(const std::string rows, rows_text(connection, *table, bytes_max));
    contents.raw(table->name(), base::ObjectText()
                                    .raw("columns", base::to_text(Json(table->columns())))
                                    .raw("rows", rows)
                                    .finish());
  }
  const std::string text = contents.finish();
  std::string document = base::ObjectText()
                             .string("format", kFormat)
                             .number("schema", newest_schema())
                             .string("sha256", base::hex(base::sha256(text)))
                             .raw("tables", text)
                             .finish();
  if (document.size() > bytes_max) return too_large(bytes_max);
  return document;
}

// Returns the rows of the table. Errors: kValidation if they or its columns are not as in the
// schema.
Result<const Json*> find_rows(const Json& tables, const SchemaTable& table) {
  const Json* const found = base::find_member(tables, table.name());
  const Json* const columns = found == nullptr ? nullptr : base::find_member(*found, "columns");
  const Json* const rows = found == nullptr ? nullptr : base::find_member(*found, "rows");
  if (columns == nullptr || rows == nullptr || !rows->is_array()) {
    return refused(fmt::format("'tables.{}' must have columns and rows.", table.name()));
  }
  if (*columns != Json(table.columns())) {
    return refused(fmt::format("'tables.{}.columns' must be: {}.", table.name(),
                               fmt::join(table.columns(), ", ")));
  }
  return rows;
}

bool fits_a_column(const Json& value) {
  if (value.is_number_unsigned()) return std::in_range<std::int64_t>(value.get<std::uint64_t>());
  return value.is_null() || value.is_number_integer() || value.is_string() || value.is_object();
}

// SQLite would turn the one into the other, past the checks of the column.
std::string fault_of_type(const Json& value, ColumnType type) {
  if (value.is_null()) return {};
  switch (type) {
    case ColumnType::kInteger: return value.is_number_integer() ? "" : "must be a whole number";
    case ColumnType::kText: return value.is_string() ? "" : "must be a text";
    case ColumnType::kBytes: break;
  }
  return bytes_of(value) ? "" : R"(must be a text or {"base64url": "…"})";
}

void bind(Statement& statement, const Json& value, ColumnType type) {
  if (value.is_null()) {
    statement.bind(std::nullopt);
  } else if (type == ColumnType::kBytes) {
    const auto bytes = bytes_of(value);
    CHECK(bytes.has_value(), "the type of the value was checked");
    statement.bind(Bytes{*bytes});
  } else if (value.is_number_integer()) {
    statement.bind(value.get<std::int64_t>());
  } else {
    statement.bind(value.get_ref<const std::string&>());
  }
}

// Errors: kValidation if the row is not one that the program could have written.
Result<void> insert_row(Connection& connection, const SchemaTable& table, const Json& row,
                        std::size_t at) {
  const std::string place = fmt::format("tables.{}.rows.{}", table.name(), at);
  const auto& columns = table.columns();
  if (!row.is_array() || row.size() != columns.size() ||
      !std::all_of(row.begin(), row.end(), fits_a_column)) {
    return refused(fmt::format("'{}' must have {} texts, whole numbers of 64 bits or nulls.", place,
                               columns.size()));
  }
  auto insert = connection.prepare(table.insert());
  for (std::size_t column = 0; column < columns.size(); ++column) {
    std::string fault = fault_of_type(row[column], table.type(column));
    if (fault.empty()) fault = fault_of(table.name(), columns[column], row[column]);
    if (!fault.empty()) return refused(fmt::format("'{}.{}' {}.", place, columns[column], fault));
    bind(insert, row[column], table.type(column));
  }
  try {
    insert.run();
  } catch (const StorageFailure& failure) {
    return refused(fmt::format("'{}' does not fit: {}.", place, failure.what()));
  }
  return {};
}

Result<void> insert_rows(Connection& connection, const SchemaTable& table, const Json& rows) {
  for (std::size_t at = 0; at < rows.size(); ++at) {
    RETURN_IF_ERROR(insert_row(connection, table, rows[at], at));
  }
  return {};
}

Result<void> fill(StateInMemory& state, const Json& tables) {
  state.tables = SchemaTable::all(state.connection);
  if (tables.size() != state.tables.size()) {
    return refused(
        fmt::format("'tables' must have the {} tables of its schema.", state.tables.size()));
  }
  state.connection.run_script("BEGIN");
  for (const auto& table : state.tables) {
    ASSIGN_OR_RETURN(const Json* const rows, find_rows(tables, *table));
    // A migration may have put rows into it.
    state.connection.prepare(table->clear()).run();
    RETURN_IF_ERROR(insert_rows(state.connection, *table, *rows));
  }
  state.connection.run_script("COMMIT");
  return {};
}

// Returns the tables of a complete document and sets `schema`.
Result<const Json*> read_head(const Json& document, std::int64_t& schema) {
  const Json* const format = base::find_member(document, "format");
  const Json* const number = base::find_member(document, "schema");
  const Json* const digest = base::find_member(document, "sha256");
  const Json* const tables = base::find_member(document, "tables");
  if (format == nullptr || *format != kFormat) {
    return refused(fmt::format("'format' must be '{}'.", kFormat));
  }
  if (number == nullptr || !number->is_number_integer() || *number < 1) {
    return refused("'schema' must be a number from 1.");
  }
  if (*number > newest_schema()) {
    return refused(
        fmt::format("The state was exported by a newer version of bedrock-flows-local (its schema "
                    "is {}, this version knows {}).",
                    base::to_text(*number), newest_schema()));
  }
  schema = number->get<std::int64_t>();
  if (tables == nullptr || !tables->is_object()) return refused("'tables' must be an object.");
  if (digest == nullptr || *digest != base::hex(base::sha256(base::to_text(*tables)))) {
    return refused(
        "'sha256' is not the digest of 'tables': the document was changed since it was exported.");
  }
  return tables;
}

// Checks what cannot be checked row by row.
Result<void> check_whole(Connection& connection) {
  auto orphan = connection.prepare_read("SELECT \"table\", parent FROM pragma_foreign_key_check");
  if (orphan.step()) {
    return refused(fmt::format("'tables.{}' has a row that belongs to no row of 'tables.{}'.",
                               orphan.text(0), orphan.text(1)));
  }
  auto counter = connection.prepare_read(
      "SELECT count(*) = 1 AND min(next) > coalesce((SELECT max(used) FROM"
      " (SELECT max(revision, coalesce(prepared_revision, 0)) AS used FROM flow UNION ALL"
      "  SELECT revision FROM flow_version)), 0) FROM revision");
  if (!counter.step() || counter.integer(0) != 1) {
    return refused("'tables.revision' must have one row, with a number above all revisions.");
  }
  ReadTxn txn(connection);
  if (const auto objects = check_objects(txn); !objects) {
    return refused(fmt::format("'tables.object': {}", objects.error().message));
  }
  if (const auto clock = find_clock(txn); !clock) {
    return refused(fmt::format("'tables.clock': {}", clock.error().message));
  }
  return {};
}

}  // namespace

Result<std::string> export_state(Database& db, std::size_t bytes_max) {
  ASSIGN_OR_RETURN(const std::size_t size, stored_size(db));
  if (size > bytes_max * kFileToDocumentMax) return too_large(bytes_max);
  return guarded("export its state", [&]() -> Result<std::string> {
    StateInMemory copy;
    RETURN_IF_ERROR(db.copy_to(copy.connection));
    copy.connection.run_script(kRemoveRests);
    copy.tables = SchemaTable::all(copy.connection);
    return write_document(copy.connection, copy.tables, bytes_max);
  });
}

Result<std::unique_ptr<StateInMemory>> read_state(const Json& document) {
  std::int64_t schema = 0;
  ASSIGN_OR_RETURN(const Json* const tables, read_head(document, schema));
  return guarded("read the state", [&]() -> Result<std::unique_ptr<StateInMemory>> {
    auto state = std::make_unique<StateInMemory>();
    migrate(state->connection, migrations().first(static_cast<std::size_t>(schema)));
    RETURN_IF_ERROR(fill(*state, *tables));
    migrate(state->connection);
    RETURN_IF_ERROR(check_whole(state->connection));
    return state;
  });
}

}  // namespace flows::store
