#include "flows/emulator.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "flows/version.h"
#include "support/socket_client.h"

// These tests run an emulator inside the process through its public interface, as a program that
// embeds one does.
namespace flows {
namespace {

using testing::HttpResponse;
using testing::SocketClient;

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "flows-e2e-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

Options in_memory() {
  Options options;
  options.port = 0;
  options.in_memory = true;
  return options;
}

std::string message(const std::string& method, const std::string& target, const std::string& body) {
  return method + " " + target +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

HttpResponse call(const Emulator& emulator, const std::string& method, const std::string& target,
                  const std::string& body = "") {
  SocketClient client(emulator.port());
  client.send(message(method, target, body));
  return client.read_response().value_or(HttpResponse{});
}

const std::string kRole = R"("executionRoleArn":"arn:aws:iam::123456789012:role/r")";

// The flow has one Prompt node between its input and its output.
std::string flow_body() {
  const std::string nodes =
      R"({"name":"In1","type":"Input","outputs":[{"name":"document","type":"String"}]},)"
      R"({"name":"Ask","type":"Prompt","configuration":{"prompt":{"sourceConfiguration":{"inline":)"
      R"({"templateType":"TEXT","modelId":"m","templateConfiguration":{"text":{"text":"{{text}}"}})"
      R"(}}}},"inputs":[{"name":"text","type":"String","expression":"$.data"}],)"
      R"("outputs":[{"name":"modelCompletion","type":"String"}]},)"
      R"({"name":"Out1","type":"Output","inputs":)"
      R"([{"name":"document","type":"String","expression":"$.data"}]})";
  const std::string connections =
      R"({"name":"InToAsk","type":"Data","source":"In1","target":"Ask","configuration":)"
      R"({"data":{"sourceOutput":"document","targetInput":"text"}}},)"
      R"({"name":"AskToOut","type":"Data","source":"Ask","target":"Out1","configuration":)"
      R"({"data":{"sourceOutput":"modelCompletion","targetInput":"document"}}})";
  return R"({"name":"flow",)" + kRole + R"(,"definition":{"nodes":[)" + nodes +
         R"(],"connections":[)" + connections + "]}}";
}

// Returns the ID of a new flow, which is prepared.
std::string create_flow(const Emulator& emulator) {
  const std::string body = call(emulator, "POST", "/flows/", flow_body()).body;
  const std::string mark = "\"id\":\"";
  const std::string id = body.substr(body.find(mark) + mark.size(), 10);
  EXPECT_EQ(call(emulator, "POST", "/flows/" + id + "/").status, 202) << body;
  return id;
}

// With traces the stream begins before the model is called.
std::string invocation(const std::string& flow) {
  return message(
      "POST", "/flows/" + flow + "/aliases/TSTALIASID",
      R"({"enableTrace":true,"inputs":[{"nodeName":"In1","content":{"document":"hi"}}]})");
}

// A flow whose model takes an hour, and a client whose run of it has begun to stream.
void begin_long_run(const Emulator& emulator, const std::string& flow, SocketClient& client) {
  const std::string slow = R"({"models":[{"respond":{"text":"late"},"delayMs":3600000}]})";
  ASSERT_EQ(call(emulator, "PUT", "/_local/backends", slow).status, 200);
  client.send(invocation(flow));
  const auto head = client.read_head();
  ASSERT_TRUE(head);
  ASSERT_EQ(head->status, 200);
  ASSERT_TRUE(client.read_chunk());
}

TEST(Emulator, ServesOnAFreePortAndStops) {
  Emulator emulator(in_memory());
  ASSERT_EQ(emulator.start(), std::nullopt);
  const std::uint16_t port = emulator.port();
  EXPECT_NE(port, 0);
  const HttpResponse health = call(emulator, "GET", "/_local/health");
  EXPECT_EQ(health.status, 200);
  EXPECT_NE(health.body.find(version()), std::string::npos) << health.body;
  emulator.stop();
  emulator.stop();
  EXPECT_FALSE(SocketClient::can_connect(port));
}

TEST(Emulator, TwoInOneProcessKeepApart) {
  Emulator one(in_memory());
  Emulator two(in_memory());
  ASSERT_EQ(one.start(), std::nullopt);
  ASSERT_EQ(two.start(), std::nullopt);
  const std::string flow = create_flow(one);
  EXPECT_EQ(call(one, "GET", "/flows/" + flow).status, 200);
  EXPECT_EQ(call(two, "GET", "/flows/" + flow).status, 404);
}

TEST(Emulator, APortInUseIsSaidInWords) {
  Emulator first(in_memory());
  ASSERT_EQ(first.start(), std::nullopt);
  Options same = in_memory();
  same.port = first.port();
  Emulator second(same);
  const auto failure = second.start();
  ASSERT_TRUE(failure);
  EXPECT_NE(failure->find("the port is in use"), std::string::npos) << *failure;
}

TEST(Emulator, WithoutAPlaceForItsStateItSaysSo) {
  Options options;
  options.port = 0;
  EXPECT_TRUE(Emulator(options).start());
}

TEST(Emulator, AFlowIsThereAfterARestartOnTheSameFile) {
  const Folder folder;
  Options options;
  options.port = 0;
  options.db = folder.file("deep/er/state.db");
  std::string flow;
  std::string before;
  {
    Emulator emulator(options);
    ASSERT_EQ(emulator.start(), std::nullopt);
    flow = create_flow(emulator);
    before = call(emulator, "GET", "/flows/" + flow).body;
  }
  Emulator emulator(options);
  ASSERT_EQ(emulator.start(), std::nullopt);
  EXPECT_EQ(call(emulator, "GET", "/flows/" + flow).body, before);
}

TEST(Emulator, OneConnectionTakesManyRequestsAtOnce) {
  Emulator emulator(in_memory());
  ASSERT_EQ(emulator.start(), std::nullopt);
  const std::string flow = create_flow(emulator);
  SocketClient client(emulator.port());
  const std::string get = message("GET", "/flows/" + flow, "");
  client.send(get + invocation(flow) + message("GET", "/flows/NOTTHERE00", "") + get);
  const auto first = client.read_response();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->status, 200);
  const auto stream = client.read_response();
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->header("content-type"), "application/vnd.amazon.eventstream");
  EXPECT_EQ(client.read_response().value_or(HttpResponse{}).status, 404);
  EXPECT_EQ(client.read_response().value_or(HttpResponse{}).body, first->body);
}

TEST(Emulator, AChunkedBodyAfterContinueMakesAFlow) {
  Emulator emulator(in_memory());
  ASSERT_EQ(emulator.start(), std::nullopt);
  SocketClient client(emulator.port());
  client.send(
      "POST /flows/ HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(client.read_some(), "HTTP/1.1 100 Continue\r\n\r\n");
  for (const char character : flow_body()) {
    client.send(std::string("1\r\n") + character + "\r\n");
  }
  client.send("0\r\n\r\n");
  const auto created = client.read_response();
  ASSERT_TRUE(created);
  EXPECT_EQ(created->status, 201) << created->body;
}

TEST(Emulator, StopEndsARunThatWaitsForItsModel) {
  Emulator emulator(in_memory());
  ASSERT_EQ(emulator.start(), std::nullopt);
  SocketClient client(emulator.port());
  begin_long_run(emulator, create_flow(emulator), client);
  emulator.stop();
  // The stream is cut off: the bytes that still arrive have no end mark.
  std::optional<std::string> chunk = client.read_chunk();
  while (chunk && !chunk->empty()) chunk = client.read_chunk();
  EXPECT_EQ(chunk, std::nullopt);
}

TEST(Emulator, ARequestThatIsNeverWholeTimesOut) {
  Options options = in_memory();
  options.request_timeout = std::chrono::milliseconds(50);
  Emulator emulator(options);
  ASSERT_EQ(emulator.start(), std::nullopt);
  SocketClient client(emulator.port());
  client.send("GET /flows/ HTTP/1.1\r\nHo");
  EXPECT_EQ(client.read_response().value_or(HttpResponse{}).status, 408);
  EXPECT_TRUE(client.is_at_end());
}

TEST(Emulator, BeyondTheMostRunningFlowsItThrottles) {
  Options options = in_memory();
  options.max_running_flows = 1;
  Emulator emulator(options);
  ASSERT_EQ(emulator.start(), std::nullopt);
  const std::string flow = create_flow(emulator);
  SocketClient first(emulator.port());
  begin_long_run(emulator, flow, first);
  SocketClient second(emulator.port());
  second.send(invocation(flow));
  const auto refused = second.read_response();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429);
  EXPECT_EQ(refused->header("x-amzn-errortype"), "ThrottlingException");
  first.close();
}

}  // namespace
}  // namespace flows
