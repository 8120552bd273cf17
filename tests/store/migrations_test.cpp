#include "store/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "store/numbers.h"
#include "support/temp_dir.h"

namespace flows::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

void run_sql(const std::filesystem::path& file, const char* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
}

TEST(Migrations, AreTheFilesInOrder) {
  const std::filesystem::path folder(FLOWS_SOURCE_DIR "/schemas/sql");
  std::map<int, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files[std::stoi(entry.path().filename())] = bytes_of(entry.path());
  }
  std::map<int, std::string> rows;
  for (const auto& migration : migrations()) rows[migration.number] = migration.sql;
  EXPECT_EQ(rows, files);
  EXPECT_EQ(rows.begin()->first, 1);
  EXPECT_EQ(rows.rbegin()->first, static_cast<int>(rows.size()));
}

TEST(Migrations, ASchemaThatIsUpToDateIsLeftAlone) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  { auto db = open_file(file); }
  const auto before = bytes_of(file);
  { auto db = open_file(file); }
  EXPECT_EQ(bytes_of(file), before);
}

// Steps of a schema that was never ours.
constexpr Migration kMadeUp[] = {
    {1, "CREATE TABLE old (value TEXT NOT NULL) STRICT; INSERT INTO old VALUES ('first');"},
    {2, "CREATE TABLE new (value TEXT NOT NULL) STRICT; INSERT INTO new SELECT value FROM old;"},
    {3, "DROP TABLE old; UPDATE new SET value = value || ' third';"},
};

std::span<const Migration> first_steps(std::size_t count) {
  return std::span(kMadeUp).first(count);
}

// What stands in `table`, and the number of the schema.
std::vector<std::string> state_of(Connection& connection, Sql select) {
  std::vector<std::string> found;
  auto row = connection.prepare_read(select);
  while (row.step()) found.push_back(row.text(0));
  found.push_back(std::to_string(schema_of(connection)));
  return found;
}

TEST(Migrations, EachStepIsAppliedOnceAndInOrder) {
  for (std::size_t before = 0; before <= std::size(kMadeUp); ++before) {
    Connection connection("", Connection::Mode::kInMemory);
    migrate(connection, first_steps(before));
    EXPECT_EQ(schema_of(connection), static_cast<std::int64_t>(before));
    migrate(connection, kMadeUp);
    EXPECT_THAT(state_of(connection, "SELECT value FROM new"), ElementsAre("first third", "3"));
    migrate(connection, kMadeUp);
    EXPECT_THAT(state_of(connection, "SELECT value FROM new"), ElementsAre("first third", "3"));
  }
}

TEST(Migrations, AStepThatFailsTakesAllOfThemBack) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  constexpr Migration kBroken[] = {kMadeUp[0], kMadeUp[1], {3, "INSERT INTO nowhere VALUES (1);"}};
  {
    Connection connection(file, Connection::Mode::kReadWrite);
    migrate(connection, first_steps(1));
    EXPECT_THROW(migrate(connection, kBroken), StorageFailure);
  }
  Connection connection(file, Connection::Mode::kReadWrite);
  EXPECT_THAT(state_of(connection, "SELECT name FROM sqlite_schema"), ElementsAre("old", "1"));
}

// Returns why a new file is refused after that change, which must leave the file as it is.
std::string refusal_after(const char* sql) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  { auto db = open_file(file); }
  run_sql(file, sql);
  const auto before = bytes_of(file);
  const auto opened = Database::open({.file = file});
  EXPECT_EQ(bytes_of(file), before);
  return opened ? "it was opened" : opened.error().message;
}

TEST(Migrations, AFileOfANewerVersionIsRefusedAndLeftAsItIs) {
  const std::string refusal = refusal_after("PRAGMA user_version = 99");
  EXPECT_THAT(refusal, HasSubstr("written by a newer version"));
  EXPECT_THAT(refusal, HasSubstr("its schema is 99"));
}

TEST(Migrations, AFileWhoseTablesWereOthersIsRefusedAndLeftAsItIs) {
  EXPECT_EQ(refusal_after("ALTER TABLE object DROP COLUMN stored_at"),
            "The database is damaged, or a development build of bedrock-flows-local wrote it: the "
            "table object is another one. Move the file away, or use another one.");
}

TEST(Migrations, AFileThatLacksAnyPartOfTheSchemaIsRefusedAndLeftAsItIs) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  { auto db = open_file(file); }
  std::vector<std::pair<std::string, std::string>> parts;
  {
    Connection connection(file, Connection::Mode::kReadWrite);
    auto row = connection.prepare_read(
        "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'");
    while (row.step()) parts.emplace_back(row.text(0), row.text(1));
  }
  EXPECT_THAT(parts, ::testing::Contains(std::pair("table", "object_total")));
  for (const auto& [type, name] : parts) {
    const std::string drop = "DROP " + type + " " + name;
    EXPECT_THAT(refusal_after(drop.c_str()), HasSubstr(" is missing. Move the file away,")) << drop;
  }
}

TEST(Migrations, AFileThatIsNoDatabaseIsRefusedAndLeftAsItIs) {
  const testing::TempDir folder;
  const auto file = folder.file("notes.txt");
  for (const auto& text : {std::string("short"), std::string(5000, 'x')}) {
    std::ofstream(file) << text;
    const auto opened = Database::open({.file = file});
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("is not a database of bedrock-flows-local"));
    EXPECT_EQ(bytes_of(file), text);
  }
}

TEST(Migrations, ADatabaseOfAnotherProgramIsRefusedAndLeftAsItIs) {
  const testing::TempDir folder;
  const auto file = folder.file("other.db");
  run_sql(file, "CREATE TABLE theirs (value INTEGER)");
  const auto before = bytes_of(file);
  const auto opened = Database::open({.file = file});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("is not a database of bedrock-flows-local"));
  EXPECT_EQ(bytes_of(file), before);
}

}  // namespace
}  // namespace flows::store
