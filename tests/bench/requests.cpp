#include "bench/requests.h"

#include <fmt/format.h>

#include "base/json.h"

namespace flows::bench {
namespace {

using base::Json;

constexpr std::string_view kRole = "arn:aws:iam::123456789013:role/FlowRole";

// Signatures are not checked; account and region are read from the scope.
std::string headers(std::uint64_t account) {
  return fmt::format(
      "Host: 127.0.0.1\r\n"
      "User-Agent: Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.11\r\n"
      "Accept-Encoding: identity\r\n"
      "X-Amz-Date: 20260101T000000Z\r\n"
      "Authorization: AWS4-HMAC-SHA256 Credential={:012}/20260101/us-east-1/bedrock/aws4_request, "
      "SignedHeaders=host;x-amz-date, Signature={:064}\r\n",
      account, 0);
}

Json source_node(std::string_view name) {
  return {{"type", "Input"},
          {"name", name},
          {"configuration", {{"input", Json::object()}}},
          {"outputs", {{{"name", "document"}, {"type", "String"}}}}};
}

Json target_node(std::string_view name) {
  return {{"type", "Output"},
          {"name", name},
          {"configuration", {{"output", Json::object()}}},
          {"inputs", {{{"name", "document"}, {"type", "String"}, {"expression", "$.data"}}}}};
}

Json prompt_node(std::string_view name) {
  const Json text = {
      {"text",
       "You are given a customer's message. Keep its meaning, correct its spelling, leave out what "
       "is not about the order, and answer with the text alone: {{message}}"},
      {"inputVariables", {{{"name", "message"}}}}};
  const Json prompt = {{"modelId", "amazon.nova-lite-v1:0"},
                       {"templateType", "TEXT"},
                       {"templateConfiguration", {{"text", text}}}};
  return {{"type", "Prompt"},
          {"name", name},
          {"configuration", {{"prompt", {{"sourceConfiguration", {{"inline", prompt}}}}}}},
          {"inputs", {{{"name", "message"}, {"type", "String"}, {"expression", "$.data"}}}},
          {"outputs", {{{"name", "modelCompletion"}, {"type", "String"}}}}};
}

Json connection(const Json& source, const Json& target) {
  const std::string from = source["name"], to = target["name"];
  const Json data = {{"sourceOutput", source["outputs"][0]["name"]},
                     {"targetInput", target["inputs"][0]["name"]}};
  return {{"name", from + "To" + to},
          {"source", from},
          {"target", to},
          {"type", "Data"},
          {"configuration", {{"data", data}}}};
}

// The nodes, each joined to the one after it.
std::string chain(std::string_view name, const std::vector<Json>& nodes) {
  Json connections = Json::array();
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    connections.push_back(connection(nodes[i - 1], nodes[i]));
  }
  return base::to_text({{"name", name},
                        {"executionRoleArn", kRole},
                        {"definition", {{"nodes", nodes}, {"connections", connections}}}});
}

}  // namespace

std::string get_request(std::string_view path, std::uint64_t account) {
  return fmt::format("GET {} HTTP/1.1\r\n{}\r\n", path, headers(account));
}

std::string post_request(std::string_view path, std::string_view body, std::uint64_t account) {
  return fmt::format(
      "POST {} HTTP/1.1\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", path,
      headers(account), body.size(), body);
}

std::string small_flow(std::string_view name) {
  return chain(name, {source_node("Start"), target_node("Finish")});
}

std::string large_flow(std::string_view name) {
  return chain(name, {source_node("Start"), prompt_node("Correct"), prompt_node("Shorten"),
                      prompt_node("Translate"), prompt_node("Polish"), target_node("Finish")});
}

std::string_view flow_input() {
  return R"({"inputs":[{"nodeName":"Start","nodeOutputName":"document",)"
         R"("content":{"document":"Where is my parcel?"}}]})";
}

}  // namespace flows::bench
