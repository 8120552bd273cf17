#include "bench/validation.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/json.h"
#include "bench/failure.h"
#include "validate/validate.h"

namespace flows::bench {
namespace {

using base::Json;

constexpr std::size_t kNodes = 40;         // AWS's limit
constexpr std::size_t kConnections = 100;  // ours, for AWS deploys more than its model's 20
constexpr std::size_t kTimesAsLarge = 100;

Json data_connection(std::size_t number, const std::string& source, const std::string& output,
                     const std::string& target, const std::string& input) {
  return {{"name", fmt::format("Link{}", number)},
          {"type", "Data"},
          {"source", source},
          {"target", target},
          {"configuration", {{"data", {{"sourceOutput", output}, {"targetInput", input}}}}}};
}

// A chain of functions, each of which takes values of several that come before it.
Json chain(std::size_t nodes, std::size_t connections) {
  const auto name = [](std::size_t at) { return at == 0 ? "Start" : fmt::format("Step{}", at); };
  const auto output = [](std::size_t at) { return at == 0 ? "document" : "functionResponse"; };
  Json definition = {{"nodes", Json::array()}, {"connections", Json::array()}};
  definition["nodes"].push_back({{"name", "Start"},
                                 {"type", "Input"},
                                 {"outputs", {{{"name", "document"}, {"type", "Object"}}}}});
  std::size_t made = 0;
  for (std::size_t at = 1; at < nodes; ++at) {
    const bool last = at + 1 == nodes;
    const std::size_t inputs =
        last ? 1 : std::min<std::size_t>({at, 3, connections - made - (nodes - 1 - at)});
    Json node = {{"name", last ? "End" : name(at)},
                 {"type", last ? "Output" : "LambdaFunction"},
                 {"inputs", Json::array()}};
    for (std::size_t input = 0; input < inputs; ++input) {
      const std::string port = last ? "document" : fmt::format("value{}", input);
      node["inputs"].push_back(
          {{"name", port}, {"type", "Object"}, {"expression", "$.data.items[0].value"}});
      definition["connections"].push_back(data_connection(
          made++, name(at - 1 - input), output(at - 1 - input), last ? "End" : name(at), port));
    }
    if (!last) {
      node["outputs"] = {{{"name", "functionResponse"}, {"type", "Object"}}};
      node["configuration"] = {
          {"lambdaFunction",
           {{"lambdaArn", "arn:aws:lambda:us-east-1:123456789012:function:step"}}}};
    }
    definition["nodes"].push_back(std::move(node));
  }
  return definition;
}

template <class Work>
double microseconds(Work work, std::size_t times) {
  const base::Stopwatch stopwatch;
  for (std::size_t turn = 0; turn < times; ++turn) static_cast<void>(work());
  const std::chrono::duration<double, std::micro> passed = stopwatch.elapsed();
  return passed.count() / static_cast<double>(times);
}

// Types with counts of their own are not in a chain, so only its size is looked at.
void expect_no_structural_fault(const Json& definition) {
  for (const auto& finding : validate::validate_definition(definition)) {
    if (finding.type != "Unspecified") throw Failure(finding.message);
  }
}

}  // namespace

Sides prepare_validation(const Setup& /*setup*/) {
  const auto definition = std::make_shared<const Json>(chain(kNodes, kConnections));
  const auto text = std::make_shared<const std::string>(base::to_text(*definition));
  expect_no_structural_fault(*definition);
  constexpr std::size_t kTimes = 500;
  return {[definition] {
            return microseconds([&] { return validate::validate_definition(*definition); }, kTimes);
          },
          [text] { return microseconds([&] { return base::parse_json(*text); }, kTimes); }};
}

Sides prepare_validation_growth(const Setup& /*setup*/) {
  const auto small = std::make_shared<const Json>(chain(kNodes, kConnections));
  const auto large =
      std::make_shared<const Json>(chain(kNodes * kTimesAsLarge, kConnections * kTimesAsLarge));
  expect_no_structural_fault(*large);
  return {
      [large] {
        return microseconds([&] { return validate::validate_definition(*large); }, 5) /
               static_cast<double>(kTimesAsLarge);
      },
      [small] { return microseconds([&] { return validate::validate_definition(*small); }, 500); }};
}

}  // namespace flows::bench
