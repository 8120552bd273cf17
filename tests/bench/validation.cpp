#include "bench/validation.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/json.h"
#include "bench/failure.h"
#include "bench/load.h"
#include "bench/program.h"
#include "bench/requests.h"
#include "engine/compiled_flow.h"
#include "model/flow_definition.h"
#include "validate/validate.h"

namespace flows::bench {
namespace {

using base::Json;

constexpr std::size_t kNodes = 40;         // AWS's limit
constexpr std::size_t kConnections = 100;  // ours, for AWS deploys more than its model's 20
constexpr std::size_t kTimesAsLarge = 100;
constexpr std::size_t kTurns = 500;  // of one measurement

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

Sides prepare_creation(const Setup& setup) {
  const Server program = start_program(setup, {"--flows-per-account", "1000000"});
  static constexpr std::string_view kName = "00000000";
  const std::string body = huge_flow(kName);
  const auto text = std::make_shared<const std::string>(body);
  std::string request = post_request("/flows/", body);
  const std::size_t name_at = request.find(kName, request.find("\r\n\r\n"));
  const Load load{
      .port = program->port(),
      .connections = 4,
      .seconds = 0.5,
      .status = kCreated,
      .next_request = [request, name_at, number = std::uint32_t{0}](std::string_view) mutable {
        request.replace(name_at, kName.size(), fmt::format("{:08}", number++));
        return std::string_view(request);
      }};
  return {[program, load] {
            const LoadResult result = run_load(load, program->process());
            return result.cpu_seconds / static_cast<double>(result.answers) * 1e6;
          },
          [text] { return microseconds([&] { return base::Json::parse(*text); }, 200); }};
}

Sides prepare_compilation(const Setup& /*setup*/) {
  const auto definition = std::make_shared<const Json>(chain(kNodes, kConnections));
  expect_no_structural_fault(*definition);
  return {[definition] {
            const auto once = [&] {
              const auto findings = validate::validate_definition(*definition);
              return engine::CompiledFlow::compile(model::read_definition(*definition));
            };
            return microseconds(once, kTurns);
          },
          [text = base::to_text(*definition)] {
            return microseconds([&] { return base::to_text(*base::parse_json(text)); }, kTurns);
          }};
}

Sides prepare_validation_growth(const Setup& /*setup*/) {
  const auto small = std::make_shared<const Json>(chain(kNodes, kConnections));
  const auto large =
      std::make_shared<const Json>(chain(kNodes * kTimesAsLarge, kConnections * kTimesAsLarge));
  expect_no_structural_fault(*large);
  return {[large] {
            return microseconds([&] { return validate::validate_definition(*large); }, 5) /
                   static_cast<double>(kTimesAsLarge);
          },
          [small] {
            return microseconds([&] { return validate::validate_definition(*small); }, kTurns);
          }};
}

}  // namespace flows::bench
