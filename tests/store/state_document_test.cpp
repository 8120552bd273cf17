#include "store/state_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/sha256.h"
#include "base/text/hex.h"
#include "store/execution_fixture.h"
#include "store/migrations.h"

namespace flows::store {
namespace {

using base::ErrorCode;
using base::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::size_t kPlenty = base::limits::kStateDocumentBytesMax;

class StateDocument : public ::testing::Test, public ExecutionFixture {
 protected:
  Json exported() { return base::parse_json(export_state(*db, kPlenty).value()).value(); }

  base::Result<void> import(const Json& document) {
    ASSIGN_OR_RETURN(const auto state, read_state(document));
    return db->replace_with(state->connection);
  }

  static std::string refusal(const Json& document) {
    const auto read = read_state(document);
    if (read) return "nothing is wrong with it";
    EXPECT_EQ(read.error().code, ErrorCode::kValidation);
    return read.error().message;
  }
};

TEST_F(StateDocument, GoesIntoAnEmptyDatabaseAndComesOutTheSame) {
  const std::int64_t id = begin(named("a")).value();
  add(id, {{.seq = 2, .list = kNodeEvents, .event_json = R"({"t":"ünï \"q\""})"}});
  end(id);
  begin(named("b")).value();
  const Json document = exported();
  EXPECT_EQ(document["format"], "bedrock-flows-local state");
  EXPECT_EQ(document["schema"], newest_schema());
  db = Database::open({}).value();
  ASSERT_TRUE(import(document));
  EXPECT_EQ(exported(), document);
  EXPECT_EQ(find("FLOW000001")->name, "one");
  EXPECT_EQ(find_named("a")->status, "Succeeded");
  EXPECT_EQ(find_named("b")->status, "Running");
  EXPECT_THAT(events(id, kNodeEvents), ElementsAre(R"({"t":"ünï \"q\""})"));
  // What is new there does not meet what was there before.
  EXPECT_GT(begin(named("c")).value(), id + 1);
}

TEST_F(StateDocument, ReplacesWhatIsThere) {
  const Json document = exported();
  ASSERT_TRUE(create("FLOW000002", "two"));
  ASSERT_TRUE(import(document));
  EXPECT_FALSE(find("FLOW000002"));
}

TEST_F(StateDocument, LeavesOutWhatHousekeepingWillRemove) {
  end(begin(named("a")).value());
  ASSERT_TRUE(db->write(
      [&](WriteTxn& txn) { return delete_flow(txn, caller, "FLOW000001", InUseCheck::kSkipped); }));
  const Json tables = exported()["tables"];
  for (const auto* const table : {"execution", "event_batch", "snapshot", "removed_execution"}) {
    EXPECT_EQ(tables[table]["rows"].size(), 0U) << table;
  }
}

TEST_F(StateDocument, IsTakenAsItWasGivenOrNotAtAll) {
  begin(named("a")).value();
  const Json whole = exported();
  const auto changed = [&](const std::string& pointer, const Json& value) {
    Json document = whole;
    document[Json::json_pointer(pointer)] = value;
    return refusal(document);
  };
  EXPECT_THAT(refusal(Json::array()), HasSubstr("'format' must be"));
  EXPECT_THAT(refusal(Json::object()), HasSubstr("'format' must be"));
  EXPECT_THAT(changed("/format", "other"), HasSubstr("'format' must be"));
  EXPECT_THAT(changed("/schema", 0), HasSubstr("'schema' must be a number from 1"));
  EXPECT_THAT(changed("/schema", "1"), HasSubstr("'schema' must be a number from 1"));
  EXPECT_THAT(changed("/schema", 99), HasSubstr("newer version"));
  EXPECT_THAT(changed("/tables", Json::array()), HasSubstr("'tables' must be an object"));
  EXPECT_THAT(changed("/sha256", "00"), HasSubstr("was changed since it was exported"));
  EXPECT_THAT(changed("/tables/flow/rows/0/3", "another name"),
              HasSubstr("was changed since it was exported"));
  // Written for another schema than it says.
  EXPECT_THAT(changed("/schema", 1), HasSubstr("tables of its schema"));
}

TEST_F(StateDocument, OfAnOlderVersionIsMigrated) {
  const std::int64_t id = begin(named("a")).value();
  Json document = exported();
  document["schema"] = 5;
  Json& tables = document["tables"];
  for (const auto* const later : {"clock", "removed_execution", "event_batch"}) {
    ASSERT_EQ(tables.erase(later), 1U);
  }
  tables["execution_event"] = {{"columns", {"execution_id", "list", "seq", "event_json"}},
                               {"rows", {{id, "Flow", 1, "input"}}}};
  document["sha256"] = base::hex(base::sha256(base::to_text(tables)));
  db = Database::open({}).value();
  ASSERT_TRUE(import(document));
  EXPECT_EQ(exported()["schema"], newest_schema());
  EXPECT_EQ(find_named("a")->status, "Running");
  EXPECT_THAT(events(id, kFlowEvents), ::testing::ElementsAre("input"));
}

TEST_F(StateDocument, HasALimit) {
  EXPECT_TRUE(export_state(*db, 64 * 1024));
  std::string text(80 * 1024, 'x');
  add(begin(named("a")).value(), {{.seq = 2, .list = kNodeEvents, .event_json = text}});
  const auto refused = export_state(*db, 64 * 1024);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kServiceQuotaExceeded);
  EXPECT_THAT(refused.error().message, HasSubstr("more than 65536 bytes"));
  // So large a database is not even copied.
  EXPECT_EQ(export_state(*db, 1024).error().code, ErrorCode::kServiceQuotaExceeded);
}

}  // namespace
}  // namespace flows::store
