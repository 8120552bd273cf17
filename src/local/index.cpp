#include <fmt/format.h>

#include "base/json_text.h"
#include "flows/version.h"
#include "local/handlers.h"

namespace flows::local {
namespace {

std::string route_text(const Route& route) {
  std::string text;
  base::append_json_string(text, fmt::format("{} {}", route.method, route.path));
  return text;
}

}  // namespace

wire::Response get_index(const wire::Request& /*request*/, const Labels& /*labels*/,
                         Services& /*services*/) {
  base::ObjectText index;
  index.string("name", "bedrock-flows-local");
  index.string("version", std::string_view(version()));
  index.string("what",
               "An emulator of Amazon Bedrock Flows: the operations on flows and prompts of "
               "bedrock-agent and bedrock-agent-runtime, on AWS's own paths.");
  index.string("connect",
               "Set AWS_ENDPOINT_URL_BEDROCK_AGENT and AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME, or "
               "endpoint_url of those two clients, to this address.");
  index.string("guide", "README.md; bedrock-flows-local --help");
  index.raw("routes", base::list_text(routes(), route_text));
  return json_response(200, std::move(index).finish());
}

}  // namespace flows::local
