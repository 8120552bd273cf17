#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "store/damaged_file.h"
#include "support/temp_dir.h"

namespace flows::store {
namespace {

// What another program has changed is never served: the call that reads it says which value it is.
TEST(DamagedFile, ACallThatReadsADamagedRowSaysWhichItIs) {
  const testing::TempDir folder;
  const auto whole = folder.file("whole.db"), damaged = folder.file("damaged.db");
  const Contents contents = fill(whole);
  const std::string talk = "/flows/" + contents.talk;
  const std::string executions = "/flows/" + contents.slow + "/aliases/TSTALIASID/executions";
  const std::string of_talk = " WHERE id = '" + contents.talk + "'";
  const std::string in_talk = " WHERE flow_id = '" + contents.talk + "'";
  const std::string second = " WHERE name = 'second'";
  struct Damage {
    std::string sql;
    std::string target;
    std::string said;
  };
  for (const Damage& damage : std::vector<Damage>{
           {"flow SET name = CAST(X'FF' AS TEXT)" + of_talk, "/flows/",
            "the stored name of a row of flow (id " + contents.talk},
           {"flow SET name = CAST(X'FF' AS TEXT)" + of_talk, "/_local/state",
            "the stored name of a row of flow (account 123456789012, region us-east-1, id " +
                contents.talk},
           {"flow SET status = 'Preparedx'" + of_talk, talk + "/",
            "the stored status of a row of flow (id " + contents.talk},
           {"flow SET status = 'Preparedx'" + of_talk, "/flows/",
            "the stored status of a row of flow (id " + contents.talk},
           {"flow SET definition_json = '[1]'" + of_talk, talk + "/", "is not a JSON object"},
           {"flow SET validations_json = '{}'" + of_talk, talk + "/", "is not a JSON array"},
           {"flow_version SET status = ''" + in_talk, talk + "/versions",
            "the stored status of a row of flow_version (version 1, "},
           {"flow_version SET status = ''" + in_talk, talk + "/versions/1/",
            "the stored status of a row of flow_version (flow_id " + contents.talk},
           {"flow_version SET definition_json = '-1'" + in_talk, talk + "/versions/1/",
            "is not a JSON object"},
           {"flow_alias SET flow_version = '1 ; x'" + in_talk, talk + "/aliases",
            "must be digits or DRAFT"},
           {"flow_alias SET flow_version = '1 ; x'" + in_talk, talk + "/aliases/TSTALIASID",
            "the stored flow_version of a row of flow_alias (id TSTALIASID, name TSTALIASID"},
           {R"(flow_alias SET concurrency_json = '{"type":"Manual","maxConcurrency":-3}')" +
                in_talk,
            talk + "/aliases", "must be a FlowAliasConcurrencyConfiguration"},
           {"prompt SET variants_json = '7'", "/prompts/" + contents.prompt + "/",
            "the stored variants_json of a row of prompt (id " + contents.prompt},
           {"execution SET status = 'Runningx'" + second, "/flows/" + contents.slow + "/executions",
            "the stored status of a row of execution (id 2, alias_id TSTALIASID, name second"},
           {"execution SET status = 'Runningx'" + second, executions + "/second",
            "the stored status of a row of execution (id 2"},
           {"execution SET status = 'Runningx'" + second, "/_local/executions",
            "the stored status of a row of execution (account"},
           {"execution SET errors_json = '-1'" + second, executions + "/second",
            "is not a JSON array"},
           {"execution SET version = '1.0'" + second, executions + "/second",
            "must be digits or DRAFT"},
           {"execution SET version = '1.0'" + second, "/flows/" + contents.slow + "/executions",
            "must be digits or DRAFT"},
           {"snapshot SET definition_json = '1e400'", executions + "/second/flowsnapshot",
            "is not a JSON object"}}) {
    SCOPED_TRACE(damage.sql + " and GET " + damage.target);
    std::filesystem::copy_file(whole, damaged, std::filesystem::copy_options::overwrite_existing);
    EditedFile(damaged).write("UPDATE " + damage.sql, nullptr);
    Server server(damaged);
    ASSERT_EQ(server.failure(), std::nullopt);
    const HttpResponse response = server.call("GET", damage.target);
    EXPECT_EQ(response.status, 500);
    EXPECT_THAT(response.body, ::testing::HasSubstr(damage.said));
    for (const std::string& other : {"/flows/" + contents.slow + "/", executions + "/first"}) {
      EXPECT_EQ(server.call("GET", other).status, 200) << other;
    }
  }
}

// What a user does about a damaged row must not fail because of the damage.
TEST(DamagedFile, WhatIsDamagedCanBeReplacedEndedAndDeleted) {
  const testing::TempDir folder;
  const auto file = folder.file("state.db");
  const Contents contents = fill(file);
  {
    EditedFile edited(file);
    edited.write("UPDATE flow SET status = 'x', validations_json = '-1', definition_json = 'x'",
                 nullptr);
    edited.write("UPDATE flow_alias SET flow_version = 'x', concurrency_json = 'x'", nullptr);
    edited.write("UPDATE execution SET version = 'x', errors_json = 'x'", nullptr);
  }
  Server server(file);
  ASSERT_EQ(server.failure(), std::nullopt);
  const std::string talk = "/flows/" + contents.talk;
  server.get("PUT", talk + "/aliases/TSTALIASID",
             {{"name", "TSTALIASID"}, {"routingConfiguration", {{{"flowVersion", "DRAFT"}}}}});
  server.get("PUT", talk + "/",
             {{"name", "again"},
              {"executionRoleArn", "arn:aws:iam::123456789012:role/r"},
              {"definition", golden("smallest")["definition"]}});
  server.get("POST", talk + "/");
  EXPECT_EQ(server.get("GET", talk + "/")["status"], "Prepared");
  const std::string slow = "/flows/" + contents.slow;
  EXPECT_EQ(server.call("DELETE", slow + "/?skipResourceInUseCheck=true").status / 100, 2);
}

}  // namespace
}  // namespace flows::store
