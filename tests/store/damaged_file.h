#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "flows/emulator.h"
#include "store/numbers.h"
#include "support/socket_client.h"

// Servers on a database file whose rows another program changes between two starts.
namespace flows::store {

using base::Json;
using testing::HttpResponse;
using testing::SocketClient;

inline Json golden(const std::string& name) {
  return base::parse_json(bytes_of(FLOWS_SOURCE_DIR "/tests/golden/flows/" + name + ".json"))
      .value();
}

// One server on one file.
class Server {
 public:
  explicit Server(const std::filesystem::path& file) : emulator_(options(file)) {
    failure_ = emulator_.start();
  }

  // Why it does not start.
  [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }

  HttpResponse call(const std::string& method, const std::string& target, const Json& body = {}) {
    const std::string text = body.is_null() ? "" : base::to_text(body);
    // A connection may have ended with the stream before.
    SocketClient client(emulator_.port());
    client.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                std::to_string(text.size()) + "\r\n\r\n" + text);
    return client.read_response().value_or(HttpResponse{});
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
};

// What the file holds, for calls that read it again.
struct Contents {
  std::string talk;  // a flow with a conversation that waits
  std::string slow;  // a flow with an execution that runs
  std::string prompt;
};

inline Json input(const std::string& node, const std::string& text) {
  return {{{"nodeName", node}, {"nodeOutputName", "document"}, {"content", {{"document", text}}}}};
}

// A flow with a version, an alias and tags; its ID.
inline std::string make_flow(Server& server, const std::string& name) {
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

inline Contents fill(const std::filesystem::path& file) {
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

}  // namespace flows::store
