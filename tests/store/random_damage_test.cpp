#include <gtest/gtest.h>

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

#include "store/damaged_file.h"
#include "support/temp_dir.h"

// A database file whose rows other hands have changed: the server starts or says why not, and every
// call has a response.
namespace flows::store {
namespace {

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
      if (type.front() == "BLOB") continue;  // any bytes may stand there, and nothing else can
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
