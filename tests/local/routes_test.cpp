#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "flows/version.h"
#include "local/route.h"
#include "store/prompt_store.h"
#include "support/fake_clock.h"

namespace flows::local {
namespace {

using flows::testing::FakeClock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using MethodAndPath = std::pair<std::string, std::string>;

// Every route that the program promises.
const std::set<MethodAndPath> kPromised = {
    {"GET", "/_local/health"},
    {"POST", "/_local/reset"},
    {"GET", "/_local/state"},
    {"PUT", "/_local/state"},
    {"GET", "/_local/backends"},
    {"PUT", "/_local/backends"},
    {"GET", "/_local/clock"},
    {"POST", "/_local/clock"},
    {"GET", "/_local/snapshots"},
    {"POST", "/_local/snapshots/{name}"},
    {"POST", "/_local/snapshots/{name}/load"},
    {"DELETE", "/_local/snapshots/{name}"},
    {"GET", "/_local/requests"},
    {"DELETE", "/_local/requests"},
    {"GET", "/_local/calls"},
    {"DELETE", "/_local/calls"},
    {"GET", "/_local/executions"},
    {"GET", "/_local/executions/{id}"},
    {"GET", "/_local/coverage"},
    {"GET", "/_local/faults"},
    {"PUT", "/_local/faults"},
    {"DELETE", "/_local/faults"},
    {"GET", "/_local/metrics"},
    {"GET", "/_local/console/"},
};

class LocalRoutes : public ::testing::Test {
 protected:
  wire::Response call(std::string_view method, std::string_view target, std::string body = {}) {
    const auto path = target.substr(0, target.find('?'));
    for (const Route& route : routes()) {
      if (route.method != method || route.path != path) continue;
      const wire::Request request{std::string(method), std::string(target), {}, std::move(body)};
      return route.handler(request, {}, services_);
    }
    ADD_FAILURE() << "no row for " << method << ' ' << path;
    return {};
  }

  void journal(const std::string& operation, const std::string& flow, int status,
               const std::string& error = "") {
    journal_.add({.time = clock_.now(),
                  .request_id = "id-of-" + operation,
                  .service = "bedrock-agent",
                  .operation = operation,
                  .flow = flow,
                  .caller = {.account = "123456789012", .region = "us-east-1"},
                  .status = status,
                  .error_code = error,
                  .duration = std::chrono::microseconds(1500)});
  }

  // The operations that the answer lists.
  std::vector<std::string> journaled(const std::string& query) {
    const auto answer = base::parse_json(call("GET", "/_local/requests" + query).body).value();
    std::vector<std::string> operations;
    for (const auto& entry : answer["requests"]) operations.push_back(entry["operation"]);
    return operations;
  }

  void add_call(std::string_view kind, std::string_view operation, std::string node,
                std::optional<base::Error> error = {}) {
    calls_.add({.time = clock_.now(),
                .kind = kind,
                .operation = operation,
                .run = {.flow_arn = "arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001",
                        .alias_arn = {},
                        .execution_id = "run-1"},
                .node = std::move(node),
                .served_by = error ? "" : "/lambdas/0",
                .request = R"({"a":1})",
                .response = "[2]",
                .error = std::move(error),
                .duration = std::chrono::microseconds(1500)});
  }

  std::vector<std::string> nodes_of_calls(const std::string& query) {
    const auto answer = base::parse_json(call("GET", "/_local/calls" + query).body).value();
    std::vector<std::string> nodes;
    for (const auto& entry : answer["calls"]) nodes.push_back(entry["node"]);
    return nodes;
  }

  FakeClock clock_;
  base::OffsetClock movable_clock_;
  std::unique_ptr<store::Database> db_ = store::Database::open({}).value();
  backends::CallJournal calls_;
  std::unique_ptr<backends::Backends> backends_ = *backends::Backends::open({}, clock_, calls_);
  RequestJournal journal_;
  std::mutex resetting_;
  std::stop_source stop_;
  int seeded_ = 0;
  base::Result<void> seeding_ = {};
  Services services_{.db = *db_,
                     .backends = *backends_,
                     .journal = journal_,
                     .calls = calls_,
                     .clock = clock_,
                     .movable_clock = movable_clock_,
                     .started_at = clock_.now(),
                     .resetting = resetting_,
                     .apply_seeds =
                         [this] {
                           ++seeded_;
                           return seeding_;
                         },
                     .stopping = stop_.get_token()};
};

TEST_F(LocalRoutes, EveryPromisedRouteHasARowOrAReason) {
  std::set<MethodAndPath> found;
  for (const Route& route : routes()) {
    EXPECT_TRUE(found.emplace(route.method, route.path).second) << route.path << " twice";
  }
  for (const NotSupported& route : not_supported()) {
    EXPECT_TRUE(found.emplace(route.method, route.path).second) << route.path << " twice";
    EXPECT_FALSE(route.reason.empty()) << route.path;
  }
  EXPECT_EQ(found, kPromised);
}

TEST_F(LocalRoutes, HealthSaysVersionAndUptime) {
  clock_.advance(std::chrono::milliseconds(90'999));
  const auto response = call("GET", "/_local/health");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body,
            std::string(R"({"status":"ok","version":")") + version() + R"(","uptimeSeconds":90})");
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.headers[0], (wire::Header{"Content-Type", "application/json"}));
}

TEST_F(LocalRoutes, HealthIs503WhileTheServerStops) {
  stop_.request_stop();
  const auto response = call("GET", "/_local/health");
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, StartsWith(R"({"status":"stopping")"));
}

TEST_F(LocalRoutes, UptimeIsNeverNegative) {
  clock_.advance(-std::chrono::hours(1));
  EXPECT_THAT(call("GET", "/_local/health").body, HasSubstr(R"("uptimeSeconds":0})"));
}

TEST_F(LocalRoutes, BackendsAreEmptyAtFirst) {
  const auto response = call("GET", "/_local/backends");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "{}");
}

TEST_F(LocalRoutes, PutBackendsAnswersTheDocumentInForce) {
  const auto response = call("PUT", "/_local/backends", R"({ "models": [{"echo": true}] })");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"models":[{"echo":true}]})");
  EXPECT_EQ(call("GET", "/_local/backends").body, response.body);
}

TEST_F(LocalRoutes, PutOfABadDocumentNamesThePointerAndChangesNothing) {
  call("PUT", "/_local/backends", R"({"models":[{"echo":true}]})");
  const auto response = call("PUT", "/_local/backends", R"({"models":[{"echo":true,"times":0}]})");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, StartsWith(R"({"message":"/models/0/times: must be)"));
  EXPECT_EQ(call("GET", "/_local/backends").body, R"({"models":[{"echo":true}]})");
}

TEST_F(LocalRoutes, PutOfAnEmptyBodyIsRefused) {
  const auto response = call("PUT", "/_local/backends");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("is not valid JSON"));
}

TEST_F(LocalRoutes, RequestsAreListedFromTheNewestWithAllThatIsKnown) {
  EXPECT_EQ(call("GET", "/_local/requests").body, R"({"requests":[]})");
  journal("CreateFlow", "", 201);
  clock_.advance(std::chrono::seconds(1));
  journal("GetFlow", "FLOW000001", 404, "ResourceNotFoundException");
  EXPECT_EQ(call("GET", "/_local/requests").body,
            R"({"requests":[{"time":"2026-08-01T00:00:01.000000000Z","requestId":"id-of-GetFlow",)"
            R"("service":"bedrock-agent","operation":"GetFlow","flow":"FLOW000001",)"
            R"("account":"123456789012","region":"us-east-1","status":404,)"
            R"("errorCode":"ResourceNotFoundException","durationMs":1.500},)"
            R"({"time":"2026-08-01T00:00:00.000000000Z","requestId":"id-of-CreateFlow",)"
            R"("service":"bedrock-agent","operation":"CreateFlow","account":"123456789012",)"
            R"("region":"us-east-1","status":201,"durationMs":1.500}]})");
}

TEST_F(LocalRoutes, RequestsAreFiltered) {
  journal("GetFlow", "FLOW000001", 200);
  journal("GetFlow", "FLOW000002", 404);
  journal("DeleteFlow", "FLOW000001", 200);
  EXPECT_THAT(journaled("?operation=GetFlow"), ElementsAre("GetFlow", "GetFlow"));
  EXPECT_THAT(journaled("?flow=FLOW000001"), ElementsAre("DeleteFlow", "GetFlow"));
  EXPECT_THAT(journaled("?status=404"), ElementsAre("GetFlow"));
  EXPECT_THAT(journaled("?limit=2"), ElementsAre("DeleteFlow", "GetFlow"));
  EXPECT_THAT(journaled("?operation=GetFlow&flow=FLOW000001&status=200&limit=5"),
              ElementsAre("GetFlow"));
  EXPECT_THAT(journaled("?operation=ListFlows"), ElementsAre());
}

TEST_F(LocalRoutes, AFilterThatSaysNothingIsRefused) {
  for (const auto* const query :
       {"?status=soon", "?status=99", "?limit=0", "?limit=10001", "?limit=1&limit=2",
        "?operatoin=GetFlow", "?limit=", "?flow=any"}) {
    EXPECT_EQ(call("GET", std::string("/_local/requests") + query).status, 400) << query;
  }
  EXPECT_EQ(call("GET", "/_local/requests?nodes=1").body,
            R"({"message":"The query has 'nodes', but this route knows only: operation, flow, )"
            R"(status, limit."})");
}

TEST_F(LocalRoutes, TheOldestRequestsGoFirst) {
  journal("CreateFlow", "", 201);
  for (std::size_t at = 0; at < base::limits::kJournalEntriesMax; ++at) {
    journal("GetFlow", "", 200);
  }
  EXPECT_EQ(journaled("").size(), base::limits::kJournalEntriesMax);
  EXPECT_THAT(journaled("?operation=CreateFlow"), ElementsAre());
}

TEST_F(LocalRoutes, DeletingRequestsEmptiesTheJournal) {
  journal("CreateFlow", "", 201);
  const auto response = call("DELETE", "/_local/requests");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.body, "");
  EXPECT_THAT(journaled(""), ElementsAre());
  journal("CreateFlow", "", 201);
  EXPECT_EQ(call("DELETE", "/_local/requests?operation=GetFlow").body,
            R"({"message":"The query has 'operation', but this route takes none."})");
  EXPECT_THAT(journaled(""), ElementsAre("CreateFlow"));
}

TEST_F(LocalRoutes, CallsAreListedFromTheNewestWithAllThatIsKnown) {
  EXPECT_EQ(call("GET", "/_local/calls").body, R"({"calls":[]})");
  add_call("lambda", "Invoke", "Price");
  clock_.advance(std::chrono::seconds(1));
  add_call("model", "Converse", "Ask",
           base::Error{base::ErrorCode::kDependencyFailed, "no", {}, "Amazon Bedrock"});
  EXPECT_EQ(call("GET", "/_local/calls").body,
            R"({"calls":[{"time":"2026-08-01T00:00:01.000000000Z","kind":"model",)"
            R"("operation":"Converse","flow":"FLOW000001","execution":"run-1","node":"Ask",)"
            R"("status":"failed","request":{"a":1},"error":{"code":"DependencyFailedException",)"
            R"("message":"no","resourceName":"Amazon Bedrock"},"durationMs":1.500},)"
            R"({"time":"2026-08-01T00:00:00.000000000Z","kind":"lambda","operation":"Invoke",)"
            R"("flow":"FLOW000001","execution":"run-1","node":"Price","status":"answered",)"
            R"("servedBy":"/lambdas/0","request":{"a":1},"response":[2],"durationMs":1.500}]})");
}

TEST_F(LocalRoutes, CallsAreFiltered) {
  add_call("lambda", "Invoke", "Price");
  add_call("model", "Converse", "Ask", base::Error{base::ErrorCode::kDependencyFailed, "no"});
  add_call("s3", "GetObject", "Load");
  add_call("s3", "PutObject", "Keep");
  EXPECT_THAT(nodes_of_calls("?kind=s3"), ElementsAre("Keep", "Load"));
  EXPECT_THAT(nodes_of_calls("?operation=GetObject"), ElementsAre("Load"));
  EXPECT_THAT(nodes_of_calls("?node=Ask"), ElementsAre("Ask"));
  EXPECT_THAT(nodes_of_calls("?status=failed"), ElementsAre("Ask"));
  EXPECT_THAT(nodes_of_calls("?status=answered&limit=2"), ElementsAre("Keep", "Load"));
  EXPECT_THAT(nodes_of_calls("?flow=FLOW000001&limit=1"), ElementsAre("Keep"));
  EXPECT_THAT(nodes_of_calls("?flow=FLOW000002"), ElementsAre());
  EXPECT_THAT(nodes_of_calls("?execution=run-1&kind=model"), ElementsAre("Ask"));
  EXPECT_THAT(nodes_of_calls("?execution=run-2"), ElementsAre());
  for (const auto* const query :
       {"?kind=models", "?status=200", "?limit=0", "?limit=10001", "?flow=any", "?kinds=s3"}) {
    EXPECT_EQ(call("GET", std::string("/_local/calls") + query).status, 400) << query;
  }
  EXPECT_EQ(call("GET", "/_local/calls?kind=models").body,
            R"({"message":"'kind' must be one of: model, lambda, knowledgeBase, agent, lex, s3, )"
            R"(code."})");
}

TEST_F(LocalRoutes, DeletingCallsEmptiesTheirJournal) {
  add_call("lambda", "Invoke", "Price");
  EXPECT_EQ(call("DELETE", "/_local/calls?kind=lambda").status, 400);
  EXPECT_EQ(nodes_of_calls("").size(), 1U);
  EXPECT_EQ(call("DELETE", "/_local/calls").status, 204);
  EXPECT_THAT(nodes_of_calls(""), ElementsAre());
}

TEST(FlowIdIn, ReadsIdsAndArnsAndNothingElse) {
  EXPECT_EQ(flow_id_in("FLOW000001"), "FLOW000001");
  EXPECT_EQ(flow_id_in("arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001"), "FLOW000001");
  EXPECT_EQ(flow_id_in("arn:aws:bedrock:us-east-1:123456789012:flow/FLOW000001/alias/TSTALIASID"),
            "FLOW000001");
  for (const auto* const text : {"", "FLOW", "FLOW000001x", "FLOW-00001", "a/b",
                                 "arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT0001"}) {
    EXPECT_EQ(flow_id_in(text), "") << text;
  }
}

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
  for (const auto* const body :
       {"", "{}", "[]", "{", R"({"advanceSeconds":-1})", R"({"advanceSeconds":"1"})",
        R"({"advanceSeconds":3155760001})", R"({"frozen":1})", R"({"frozen":true,"now":1})"}) {
    EXPECT_EQ(call("POST", "/_local/clock", body).status, 400) << body;
  }
  EXPECT_EQ(call("POST", "/_local/clock?frozen=1", "{}").status, 400);
  EXPECT_EQ(call("GET", "/_local/clock?a=b").status, 400);
  EXPECT_FALSE(movable_clock_.is_frozen());
  // A hundred years are a step, but not for ever.
  int steps = 0;
  while (call("POST", "/_local/clock", R"({"advanceSeconds":3155760000})").status == 200) ++steps;
  EXPECT_EQ(steps, 1);
  EXPECT_THAT(call("POST", "/_local/clock", R"({"advanceSeconds":3155760000})").body,
              HasSubstr("cannot be moved any further"));
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
  EXPECT_EQ(seeded_, 0);
}

TEST_F(LocalRoutes, AResetAppliesTheSeedsIfAsked) {
  EXPECT_EQ(call("POST", "/_local/reset?seed=0").status, 204);
  EXPECT_EQ(seeded_, 0);
  EXPECT_EQ(call("POST", "/_local/reset?seed=1").status, 204);
  EXPECT_EQ(seeded_, 1);
  for (const auto* const query : {"?seed=yes", "?seed=2", "?seed", "?seeds=1"}) {
    EXPECT_EQ(call("POST", std::string("/_local/reset") + query).status, 400) << query;
  }
  EXPECT_EQ(seeded_, 1);
  seeding_ = base::Error{base::ErrorCode::kValidation, "flow.json: no name"};
  const auto failed = call("POST", "/_local/reset?seed=1");
  EXPECT_EQ(failed.status, 500);
  EXPECT_EQ(failed.body, R"({"message":"flow.json: no name"})");
}

TEST(MessageResponse, QuotesTheMessage) {
  EXPECT_EQ(message_response(400, "a \"b\"").body, R"({"message":"a \"b\""})");
}

}  // namespace
}  // namespace flows::local
