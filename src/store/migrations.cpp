#include "store/migrations.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

namespace flows::store {
namespace {

constexpr Migration kMigrations[] = {
#include "store/migrations.inc"
};

// The application ID in the header of the program's files, "BFlo"; the first migration writes it.
constexpr std::int64_t kApplicationId = 0x42466C6F;

base::Error newer_version(std::int64_t found) {
  return {base::ErrorCode::kValidation,
          fmt::format("The database was written by a newer version of bedrock-flows-local (its "
                      "schema is {}, this "
                      "version knows {}). Use that version, or another file.",
                      found, newest_schema())};
}

base::Error not_ours() {
  return {base::ErrorCode::kValidation,
          "The file is not a database of bedrock-flows-local. It was left as it is."};
}

// `difference` is like "the table flow is missing".
base::Error other_schema(std::string_view difference) {
  return {
      base::ErrorCode::kValidation,
      fmt::format("The database is damaged, or a development build of bedrock-flows-local wrote "
                  "it: {}. Move the file away, or use another one.",
                  difference)};
}

// Returns the statements that made the tables, indexes and triggers of a database, by what they
// made ("table flow").
std::map<std::string, std::string> statements_of(Connection& connection) {
  std::map<std::string, std::string> statements;
  auto row = connection.prepare_read("SELECT type || ' ' || name, sql FROM sqlite_schema");
  while (row.step()) statements.emplace(row.text(0), row.optional_text(1).value_or(""));
  return statements;
}

// Says what of today's schema is missing or different; "" if nothing is. What else a file has does
// no harm.
std::string difference_to_schema(Connection& connection) {
  Connection fresh("", Connection::Mode::kInMemory);
  migrate(fresh);
  const auto found = statements_of(connection);
  for (const auto& [name, sql] : statements_of(fresh)) {
    const auto same = found.find(name);
    if (same == found.end()) return fmt::format("the {} is missing", name);
    if (same->second != sql) return fmt::format("the {} is another one", name);
  }
  return {};
}

std::int64_t single_integer(Connection& connection, Sql sql) {
  auto row = connection.prepare_read(sql);
  return row.step() ? row.integer(0) : 0;
}

std::int64_t big_endian(const unsigned char* bytes) {
  std::int64_t value = 0;
  for (int at = 0; at < 4; ++at) value = value << 8 | bytes[at];
  return value;
}

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

std::int64_t newest_schema() { return kMigrations[std::size(kMigrations) - 1].number; }

std::int64_t schema_of(Connection& connection) {
  return single_integer(connection, "PRAGMA user_version");
}

base::Result<void> inspect_file(const std::string& file) {
  std::error_code
      ignored;  // a file that cannot be inspected cannot be opened either: SQLite will report it
  if (!std::filesystem::is_regular_file(file, ignored)) return {};
  std::ifstream in(file, std::ios::binary);
  std::array<char, 100> header{};
  in.read(header.data(), header.size());
  if (in.gcount() == 0) return {};
  if (!in || std::string_view(header.data(), 16) != std::string_view("SQLite format 3\0", 16)) {
    return not_ours();
  }
  const auto* const bytes = reinterpret_cast<const unsigned char*>(header.data());
  const auto version = big_endian(bytes + 60);
  const auto application = big_endian(bytes + 68);
  if (application != 0 && application != kApplicationId) return not_ours();
  if (application == kApplicationId && version > newest_schema()) return newer_version(version);
  return {};
}

base::Result<void> check_schema(Connection& connection) {
  const auto version = schema_of(connection);
  const auto application = single_integer(connection, "PRAGMA application_id");
  const auto objects = single_integer(connection, "SELECT count(*) FROM sqlite_schema");
  const bool empty = version == 0 && application == 0 && objects == 0;
  if (!empty && application != kApplicationId) return not_ours();
  if (version > newest_schema()) return newer_version(version);
  if (version < newest_schema()) return {};
  const std::string difference = difference_to_schema(connection);
  return difference.empty() ? base::Result<void>() : other_schema(difference);
}

void migrate(Connection& connection, std::span<const Migration> steps) {
  const auto version = schema_of(connection);
  if (steps.empty() || version >= steps.back().number) return;
  std::string script = "BEGIN IMMEDIATE;\n";
  for (const auto& step : steps) {
    if (step.number > version) script += step.sql;
  }
  script += fmt::format(";PRAGMA application_id = {};PRAGMA user_version = {};COMMIT;",
                        kApplicationId, steps.back().number);
  connection.run_script(script.c_str());
}

}  // namespace flows::store
