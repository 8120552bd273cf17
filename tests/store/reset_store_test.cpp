#include "store/reset_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <set>
#include <string>

#include "store/client_token_store.h"
#include "store/flow_alias_store.h"
#include "store/flow_version_store.h"
#include "store/numbers.h"
#include "store/object_store.h"
#include "store/prompt_store.h"
#include "store/prompt_version_store.h"
#include "store/store_fixture.h"
#include "store/tag_store.h"
#include "support/temp_dir.h"

namespace flows::store {
namespace {

using base::Result;

// The tables of a file that have a row.
std::set<std::string> filled_tables(const std::filesystem::path& file) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  const auto run = [db](const std::string& sql) {
    std::set<std::string> texts;
    const auto collect = [](void* out, int, char** columns, char**) {
      static_cast<std::set<std::string>*>(out)->insert(columns[0]);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), collect, &texts, nullptr), SQLITE_OK);
    return texts;
  };
  std::set<std::string> filled;
  for (const auto& table : run("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
    if (!run("SELECT 1 FROM " + table).empty()) filled.insert(table);
  }
  sqlite3_close(db);
  return filled;
}

std::set<std::string> all_tables() {
  return {"client_token", "flow",   "flow_alias",     "flow_version", "object",
          "object_total", "prompt", "prompt_version", "revision",     "tag"};
}

Result<void> fill_every_table(WriteTxn& txn, const base::Caller& caller, base::TimePoint now) {
  RETURN_IF_ERROR(create_flow(txn, caller, "FLOW000001", StoreFixture::draft("one"), now));
  RETURN_IF_ERROR(finish_preparation(txn, caller, "FLOW000001", 1, true, "[]"));
  RETURN_IF_ERROR(create_flow_version(txn, caller, "FLOW000001", std::nullopt, now));
  RETURN_IF_ERROR(create_prompt(txn, caller, "PROMPT0001", {.name = "one"}, now));
  RETURN_IF_ERROR(create_prompt_version(txn, caller, "PROMPT0001", std::nullopt, now));
  RETURN_IF_ERROR(put_tags(txn, caller, "flow/FLOW000001", {{"a", "1"}}));
  persist_response(txn, caller, {.operation = "CreateFlow", .parent = "", .token = "t"},
                   "flow/FLOW000001", "{}", now);
  return put_object(txn, {.bucket = "letters", .key = "a"}, "x", now);
}

// A new table makes this test fail until `fill_every_table` and delete_everything know it.
TEST(ResetStore, EmptiesEveryTableButTheCounters) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  const testing::FakeClock clock;
  const base::Caller caller{.account = "123456789012", .region = "us-east-1"};
  {
    const auto db = open_file(file);
    ASSERT_TRUE(
        db->write([&](WriteTxn& txn) { return fill_every_table(txn, caller, clock.now()); }));
  }
  EXPECT_EQ(filled_tables(file), all_tables());
  {
    const auto db = open_file(file);
    ASSERT_TRUE(db->write([&](WriteTxn& txn) -> Result<void> {
      delete_everything(txn);
      return {};
    }));
  }
  EXPECT_EQ(filled_tables(file), (std::set<std::string>{"object_total", "revision"}));
}

TEST(ResetStore, GivesNoRevisionTwice) {
  StoreFixture store;
  const auto before = store.create("FLOW000001", "one")->revision;
  ASSERT_TRUE(store.db->write([](WriteTxn& txn) -> Result<void> {
    delete_everything(txn);
    return {};
  }));
  EXPECT_GT(store.create("FLOW000001", "one")->revision, before);
}

}  // namespace
}  // namespace flows::store
