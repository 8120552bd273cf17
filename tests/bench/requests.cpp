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

std::string flow(std::string_view name, const std::vector<Json>& nodes, Json connections) {
  return base::to_text(
      {{"name", name},
       {"executionRoleArn", kRole},
       {"definition", {{"nodes", nodes}, {"connections", std::move(connections)}}}});
}

// The nodes, each joined to the one after it.
std::string chain(std::string_view name, const std::vector<Json>& nodes) {
  Json connections = Json::array();
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    connections.push_back(connection(nodes[i - 1], nodes[i]));
  }
  return flow(name, nodes, std::move(connections));
}

std::string request_with_body(std::string_view method, std::string_view path, std::string_view body,
                              std::uint64_t account) {
  return fmt::format(
      "{} {} HTTP/1.1\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", method,
      path, headers(account), body.size(), body);
}

}  // namespace

std::string get_request(std::string_view path, std::uint64_t account) {
  return fmt::format("GET {} HTTP/1.1\r\n{}\r\n", path, headers(account));
}

std::string put_request(std::string_view path, std::string_view body) {
  return request_with_body("PUT", path, body, kAccount);
}

std::string post_request(std::string_view path, std::string_view body, std::uint64_t account) {
  return request_with_body("POST", path, body, account);
}

std::string small_flow(std::string_view name) {
  return chain(name, {source_node("Start"), target_node("Finish")});
}

std::string large_flow(std::string_view name) {
  return chain(name, {source_node("Start"), prompt_node("Correct"), prompt_node("Shorten"),
                      prompt_node("Translate"), prompt_node("Polish"), target_node("Finish")});
}

std::string asking_flow(std::string_view name) {
  return chain(name, {source_node("Start"), prompt_node("Ask"), target_node("Finish")});
}

std::string code_flow(std::string_view name) {
  Json target = target_node("Finish");
  target["inputs"][0]["type"] = "Number";
  const Json code = {
      {"type", "InlineCode"},
      {"name", "Add"},
      {"configuration", {{"inlineCode", {{"code", "len(text) + 1"}, {"language", "Python_3"}}}}},
      {"inputs", {{{"name", "text"}, {"type", "String"}, {"expression", "$.data"}}}},
      {"outputs", {{{"name", "response"}, {"type", "Number"}}}}};
  return chain(name, {source_node("Start"), code, target});
}

std::string huge_flow(std::string_view name) {
  constexpr int kPrompts = 38;
  constexpr std::size_t kTextBytes = 2'100;
  std::vector<Json> nodes = {source_node("Start")};
  for (int at = 1; at <= kPrompts; ++at) {
    Json node = prompt_node(fmt::format("Step{}", at));
    Json& text = node["configuration"]["prompt"]["sourceConfiguration"]["inline"]
                     ["templateConfiguration"]["text"]["text"];
    std::string longer = text.get<std::string>();
    while (longer.size() < kTextBytes) longer.insert(0, "Be polite, and never guess. ");
    text = std::move(longer);
    nodes.push_back(std::move(node));
  }
  nodes.push_back(target_node("Finish"));
  return chain(name, nodes);
}

std::string deciding_flow(std::string_view name) {
  const Json source = source_node("Start");
  const Json decision = {
      {"type", "Condition"},
      {"name", "Decide"},
      {"configuration",
       {{"condition",
         {{"conditions",
           {{{"name", "Parcel"}, {"expression", "message == \"Where is my parcel?\""}},
            {{"name", "default"}}}}}}}},
      {"inputs", {{{"name", "message"}, {"type", "String"}, {"expression", "$.data"}}}}};
  const Json found = target_node("Found"), other = target_node("Other");
  const auto way = [](std::string_view condition, std::string_view target) -> Json {
    return {{"name", fmt::format("To{}", target)},
            {"source", "Decide"},
            {"target", target},
            {"type", "Conditional"},
            {"configuration", {{"conditional", {{"condition", condition}}}}}};
  };
  return flow(name, {source, decision, found, other},
              {connection(source, decision), connection(source, found), connection(source, other),
               way("Parcel", "Found"), way("default", "Other")});
}

std::string_view flow_input() {
  return R"({"inputs":[{"nodeName":"Start","nodeOutputName":"document",)"
         R"("content":{"document":"Where is my parcel?"}}]})";
}

}  // namespace flows::bench
