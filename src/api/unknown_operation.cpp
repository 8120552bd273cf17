#include "api/unknown_operation.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/text/ascii.h"
#include "wire/request_signature.h"
#include "wire/target.h"

namespace flows::api {
namespace {

// Whose requests reach this server with which setting of a client.
enum class Endpoint {
  kOther,  // those of a service of its own: only a setting for all services leads it here
  kSame,   // those of a part of our two services that is not served
};

struct ForeignService {
  std::string_view key;  // by which its table finds it
  std::string_view name;
  Endpoint endpoint = Endpoint::kOther;
};

// By the service in the scope of a signature.
constexpr ForeignService kSigningNames[] = {
    {"cloudformation", "AWS CloudFormation"},
    {"dynamodb", "Amazon DynamoDB"},
    {"ec2", "Amazon EC2"},
    {"events", "Amazon EventBridge"},
    {"iam", "AWS IAM"},
    {"kms", "AWS KMS"},
    {"lambda", "AWS Lambda"},
    {"lex", "Amazon Lex"},
    {"logs", "Amazon CloudWatch Logs"},
    {"monitoring", "Amazon CloudWatch"},
    {"s3", "Amazon S3"},
    {"secretsmanager", "AWS Secrets Manager"},
    {"sns", "Amazon SNS"},
    {"sqs", "Amazon SQS"},
    {"ssm", "AWS Systems Manager"},
    {"states", "AWS Step Functions"},
    {"sts", "AWS STS"},
};

// By the beginning of the header X-Amz-Target, which services with a protocol of JSON get.
constexpr ForeignService kTargetPrefixes[] = {
    {"AWSEvents.", "Amazon EventBridge"}, {"AWSStepFunctions.", "AWS Step Functions"},
    {"AmazonSQS.", "Amazon SQS"},         {"AmazonSSM.", "AWS Systems Manager"},
    {"DynamoDB", "Amazon DynamoDB"},      {"Logs_", "Amazon CloudWatch Logs"},
    {"TrentService.", "AWS KMS"},         {"secretsmanager.", "AWS Secrets Manager"},
};

// By the Version of a form, which services with the query protocol get.
constexpr ForeignService kFormVersions[] = {
    {"2010-03-31", "Amazon SNS"},
    {"2010-05-08", "AWS IAM"},
    {"2010-05-15", "AWS CloudFormation"},
    {"2010-08-01", "Amazon CloudWatch"},
    {"2011-06-15", "AWS STS"},
    {"2012-11-05", "Amazon SQS"},
    {"2016-11-15", "Amazon EC2"},
};

constexpr std::string_view kRuntime = "Amazon Bedrock Runtime (bedrock-runtime)";
constexpr std::string_view kBedrock = "Amazon Bedrock (bedrock)";
constexpr std::string_view kAgents = "Agents for Amazon Bedrock (bedrock-agent)";
constexpr std::string_view kAgentsRuntime =
    "Agents for Amazon Bedrock Runtime (bedrock-agent-runtime)";

// By the path. `*` stands for one segment, `**` at the end for any number of them; the first row
// that fits counts.
constexpr ForeignService kPaths[] = {
    {"/2014-11-13/functions/**", "AWS Lambda"},
    {"/2015-03-31/**", "AWS Lambda"},
    {"/2018-10-31/layers/**", "AWS Lambda"},
    {"/2021-10-31/functions/**", "AWS Lambda"},
    {"/model/*/converse", kRuntime},
    {"/model/*/converse-stream", kRuntime},
    {"/model/*/count-tokens", kRuntime},
    {"/model/*/invoke", kRuntime},
    {"/model/*/invoke-with-response-stream", kRuntime},
    {"/model/*/invoke-with-bidirectional-stream", kRuntime},
    {"/async-invoke/**", kRuntime},
    {"/guardrail/*/version/*/apply", kRuntime},
    {"/agents/*/agentAliases/*/sessions/**", kAgentsRuntime, Endpoint::kSame},
    {"/agents/*/agentAliases/*/memories/**", kAgentsRuntime, Endpoint::kSame},
    {"/agents/*/sessions/**", kAgentsRuntime, Endpoint::kSame},
    {"/knowledgebases/*/retrieve", kAgentsRuntime, Endpoint::kSame},
    {"/retrieveAndGenerate", kAgentsRuntime, Endpoint::kSame},
    {"/retrieveAndGenerateStream", kAgentsRuntime, Endpoint::kSame},
    {"/generateQuery", kAgentsRuntime, Endpoint::kSame},
    {"/optimize-prompt", kAgentsRuntime, Endpoint::kSame},
    {"/rerank", kAgentsRuntime, Endpoint::kSame},
    {"/sessions/**", kAgentsRuntime, Endpoint::kSame},
    {"/agents/**", kAgents, Endpoint::kSame},
    {"/knowledgebases/**", kAgents, Endpoint::kSame},
    {"/custom-models/**", kBedrock},
    {"/evaluation-jobs/**", kBedrock},
    {"/foundation-model-availability/**", kBedrock},
    {"/foundation-models/**", kBedrock},
    {"/guardrails/**", kBedrock},
    {"/imported-models/**", kBedrock},
    {"/inference-profiles/**", kBedrock},
    {"/logging/modelinvocations", kBedrock},
    {"/model-customization-jobs/**", kBedrock},
    {"/model-import-jobs/**", kBedrock},
    {"/model-invocation-job/**", kBedrock},
    {"/model-invocation-jobs/**", kBedrock},
    {"/prompt-routers/**", kBedrock},
    {"/provisioned-model-throughput/**", kBedrock},
    {"/provisioned-model-throughputs/**", kBedrock},
};

// What the message says of the service that was found.
struct Suspect {
  std::string name;
  Endpoint endpoint = Endpoint::kOther;
};

// Cuts off and returns the first segment of a path that begins with a slash.
std::string_view pop_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool fits_pattern(std::string_view pattern, std::string_view path) {
  while (!pattern.empty()) {
    const std::string_view expected = pop_segment(pattern);
    if (expected == "**") return true;
    if (path.empty()) return false;
    const std::string_view segment = pop_segment(path);
    if (expected != "*" && expected != segment) return false;
  }
  return path.empty();
}

template <std::size_t kSize>
std::optional<Suspect> find_service(const ForeignService (&table)[kSize], const auto& fits) {
  const auto* const found = std::ranges::find_if(table, fits, &ForeignService::key);
  if (found == std::end(table)) return std::nullopt;
  return Suspect{std::string(found->name), found->endpoint};
}

std::optional<Suspect> by_target_header(const wire::Request& request) {
  const std::string* const header = request.header("X-Amz-Target");
  if (header == nullptr) return std::nullopt;
  auto known = find_service(kTargetPrefixes,
                            [&](std::string_view prefix) { return header->starts_with(prefix); });
  if (known) return known;
  return Suspect{fmt::format("the service of its header X-Amz-Target, {}", wire::shown(*header))};
}

std::optional<Suspect> by_signature(const wire::Request& request) {
  const auto target = wire::parse_target(request.target);
  if (!target) return std::nullopt;
  const auto signature = wire::read_request_signature(request, *target);
  // All services of Bedrock sign as one.
  if (!signature || signature->service == "bedrock") return std::nullopt;
  auto known = find_service(kSigningNames,
                            [&](std::string_view name) { return signature->service == name; });
  if (known) return known;
  return Suspect{fmt::format("the service of its signature, {}", wire::shown(signature->service))};
}

std::optional<Suspect> by_path(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (!path.starts_with('/')) return std::nullopt;
  return find_service(kPaths,
                      [&](std::string_view pattern) { return fits_pattern(pattern, path); });
}

// Unsigned requests for S3 can be told by what the SDKs and tools put into their query.
std::optional<Suspect> by_query(std::string_view target) {
  const std::size_t query = std::min(target.find('?'), target.size());
  for (const std::string_view mark : {"list-type=2", "x-id="}) {
    if (target.find(mark, query) != target.npos) return Suspect{"Amazon S3"};
  }
  return std::nullopt;
}

// Only the beginning of the body is read: clients write Action and Version there, or at its end if
// it is short.
std::optional<Suspect> by_form(const wire::Request& request) {
  constexpr std::size_t kBytesRead = 4096;
  constexpr std::string_view kVersion = "Version=";
  const std::string* const type = request.header("Content-Type");
  if (type == nullptr || !base::lowered(*type).starts_with("application/x-www-form-urlencoded")) {
    return std::nullopt;
  }
  const std::string_view form = std::string_view(request.body).substr(0, kBytesRead);
  const std::size_t at = form.find(kVersion);
  auto known = find_service(kFormVersions, [&](std::string_view version) {
    return at != form.npos && form.substr(at + kVersion.size()).starts_with(version);
  });
  if (known) return known;
  if (form.find("Action=") == form.npos) return std::nullopt;
  return Suspect{"another service of AWS, which takes forms"};
}

std::optional<Suspect> find_suspect(const wire::Request& request) {
  if (auto found = by_target_header(request)) return found;
  if (auto found = by_signature(request)) return found;
  if (auto found = by_path(wire::raw_path(request.target))) return found;
  if (auto found = by_form(request)) return found;
  return by_query(request.target);
}

std::string_view advice(Endpoint endpoint) {
  if (endpoint == Endpoint::kSame) {
    return "Only flows and prompts are emulated; what an Agent or KnowledgeBase node gets stands "
           "in "
           "the backends document. Call the other operations with a client without this endpoint.";
  }
  return "It is not emulated. Set AWS_ENDPOINT_URL_BEDROCK_AGENT and "
         "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME instead of AWS_ENDPOINT_URL, or the endpoint of "
         "those two clients only.";
}

}  // namespace

base::Error unknown_operation(const wire::Request& request) {
  std::string message =
      fmt::format("No operation of Amazon Bedrock Flows has the method {} and the path {}.",
                  wire::shown(request.method), wire::shown(wire::raw_path(request.target)));
  if (const auto suspect = find_suspect(request)) {
    message += fmt::format(" The request looks like one to {}. {}", suspect->name,
                           advice(suspect->endpoint));
  }
  return {base::ErrorCode::kUnknownOperation, std::move(message)};
}

}  // namespace flows::api
