#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <filesystem>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "flows/emulator.h"
#include "store/numbers.h"
#include "support/socket_client.h"
#include "support/temp_dir.h"

// A database file whose rows other hands have changed: the server starts or says why not, and every
// call has a response.
namespace flows::store {
namespace {

using base::Json;
using testing::HttpResponse;
using testing::SocketClient;

Json golden(const std::string& name) {
  return base::parse_json(bytes_of(FLOWS_SOURCE_DIR "/tests/golden/flows/" + name + ".json"))
      .value();
}

// One server on one file, and one connection to it.
class Server {
 public:
  explicit Server(const std::filesystem::path& file) : emulator_(options(file)) {
    failure_ = emulator_.start();
    if (!failure_) client_.emplace(emulator_.port());
  }

  // Why it does not start.
  [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }

  HttpResponse call(const std::string& method, const std::string& target, const Json& body = {}) {
    const std::string text = body.is_null() ? "" : base::to_text(body);
    client_->send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                  std::to_string(text.size()) + "\r\n\r\n" + text);
    return client_->read_response().value_or(HttpResponse{});
  }

  Json get(const std::string& method, const std::string& target, const Json& body = {}) {
    const HttpResponse response = call(method, target, body);
    EXPECT_EQ(response.status / 100, 2) << target << ": " << response.body;
    return base::parse_json(response.body).value();
  }

 private:
  static Options options(const std::filesystem::path& file) {
    Options options;
    options.port = 0;
    options.db = file.string();
    options.workers = 1;
    return options;
  }

  Emulator emulator_;
  std::optional<std::string> failure_;
  std::optional<SocketClient> client_;
};

// What the file holds, for calls that read it again.
struct Contents {
  std::string talk;  // a flow with a conversation that waits
  std::string slow;  // a flow with an execution that runs
  std::string prompt;
};

Json input(const std::string& node, const std::string& text) {
  return {{{"nodeName", node}, {"nodeOutputName", "document"}, {"content", {{"document", text}}}}};
}

// A flow with a version, an alias and tags; its ID.
std::string make_flow(Server& server, const std::string& name) {
  const Json role = "arn:aws:iam::123456789012:role/r";
  const std::string id = server.get("POST", "/flows/",
                                    {{"name", name},
                                     {"executionRoleArn", role},
                                     {"clientToken", std::string(40, name.front())},
                                     {"tags", {{"team", "blue"}}},
                                     {"definition", golden(name)["definition"]}})["id"];
  const std::string flow = "/flows/" + id;
  server.get("POST", flow + "/");
  server.get("POST", flow + "/versions");
  server.get("POST", flow + "/aliases",
             {{"name", "live"},
              {"routingConfiguration", {{{"flowVersion", "1"}}}},
              {"concurrencyConfiguration", {{"type", "Manual"}, {"maxConcurrency", 3}}}});
  return id;
}

Contents fill(const std::filesystem::path& file) {
  Server server(file);
  EXPECT_EQ(server.failure(), std::nullopt);
  const Json talk = golden("conversation");
  Json backends = talk["backends"];
  backends["models"] = {{{"respond", {{"text", "late"}}}, {"delayMs", 3'600'000}}};
  EXPECT_EQ(server.call("PUT", "/_local/backends", backends).status, 200);
  EXPECT_EQ(server.call("POST", "/_local/clock", {{"advanceSeconds", 60}}).status, 200);
  Contents contents{.talk = make_flow(server, "conversation"),
                    .slow = make_flow(server, "prompt_chain"),
                    .prompt = {}};
  make_flow(server, "smallest");
  contents.prompt =
      server.get("POST", "/prompts/",
                 {{"name", "prompt"},
                  {"variants",
                   {{{"name", "a"},
                     {"templateType", "TEXT"},
                     {"templateConfiguration", {{"text", {{"text", "Say {{it}}."}}}}}}}}})["id"];
  server.get("POST", "/prompts/" + contents.prompt + "/versions");
  const std::string flow = "/flows/" + contents.talk + "/aliases/TSTALIASID";
  EXPECT_EQ(server
                .call("POST", flow,
                      {{"executionId", "talk"}, {"inputs", input("Start", "I want to travel.")}})
                .status,
            200);
  for (const char* const name : {"first", "second"}) {
    server.get("POST", "/flows/" + contents.slow + "/aliases/TSTALIASID/executions",
               {{"flowExecutionName", name}, {"inputs", input("In1", "hi")}});
  }
  const std::string stopped =
      "/flows/" + contents.slow + "/aliases/TSTALIASID/executions/second/stop";
  server.get("POST", stopped, Json::object());
  return contents;
}

// Calls that together read every table and write most of them.
std::vector<HttpResponse> call_everything(Server& server, const Contents& contents) {
  const std::string talk = "/flows/" + contents.talk;
  const std::string slow = "/flows/" + contents.slow;
  const std::string executions = slow + "/aliases/TSTALIASID/executions";
  std::vector<HttpResponse> responses;
  for (const std::string& target :
       {std::string("/flows/"), talk + "/", talk + "/versions", talk + "/versions/1/",
        talk + "/aliases", std::string("/prompts/"), "/prompts/" + contents.prompt + "/",
        "/prompts/" + contents.prompt + "/?promptVersion=1", slow + "/executions",
        executions + "/first", executions + "/second", executions + "/first/events?eventType=Node",
        executions + "/second/events?eventType=Flow", executions + "/first/flowsnapshot",
        "/tags/arn:aws:bedrock:us-east-1:123456789012:flow/" + contents.talk,
        std::string("/_local/executions"), std::string("/_local/state")}) {
    responses.push_back(server.call("GET", target));
  }
  responses.push_back(
      server.call("POST", talk + "/aliases/TSTALIASID",
                  {{"executionId", "talk"},
                   {"inputs", {{{"nodeName", "Book"}, {"content", {{"document", "Paris"}}}}}}}));
  responses.push_back(
      server.call("POST", talk + "/aliases/TSTALIASID", {{"inputs", input("Start", "again")}}));
  responses.push_back(server.call("POST", executions, {{"inputs", input("In1", "hi")}}));
  responses.push_back(server.call("POST", talk + "/"));
  responses.push_back(server.call("POST", talk + "/versions"));
  responses.push_back(server.call("DELETE", slow + "/?skipResourceInUseCheck=true"));
  return responses;
}

// A database file that is changed below the program.
class EditedFile {
 public:
  explicit EditedFile(const std::filesystem::path& path) {
    CHECK(sqlite3_open(path.c_str(), &db_) == SQLITE_OK, "the file can be opened");
  }
  ~EditedFile() { sqlite3_close(db_); }
  EditedFile(const EditedFile&) = delete;
  EditedFile& operator=(const EditedFile&) = delete;

  // The first column of each row; NULL as "".
  std::vector<std::string> read(const std::string& sql) {
    std::vector<std::string> found;
    const auto add = [](void* to, int, char** values, char**) {
      static_cast<std::vector<std::string>*>(to)->emplace_back(values[0] == nullptr ? ""
                                                                                    : values[0]);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(db_, sql.c_str(), add, &found, nullptr), SQLITE_OK) << sql;
    return found;
  }

  // Puts `value` there, where the schema lets it: as text, as a number or as NULL.
  void write(const std::string& sql, const Json& value) {
    sqlite3_stmt* statement = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    if (value.is_string()) {
      const auto& text = value.get_ref<const std::string&>();
      sqlite3_bind_text64(statement, 1, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    } else if (value.is_number_integer()) {
      sqlite3_bind_int64(statement, 1, value.get<std::int64_t>());
    }
    sqlite3_step(statement);  // what the schema refuses stays as it was
    sqlite3_finalize(statement);
  }

 private:
  sqlite3* db_ = nullptr;
};

struct Column {
  std::string table;
  std::string name;
  bool has_text = false;
};

std::vector<Column> columns_of(EditedFile& file) {
  std::vector<Column> columns;
  for (const auto& table : file.read(
           "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")) {
    for (const auto& name : file.read("SELECT name FROM pragma_table_info('" + table + "')")) {
      const auto type = file.read("SELECT type FROM pragma_table_info('" + table +
                                  "') WHERE name = '" + name + "'");
      columns.push_back({.table = table, .name = name, .has_text = type.front() == "TEXT"});
    }
  }
  return columns;
}

class Damages {
 public:
  explicit Damages(unsigned seed) : random_(seed) {}

  // Changes one cell.
  void change_one(EditedFile& file, const std::vector<Column>& columns) {
    const Column& column = columns[below(columns.size())];
    std::string where;
    // The others are keyed by their texts.
    if (column.table != "tag" && column.table != "object") {
      const auto rows = std::stoull(file.read("SELECT count(*) FROM " + column.table).front());
      if (rows == 0) return;
      where = " WHERE rowid = (SELECT rowid FROM " + column.table +
              " ORDER BY rowid LIMIT 1 OFFSET " + std::to_string(below(rows)) + ")";
    }
    const auto before = file.read("SELECT " + column.name + " FROM " + column.table + where);
    const Json value =
        column.has_text ? odd_text(before.empty() ? "" : before.front()) : odd_number();
    file.write("UPDATE OR IGNORE " + column.table + " SET " + column.name + " = ?1" + where, value);
  }

 private:
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_()) % end; }

  Json odd_number() {
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    constexpr std::array<std::int64_t, 8> kNumbers{0, -1, 1, 2, kMax, -kMax - 1, kMax / 2, 1 << 30};
    const std::size_t at = below(kNumbers.size() + 1);
    return at == kNumbers.size() ? Json(nullptr) : Json(kNumbers[at]);
  }

  Json odd_text(std::string before) {
    static const std::array<std::string, 14> kTexts{"",
                                                    "x",
                                                    "[]",
                                                    "{}",
                                                    "7",
                                                    "null",
                                                    "\"t\"",
                                                    "[7]",
                                                    "\xff\xfe",
                                                    "Running",
                                                    "DRAFT",
                                                    std::string(1'000, '['),
                                                    std::string(50'000, 'y'),
                                                    R"({"nodes":[],"connections":[]})"};
    switch (below(4)) {
      case 0: return kTexts[below(kTexts.size())];
      case 1: return before.substr(0, below(before.size() + 1));
      case 2:
        if (!before.empty()) before[below(before.size())] = static_cast<char>(below(256));
        return before;
      default:
        if (!before.empty()) before.erase(below(before.size()), 1 + below(20));
        return before;
    }
  }

  std::minstd_rand random_;
};

void expect_responses(Server& server, const Contents& contents) {
  for (const HttpResponse& response : call_everything(server, contents)) {
    EXPECT_GE(response.status, 200);
    EXPECT_TRUE(response.is_whole);
    // Only the stream of InvokeFlow is no JSON.
    const bool is_stream = response.header("Content-Type").find("eventstream") != std::string::npos;
    if (response.body.empty() || is_stream) continue;
    EXPECT_TRUE(base::parse_json(response.body)) << response.body;
  }
}

// What other hands have changed is never served: the call that reads it says which value it is.
TEST(DamagedFile, ACallThatReadsADamagedRowSaysWhichItIs) {
  const testing::TempDir folder;
  const auto whole = folder.file("whole.db"), damaged = folder.file("damaged.db");
  const Contents contents = fill(whole);
  const std::string talk = "/flows/" + contents.talk;
  const std::string executions = "/flows/" + contents.slow + "/aliases/TSTALIASID/executions";
  struct Damage {
    std::string sql;
    std::string target;
    std::string said;
  };
  for (const Damage& damage : std::vector<Damage>{
           {"flow SET name = CAST(X'FF' AS TEXT)", "/flows/", "the stored name of the row (id "},
           {"flow SET name = CAST(X'FF' AS TEXT)", "/_local/state",
            "table flow: the stored name of the row (account 123456789012, region us-east-1, id "},
           {"flow SET status = 'Preparedx'", talk + "/", "the stored status of the row (id "},
           {"flow SET status = 'Preparedx'", "/flows/", "the stored status of the row (id "},
           {"flow SET definition_json = '[1]'", talk + "/", "is not a JSON object"},
           {"flow SET validations_json = '{}'", talk + "/", "is not a JSON array"},
           {"flow_version SET status = ''", talk + "/versions",
            "the stored status of the row (version 1, "},
           {"flow_version SET status = ''", talk + "/versions/1/", "the stored status"},
           {"flow_version SET definition_json = '-1'", talk + "/versions/1/",
            "is not a JSON object"},
           {"flow_alias SET flow_version = '1 ; x'", talk + "/aliases", "must be digits or DRAFT"},
           {"flow_alias SET flow_version = '1 ; x'", talk + "/aliases/TSTALIASID",
            "must be digits or DRAFT"},
           {R"(flow_alias SET concurrency_json = '{"type":"Manual","maxConcurrency":-3}')",
            talk + "/aliases", "must be a FlowAliasConcurrencyConfiguration"},
           {"prompt SET variants_json = '7'", "/prompts/" + contents.prompt + "/",
            "is not a JSON array"},
           {"execution SET status = 'Runningx'", executions + "/first",
            "the stored status of the row"},
           {"execution SET status = 'Runningx'", "/_local/executions",
            "the stored status of the row"},
           {"execution SET errors_json = '-1' WHERE status <> 'Running'", executions + "/second",
            "is not a JSON array"},
           {"execution SET version = '1.0' WHERE status <> 'Running'", executions + "/second",
            "must be digits or DRAFT"},
           {"snapshot SET definition_json = '1e400'", executions + "/second/flowsnapshot",
            "is not a JSON object"}}) {
    SCOPED_TRACE(damage.sql + " and GET " + damage.target);
    std::filesystem::copy_file(whole, damaged, std::filesystem::copy_options::overwrite_existing);
    EditedFile(damaged).write("UPDATE OR REPLACE " + damage.sql, nullptr);
    Server server(damaged);
    ASSERT_EQ(server.failure(), std::nullopt);
    const HttpResponse response = server.call("GET", damage.target);
    EXPECT_EQ(response.status, 500);
    EXPECT_THAT(response.body, ::testing::HasSubstr(damage.said));
  }
}

TEST(DamagedFile, ARandomDamageEndsNoServer) {
  constexpr int kStarts = 250;
  constexpr int kDamagesEach = 4;
  const testing::TempDir folder;
  const auto whole = folder.file("whole.db"), damaged = folder.file("damaged.db");
  const Contents contents = fill(whole);
  {
    Server server(whole);
    ASSERT_EQ(server.failure(), std::nullopt);
    expect_responses(server, contents);
  }
  std::filesystem::remove(whole);
  const Contents again = fill(whole);
  Damages damages(20261128);
  int started = 0;
  for (int start = 0; start < kStarts; ++start) {
    SCOPED_TRACE(start);
    std::filesystem::copy_file(whole, damaged, std::filesystem::copy_options::overwrite_existing);
    {
      EditedFile file(damaged);
      const auto columns = columns_of(file);
      for (int damage = 0; damage < kDamagesEach; ++damage) damages.change_one(file, columns);
    }
    Server server(damaged);
    if (server.failure()) {
      EXPECT_NE(server.failure()->find(damaged.string()), std::string::npos) << *server.failure();
    } else {
      ++started;
      expect_responses(server, again);
    }
  }
  EXPECT_GT(started, kStarts * 9 / 10);
}

}  // namespace
}  // namespace flows::store
