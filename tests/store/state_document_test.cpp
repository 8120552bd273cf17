#include "store/state_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/limits.h"
#include "base/sha256.h"
#include "base/text/hex.h"
#include "store/execution_fixture.h"
#include "store/migrations.h"
#include "store/object_store.h"

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
  add(id, {{.seq = 2,
            .list = kNodeEvents,
            .event_json = R"({"kind":"nodeOutput","time":1,"node":"ünï \"q\""})"}});
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
  EXPECT_THAT(events(id, kNodeEvents),
              ElementsAre(R"({"kind":"nodeOutput","time":1,"node":"ünï \"q\""})"));
  // What is new there does not meet what was there before.
  EXPECT_GT(begin(named("c")).value(), id + 1);
}

TEST_F(StateDocument, HasObjectsOfAnyBytes) {
  const std::string bytes("\0\xFF\xFEz", 4);
  const auto put = [&](const std::string& key, std::string_view content) {
    return db->write([&](WriteTxn& txn) -> base::Result<void> {
      return put_object(txn, {.bucket = "letters", .key = key}, content, clock.now());
    });
  };
  const auto get = [&](const std::string& key) {
    return db->read([&](ReadTxn& txn) -> base::Result<std::optional<std::string>> {
      return find_object(txn, {.bucket = "letters", .key = key});
    });
  };
  ASSERT_TRUE(put("bytes", bytes));
  ASSERT_TRUE(put("nothing", ""));
  ASSERT_TRUE(put("text", "ünï"));
  const Json document = exported();
  const Json& rows = document["tables"]["object"]["rows"];
  EXPECT_EQ(rows[0][3], Json({{"base64url", "AP_-eg"}}));
  EXPECT_EQ(rows[1][3], "");
  EXPECT_EQ(rows[2][3], "ünï");
  db = Database::open({}).value();
  ASSERT_TRUE(import(document));
  EXPECT_EQ(get("bytes").value(), bytes);
  EXPECT_EQ(get("nothing").value(), "");
  EXPECT_EQ(get("text").value(), "ünï");
  EXPECT_EQ(exported(), document);
  // Of all escapes only those of six characters make a text longer than base64url.
  std::string tabs;
  for (int i = 0; i < 100'000; ++i) tabs += "12345678\t\n";
  ASSERT_TRUE(put("tabs", tabs));
  ASSERT_TRUE(put("control", std::string(100'000, '\1')));
  const Json more = exported();
  EXPECT_EQ(more["tables"]["object"]["rows"][3][1], "tabs");
  EXPECT_EQ(more["tables"]["object"]["rows"][3][3], tabs);
  EXPECT_TRUE(more["tables"]["object"]["rows"][1][3].is_object()) << "control";
  for (const Json& odd : {Json(7), Json::object(), Json({{"base64url", "?"}}),
                          Json({{"base64url", 7}}), Json({{"base64", "AA"}})}) {
    Json changed = document;
    changed["tables"]["object"]["rows"][0][3] = odd;
    changed["sha256"] = base::hex(base::sha256(base::to_text(changed["tables"])));
    EXPECT_THAT(refusal(changed), HasSubstr("'tables.object.rows.0.content' must be a text or"));
  }
}

TEST_F(StateDocument, HoldsTheLargestObjectWhateverItsBytesAre) {
  for (const char byte : {'\xFF', '\x01', '"', '\n', '\t', 'x'}) {
    const std::string content(base::limits::kObjectBytesMax, byte);
    ASSERT_TRUE(db->write([&](WriteTxn& txn) -> base::Result<void> {
      return put_object(txn, {.bucket = "letters", .key = "a"}, content, clock.now());
    }));
    EXPECT_TRUE(export_state(*db, base::limits::kStateDocumentBytesMax)) << int{byte};
  }
}

TEST_F(StateDocument, ItsObjectsHaveTheLimitsOfOthers) {
  const Json document = exported();
  const auto refusal_of = [&](std::size_t objects, std::size_t bytes) {
    Json changed = document;
    Json rows = Json::array();
    for (std::size_t at = 0; at < objects; ++at) {
      rows.push_back({"letters", std::to_string(at), 0, std::string(bytes, 'x')});
    }
    changed["tables"]["object"]["rows"] = std::move(rows);
    changed["sha256"] = base::hex(base::sha256(base::to_text(changed["tables"])));
    return refusal(changed);
  };
  EXPECT_EQ(refusal_of(1, base::limits::kObjectBytesMax), "nothing is wrong with it");
  EXPECT_EQ(refusal_of(1, base::limits::kObjectBytesMax + 1),
            "'tables.object': An object has at most 16777216 bytes; this one has 16777217.");
  EXPECT_EQ(refusal_of(base::limits::kObjectsMax, 0), "nothing is wrong with it");
  EXPECT_EQ(refusal_of(base::limits::kObjectsMax + 1, 0),
            "'tables.object': All buckets together hold at most 100000 objects. Delete some.");
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
}

// A document with a right digest, in which one value is another one.
TEST_F(StateDocument, IsCheckedAsWhatComesFromOutside) {
  begin(named("a")).value();
  const Json whole = exported();
  const auto changed = [&](std::string_view table, std::string_view column, const Json& value) {
    Json document = whole;
    Json& rows = document["tables"][std::string(table)];
    std::size_t at = 0;
    while (rows["columns"][at] != column) ++at;
    rows["rows"][0][at] = value;
    document["sha256"] = base::hex(base::sha256(base::to_text(document["tables"])));
    return refusal(document);
  };
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  EXPECT_THAT(changed("flow", "definition_json", "x"),
              HasSubstr("'tables.flow.rows.0.definition_json' must be JSON"));
  EXPECT_THAT(changed("flow", "definition_json", R"({"nodes":7})"), HasSubstr("definition_json"));
  EXPECT_THAT(changed("flow", "status", "Odd"), HasSubstr("must be one of: NotPrepared"));
  EXPECT_THAT(changed("flow", "created_at", -1), HasSubstr("created_at' must be from 0"));
  EXPECT_THAT(changed("flow", "created_at", kHuge), HasSubstr("created_at' must be from 0"));
  EXPECT_THAT(changed("flow", "created_at", std::uint64_t{1} << 63), HasSubstr("whole numbers"));
  EXPECT_THAT(changed("flow", "created_at", 1.5), HasSubstr("whole numbers"));
  EXPECT_THAT(changed("flow", "created_at", "x"), HasSubstr("created_at' must be a whole number"));
  EXPECT_THAT(changed("flow", "created_at", "7"), HasSubstr("created_at' must be a whole number"));
  EXPECT_THAT(changed("flow", "status", 999), HasSubstr("status' must be a text"));
  EXPECT_THAT(changed("flow", "definition_json", 1), HasSubstr("definition_json' must be a text"));
  EXPECT_THAT(changed("flow", "name", nullptr), HasSubstr("'tables.flow.rows.0' does not fit"));
  EXPECT_THAT(changed("flow", "last_version", kHuge), HasSubstr("last_version' must be"));
  EXPECT_THAT(changed("flow", "id", "another"), HasSubstr("belongs to no row of 'tables.flow'"));
  EXPECT_THAT(changed("flow_alias", "concurrency_json", R"({"type":"Manual","maxConcurrency":-1})"),
              HasSubstr("concurrency_json' must be a FlowAliasConcurrencyConfiguration"));
  EXPECT_THAT(changed("flow_alias", "flow_version", "-1"), HasSubstr("must be digits or DRAFT"));
  EXPECT_THAT(changed("execution", "id", kHuge), HasSubstr("'tables.execution.rows.0.id' must be"));
  EXPECT_THAT(changed("execution", "status", "Odd"), HasSubstr("must be one of: Running"));
  EXPECT_THAT(changed("event_batch", "events", "F{}"), HasSubstr("must be events: event 1 is cut"));
  EXPECT_THAT(changed("event_batch", "events", "F{}\n"), HasSubstr("'kind' is missing"));
  EXPECT_THAT(changed("snapshot", "definition_json", "[]"), HasSubstr("definition_json"));
  EXPECT_THAT(changed("revision", "next", 0), HasSubstr("a number above all revisions"));
}

TEST_F(StateDocument, ItsClockIsOneInWhichTheServerCanCount) {
  Json document = exported();
  const auto refusal_of = [&](const Json& ahead_by, const Json& frozen_at) {
    document["tables"]["clock"]["rows"] = Json::array({Json::array({1, ahead_by, frozen_at})});
    document["sha256"] = base::hex(base::sha256(base::to_text(document["tables"])));
    return refusal(document);
  };
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(refusal_of(60, nullptr), "nothing is wrong with it");
  EXPECT_EQ(refusal_of(0, 1), "nothing is wrong with it");
  EXPECT_THAT(refusal_of(kHuge, nullptr), HasSubstr("'tables.clock'"));
  EXPECT_THAT(refusal_of(-kHuge - 1, nullptr), HasSubstr("'tables.clock'"));
  EXPECT_THAT(refusal_of(0, kHuge), HasSubstr("frozen_at' must be"));
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
