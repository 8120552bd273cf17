#include "app/doctor.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "net/url.h"

namespace flows::app {
namespace {

constexpr std::chrono::seconds kProbeTimeout{3};

class Doctor {
 public:
  Doctor(const net::Environment& environment, net::HttpClient& client, std::ostream& out)
      : environment_(environment), client_(client), out_(out) {}

  // Checks the endpoint that an SDK uses for a service: that of the service's own variable or, if
  // it is not set, that of the variable for all services.
  bool check_service(std::string_view service, std::string_view own) {
    constexpr std::string_view kAll = "AWS_ENDPOINT_URL";
    const auto own_url = variable(own);
    const auto url = own_url ? own_url : variable(kAll);
    if (!url) {
      out_ << service << ": the real AWS\n  problem: neither " << own << " nor " << kAll
           << " is set\n";
      return false;
    }
    out_ << service << ": " << *url << " (from " << (own_url ? own : kAll) << ")\n";
    const auto fault = find_fault(*url);
    out_ << (fault ? "  problem: " + *fault : "  ok: a bedrock-flows-local responds there") << '\n';
    return !fault;
  }

  bool check_client() {
    const bool has_credentials =
        (variable("AWS_ACCESS_KEY_ID") && variable("AWS_SECRET_ACCESS_KEY")) ||
        variable("AWS_PROFILE");
    for (const auto& [name, readers] : {std::pair{"AWS_REGION", "most SDKs read"},
                                        std::pair{"AWS_DEFAULT_REGION", "boto3 reads"}}) {
      if (variable(name)) continue;
      out_ << "note: " << name << " is not set, which " << readers
           << "; without a region from elsewhere a client will refuse to start\n";
    }
    if (!has_credentials) {
      out_ << "note: no credentials in the environment; any will do, but SDKs want to sign\n";
    }
    if (variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "true") {
      out_ << "problem: AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true, so the endpoints above are "
              "not used\n";
      return false;
    }
    return true;
  }

 private:
  std::optional<std::string> variable(std::string_view name) const {
    const auto found = environment_.find(name);
    if (found == environment_.end() || found->second.empty()) return std::nullopt;
    return found->second;
  }

  // Returns why a health check at that endpoint fails, or nullopt if it succeeds.
  std::optional<std::string> find_fault(const std::string& text) {
    auto url = net::parse_url(text);
    if (!url) return url.error().message;
    while (url->path.ends_with('/')) url->path.pop_back();
    url->path += "/_local/health";
    const auto response = client_.fetch({.method = "GET", .url = *url}, {.timeout = kProbeTimeout});
    if (!response) return response.error().message;
    if (response->status == 200) return std::nullopt;
    return fmt::format("/_local/health gives {}, so this is no bedrock-flows-local that is ready",
                       response->status);
  }

  const net::Environment& environment_;
  net::HttpClient& client_;
  std::ostream& out_;
};

}  // namespace

int run_doctor(const net::Environment& environment, net::HttpClient& client, std::ostream& out) {
  Doctor doctor(environment, client, out);
  const bool control = doctor.check_service("bedrock-agent", "AWS_ENDPOINT_URL_BEDROCK_AGENT");
  const bool runtime =
      doctor.check_service("bedrock-agent-runtime", "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME");
  const bool ready = doctor.check_client();
  return control && runtime && ready ? 0 : 1;
}

}  // namespace flows::app
