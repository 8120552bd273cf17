#include "store/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "store/event_store.h"
#include "store/flow_store.h"
#include "store/numbers.h"
#include "store/prompt_store.h"
#include "support/temp_dir.h"

namespace flows::store {
namespace {

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

// The rows that `sql` gives, their columns one after the other.
std::vector<std::string> rows_of(sqlite3* db, const std::string& sql) {
  std::vector<std::string> rows;
  const auto add = [](void* to, int count, char** values, char**) {
    std::string& row = static_cast<std::vector<std::string>*>(to)->emplace_back();
    for (const char* value : std::span(values, static_cast<std::size_t>(count))) {
      row += value == nullptr ? "NULL|" : value + std::string("|");
    }
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), add, &rows, nullptr), SQLITE_OK) << sql;
  return rows;
}

// All that a database holds: its objects, then the rows of its tables.
std::vector<std::string> contents(const std::filesystem::path& file) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  auto found = rows_of(db, "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
  found.push_back(rows_of(db, "PRAGMA user_version").at(0));
  for (const auto& name : rows_of(db, "SELECT name FROM sqlite_schema WHERE type = 'table'")) {
    const std::string table = name.substr(0, name.size() - 1);
    found.push_back("rows of " + table);
    const auto rows = rows_of(db, "SELECT * FROM " + table + " ORDER BY 1");
    found.insert(found.end(), rows.begin(), rows.end());
  }
  sqlite3_close(db);
  return found;
}

// schemas/generate_schema.py was run after the last migration.
TEST(Migrations, AFreshDatabaseIsAsTheMigrationsMakeIt) {
  const testing::TempDir folder;
  const auto fresh = folder.file("fresh.db"), stepwise = folder.file("stepwise.db");
  {
    Connection at_once(fresh, Connection::Mode::kReadWrite);
    migrate(at_once);
    Connection by_steps(stepwise, Connection::Mode::kReadWrite);
    for (const Migration& migration : migrations()) migrate(by_steps, migration.number);
  }
  EXPECT_EQ(contents(fresh), contents(stepwise));
}

// A flow that was stored by an older version is there, and what is new works beside it.
TEST(Migrations, ADatabaseOfTheFirstSchemaIsBroughtUpToDate) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  const std::string first =
      std::string(migrations().front().sql) +
      ";PRAGMA application_id = 1111911535; PRAGMA user_version = 1;"
      "INSERT INTO flow (account, region, id, name, status, execution_role_arn, created_at,"
      " updated_at, revision) VALUES ('123456789012', 'us-east-1', 'FLOW000001', 'one',"
      " 'NotPrepared', 'role', 1, 2, 1);";
  run_sql(file, first.c_str());
  const auto db = open_file(file);
  const base::Caller caller{.account = "123456789012", .region = "us-east-1"};
  const auto flows =
      db->read([&](ReadTxn& txn) { return list_flows(txn, caller, std::nullopt, 10); });
  ASSERT_EQ(flows->size(), 1U);
  EXPECT_EQ(flows->front().name, "one");
  EXPECT_TRUE(db->write([&](WriteTxn& txn) {
    return create_prompt(txn, caller, "PROMPT0001", {.name = "one"}, base::TimePoint());
  }));
}

// Events were rows of their own before they were lines of batches.
TEST(Migrations, EventsOfExecutionsStayInTheirListsAndInTheirOrder) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  constexpr std::size_t kBeforeBatches = 6;
  std::string script = "PRAGMA application_id = 1111911535; PRAGMA user_version = 6;";
  for (const Migration& migration : migrations().first(kBeforeBatches)) script += migration.sql;
  script +=
      "INSERT INTO execution_event (execution_id, list, seq, event_json) VALUES"
      " (7, 'Node', 2, 'two'), (7, 'Flow', 1, 'one'), (7, '', 3, 'three'), (7, 'Node', 4, 'four'),"
      " (8, 'Flow', 1, 'other');";
  run_sql(file, script.c_str());
  const auto db = open_file(file);
  const auto texts = [&](std::string_view list, std::int64_t after) {
    return db
        ->read([&](ReadTxn& txn) -> base::Result<std::vector<std::string>> {
          std::vector<std::string> found;
          for (const auto& event : list_events(txn, 7, list, after, 10)) {
            found.push_back(event.event_json);
          }
          return found;
        })
        .value();
  };
  EXPECT_EQ(texts(kFlowEvents, 0), std::vector<std::string>{"one"});
  EXPECT_EQ(texts(kNodeEvents, 0), (std::vector<std::string>{"two", "four"}));
  EXPECT_EQ(texts(kNodeEvents, 2), std::vector<std::string>{"four"});
  EXPECT_EQ(texts(kOwnEvents, 0), std::vector<std::string>{"three"});
}

TEST(Migrations, AFileOfANewerVersionIsRefusedAndLeftAsItIs) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  { auto db = open_file(file); }
  run_sql(file, "PRAGMA user_version = 99");
  const auto before = bytes_of(file);
  const auto opened = Database::open({.file = file});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("written by a newer version"));
  EXPECT_THAT(opened.error().message, HasSubstr("its schema is 99"));
  EXPECT_EQ(bytes_of(file), before);
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
