#include "app/doctor.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "http/health_probe.h"

namespace flows::app {
namespace {

constexpr std::chrono::seconds kProbeTimeout{3};

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

// Says whether a health check at that endpoint succeeds; returns that, too.
bool probe(const std::string& url) {
  const auto endpoint = http::parse_endpoint(url);
  if (!endpoint) {
    std::cout << "  problem: " << endpoint.error().message << '\n';
    return false;
  }
  const auto status = http::get_status(endpoint->host, endpoint->port,
                                       endpoint->path + "/_local/health", kProbeTimeout);
  if (!status) {
    std::cout << "  problem: " << status.error().message << '\n';
    return false;
  }
  if (*status != 200) {
    std::cout << "  problem: /_local/health answers " << *status
              << ", so this is no bedrock-flows-local that is ready\n";
    return false;
  }
  std::cout << "  ok: a bedrock-flows-local answers there\n";
  return true;
}

// The endpoint an SDK takes for a service: the service's own variable, else the one for all
// services.
bool check_service(const std::string& service, const char* own) {
  constexpr const char* kAll = "AWS_ENDPOINT_URL";
  const auto own_url = variable(own);
  const auto url = own_url ? own_url : variable(kAll);
  if (!url) {
    std::cout << service << ": the real AWS\n  problem: neither " << own << " nor " << kAll
              << " is set\n";
    return false;
  }
  std::cout << service << ": " << *url << " (from " << (own_url ? own : kAll) << ")\n";
  return probe(*url);
}

bool check_client() {
  const bool has_credentials =
      (variable("AWS_ACCESS_KEY_ID") && variable("AWS_SECRET_ACCESS_KEY")) ||
      variable("AWS_PROFILE");
  for (const auto& [name, readers] : {std::pair{"AWS_REGION", "most SDKs read"},
                                      std::pair{"AWS_DEFAULT_REGION", "boto3 reads"}}) {
    if (variable(name)) continue;
    std::cout << "note: " << name << " is not set, which " << readers
              << "; without a region from elsewhere a client will refuse to start\n";
  }
  if (!has_credentials) {
    std::cout << "note: no credentials in the environment; any will do, but SDKs want to sign\n";
  }
  if (variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "true") {
    std::cout << "problem: AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true, so the endpoints above are "
                 "not used\n";
    return false;
  }
  return true;
}

}  // namespace

int run_doctor() {
  const bool control = check_service("bedrock-agent", "AWS_ENDPOINT_URL_BEDROCK_AGENT");
  const bool runtime =
      check_service("bedrock-agent-runtime", "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME");
  const bool client = check_client();
  return control && runtime && client ? 0 : 1;
}

}  // namespace flows::app
