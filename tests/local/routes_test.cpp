#include <gmock/gmock.h>

#include <set>

#include "base/limits.h"
#include "flows/version.h"
#include "local/local_routes.h"

namespace flows::local {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using MethodAndPath = std::pair<std::string, std::string>;

// Every route that is planned.
const std::set<MethodAndPath> kPromised = {
    {"GET", "/"},
    {"GET", "/_local/"},
    {"GET", "/_local/health"},
    {"POST", "/_local/reset"},
    {"GET", "/_local/state"},
    {"PUT", "/_local/state"},
    {"GET", "/_local/backends"},
    {"PUT", "/_local/backends"},
    {"GET", "/_local/buckets/{bucket}"},
    {"GET", "/_local/buckets/{bucket}/{key+}"},
    {"PUT", "/_local/buckets/{bucket}/{key+}"},
    {"DELETE", "/_local/buckets/{bucket}/{key+}"},
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

TEST_F(LocalRoutes, TheIndexSaysWhatIsThere) {
  for (const auto* const path : {"/", "/_local/"}) {
    const auto response = call("GET", path);
    EXPECT_EQ(response.status, 200);
    const auto index = base::parse_json(response.body).value();
    EXPECT_EQ(index["name"], "bedrock-flows-local");
    EXPECT_EQ(index["version"], version());
    EXPECT_THAT(index["connect"], HasSubstr("AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME"));
    EXPECT_EQ(index["routes"].size(), routes().size());
    EXPECT_EQ(index["routes"][2], "GET /_local/health");
  }
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
  local_.stop.request_stop();
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

TEST_F(LocalRoutes, PutBackendsReturnsTheDocumentInForce) {
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
  for (std::size_t at = 0; at < base::limits::kRequestJournalEntriesMax; ++at) {
    journal("GetFlow", "", 200);
  }
  EXPECT_EQ(journaled("").size(), base::limits::kRequestJournalEntriesMax);
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

TEST(MessageResponse, QuotesTheMessage) {
  EXPECT_EQ(message_response(400, "a \"b\"").body, R"({"message":"a \"b\""})");
}

}  // namespace
}  // namespace flows::local
