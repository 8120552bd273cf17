#include <gmock/gmock.h>

#include "local/local_routes.h"
#include "store/clock_store.h"
#include "store/prompt_store.h"

namespace flows::local {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(LocalRoutes, TheClockIsMovedAndFrozen) {
  const auto state = [&](const std::string& body) {
    return base::parse_json(body.empty() ? call("GET", "/_local/clock").body
                                         : call("POST", "/_local/clock", body).body)
        .value();
  };
  EXPECT_EQ(state("")["frozen"], false);
  EXPECT_LT(state("")["offsetSeconds"].get<double>(), 0.001);
  EXPECT_EQ(state(R"({"frozen":true})")["frozen"], true);
  const std::string before = state("")["now"];
  EXPECT_EQ(state("")["now"], before);
  const auto moved = state(R"({"advanceSeconds":86400.5})");
  EXPECT_EQ(moved["frozen"], true);
  EXPECT_GT(moved["now"].get<std::string>(), before);
  EXPECT_EQ(state("")["now"], moved["now"]);
  EXPECT_EQ(state(R"({"advanceSeconds":1,"frozen":false})")["frozen"], false);
  EXPECT_GT(state("")["offsetSeconds"].get<double>(), 86'400);
  call("POST", "/_local/reset");
  EXPECT_LT(state("")["offsetSeconds"].get<double>(), 0.001);
}

TEST_F(LocalRoutes, AClockThatIsToldNonsenseStaysAsItIs) {
  static_assert(base::limits::kClockAdvanceMax == std::chrono::seconds(3'155'760'000));
  for (const auto* const body :
       {"", "{}", "[]", "{", R"({"advanceSeconds":-1})", R"({"advanceSeconds":"1"})",
        R"({"advanceSeconds":3155760001})", R"({"frozen":1})", R"({"frozen":true,"now":1})"}) {
    EXPECT_EQ(call("POST", "/_local/clock", body).status, 400) << body;
  }
  EXPECT_EQ(call("POST", "/_local/clock?frozen=1", "{}").status, 400);
  EXPECT_EQ(call("GET", "/_local/clock?a=b").status, 400);
  EXPECT_FALSE(local_.movable_clock.is_frozen());
  // The clock may be advanced by a hundred years, but not without limit.
  int steps = 0;
  while (call("POST", "/_local/clock", R"({"advanceSeconds":3155760000})").status == 200) ++steps;
  EXPECT_EQ(steps, 1);
  EXPECT_EQ(call("POST", "/_local/clock", R"({"advanceSeconds":3155760000,"frozen":true})").status,
            400);
  EXPECT_FALSE(local_.movable_clock.is_frozen());
  EXPECT_THAT(call("POST", "/_local/clock", R"({"advanceSeconds":3155760000})").body,
              HasSubstr("cannot be moved any further"));
}

TEST_F(LocalRoutes, TheClockIsKeptForTheNextServer) {
  const auto stored = [&] {
    return db_->read([](store::ReadTxn& txn) { return store::find_clock(txn); }).value();
  };
  EXPECT_EQ(stored(), base::ClockSetting{});
  call("POST", "/_local/clock", R"({"advanceSeconds":60})");
  EXPECT_EQ(stored(), local_.movable_clock.setting());
  EXPECT_EQ(stored().ahead_by, std::chrono::seconds(60));
  call("POST", "/_local/clock", R"({"frozen":true})");
  EXPECT_EQ(stored().frozen_at, local_.movable_clock.now());
  call("POST", "/_local/reset");
  EXPECT_EQ(stored(), base::ClockSetting{});
}

TEST_F(LocalRoutes, AStateIsExportedAndImported) {
  const base::Caller caller{.account = "123456789012", .region = "us-east-1"};
  const auto add = [&](const std::string& id) {
    return db_->write([&](store::WriteTxn& txn) {
      return store::create_prompt(txn, caller, id, {.name = id}, clock_.now());
    });
  };
  const auto there = [&](const std::string& id) {
    return db_->read([&](store::ReadTxn& txn) { return store::require_prompt(txn, caller, id); });
  };
  ASSERT_TRUE(add("PROMPT0001"));
  call("POST", "/_local/clock", R"({"advanceSeconds":60,"frozen":true})");
  const base::TimePoint time = local_.movable_clock.now();
  const std::string document = call("GET", "/_local/state").body;
  call("POST", "/_local/reset");
  ASSERT_TRUE(add("PROMPT0002"));
  EXPECT_EQ(call("PUT", "/_local/state", document).status, 204);
  EXPECT_TRUE(there("PROMPT0001"));
  EXPECT_FALSE(there("PROMPT0002"));
  EXPECT_EQ(local_.movable_clock.now(), time);
  EXPECT_EQ(call("GET", "/_local/state").body, document);
  for (const auto* const body : {"", "[]", "{}"}) {
    EXPECT_EQ(call("PUT", "/_local/state", body).status, 400) << body;
  }
  EXPECT_EQ(call("PUT", "/_local/state?a=b", document).status, 400);
  EXPECT_EQ(call("GET", "/_local/state?a=b").status, 400);
  EXPECT_TRUE(there("PROMPT0001"));
}

TEST_F(LocalRoutes, AResetLeavesNothingButTheBackends) {
  call("PUT", "/_local/backends", R"({"models":[{"echo":true}]})");
  journal("CreatePrompt", "", 201);
  add_call("lambda", "Invoke", "Price");
  const base::Caller caller{.account = "123456789012", .region = "us-east-1"};
  ASSERT_TRUE(db_->write([&](store::WriteTxn& txn) {
    return store::create_prompt(txn, caller, "PROMPT0001", {.name = "one"}, clock_.now());
  }));
  const auto response = call("POST", "/_local/reset");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.body, "");
  EXPECT_FALSE(db_->read(
      [&](store::ReadTxn& txn) { return store::require_prompt(txn, caller, "PROMPT0001"); }));
  EXPECT_THAT(journaled(""), ElementsAre());
  EXPECT_THAT(nodes_of_calls(""), ElementsAre());
  EXPECT_EQ(call("GET", "/_local/backends").body, R"({"models":[{"echo":true}]})");
  EXPECT_EQ(local_.seeded, 0);
}

TEST_F(LocalRoutes, AResetAppliesTheSeedsIfAsked) {
  EXPECT_EQ(call("POST", "/_local/reset?seed=0").status, 204);
  EXPECT_EQ(local_.seeded, 0);
  EXPECT_EQ(call("POST", "/_local/reset?seed=1").status, 204);
  EXPECT_EQ(local_.seeded, 1);
  for (const auto* const query : {"?seed=yes", "?seed=2", "?seed", "?seeds=1"}) {
    EXPECT_EQ(call("POST", std::string("/_local/reset") + query).status, 400) << query;
  }
  EXPECT_EQ(local_.seeded, 1);
  local_.seeding = base::Error{base::ErrorCode::kValidation, "flow.json: no name"};
  const auto failed = call("POST", "/_local/reset?seed=1");
  EXPECT_EQ(failed.status, 500);
  EXPECT_EQ(failed.body, R"({"message":"flow.json: no name"})");
}

}  // namespace
}  // namespace flows::local
