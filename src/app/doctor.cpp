#include "app/doctor.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/doctor_client.h"
#include "app/doctor_report.h"
#include "app/options.h"
#include "base/json.h"
#include "net/aws_endpoints.h"
#include "net/aws_profile.h"
#include "net/outgoing_http_client.h"
#include "net/protocol_probe.h"
#include "net/url.h"

namespace flows::app {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kProbeTimeout{3};
constexpr std::string_view kForAll = "AWS_ENDPOINT_URL";

struct ServiceNames {
  std::string_view name;
  std::string_view in_settings;
  std::string_view variable;
};
constexpr std::array kServices = {
    ServiceNames{"bedrock-agent", "bedrock_agent", "AWS_ENDPOINT_URL_BEDROCK_AGENT"},
    ServiceNames{"bedrock-agent-runtime", "bedrock_agent_runtime",
                 "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME"}};

// A setting that names the authorities that some clients trust.
struct Bundle {
  std::string_view name;
  std::string_view readers;
  std::optional<std::string> file;
  bool adds_to_others;  // to the authorities that its readers trust anyway
};

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool same_server(const net::Url& a, const net::Url& b) {
  return a.port == b.port && (a.host == b.host || (is_loopback(a.host) && is_loopback(b.host)));
}

class Doctor {
 public:
  Doctor(const net::AwsSettings& settings, const DoctorTools& tools, DoctorScope scope,
         std::ostream& out)
      : settings_(settings), tools_(tools), scope_(scope), report_(out) {}

  int run();

 private:
  void check_what_clients_need();
  void check_service(const ServiceNames& service);
  void check_endpoint(const ServiceNames& service, const net::ConfiguredEndpoints& endpoints);
  std::optional<HealthyEndpoint> check_server(const net::Url& url);
  std::optional<HealthyEndpoint> check_certificate(const net::Url& url);
  bool check_bundle(const net::Url& url, const Bundle& bundle, bool system_trusts);
  void check_http2(const net::Url& url);
  std::optional<std::string> find_fault(const net::Url& url, const std::optional<fs::path>& trust);
  std::vector<Bundle> bundles() const;

  const net::AwsSettings& settings_;
  const DoctorTools& tools_;
  const DoctorScope scope_;
  DoctorReport report_;
  net::SharedFiles files_;
  std::vector<HealthyEndpoint> healthy_;
  std::optional<std::string> ignored_by_;  // the setting that makes all endpoints useless
};

int Doctor::run() {
  const auto files = net::read_shared_files(settings_);
  if (!files) {
    report_.problem(files.error().message);
    return 1;
  }
  files_ = *files;
  for (const ServiceNames& service : kServices) check_service(service);
  report_.end_section();
  if (ignored_by_) {
    report_.problem(*ignored_by_ + " is true, so the endpoints above are not used");
  }
  if (scope_ == DoctorScope::kClient) check_what_clients_need();
  return report_.has_problem() ? 1 : 0;
}

void Doctor::check_what_clients_need() {
  check_client(settings_, files_, report_);
  if (healthy_.size() == kServices.size()) {
    if (!same_server(healthy_[0].url, healthy_[1].url)) {
      report_.warning(
          "the two services lead to different servers; one does not see the flows of the other");
    }
    check_proxy(settings_.environment, healthy_[0].url, report_);
    check_flows(settings_, files_, healthy_[0], tools_, report_);
  }
}

void Doctor::check_service(const ServiceNames& service) {
  const auto endpoints = net::find_endpoints(settings_, service.in_settings);
  if (!endpoints) {
    report_.title(fmt::format("{}: unknown", service.name));
    report_.problem(endpoints.error().message);
    return;
  }
  if (endpoints->ignored_by) ignored_by_ = endpoints->ignored_by;
  if (endpoints->places.empty()) {
    report_.title(fmt::format("{}: the real AWS", service.name));
    report_.problem(
        fmt::format("neither {} nor {} is set, and the profile {} names no endpoint_url for it",
                    service.variable, kForAll, net::profile_name(settings_)));
    return;
  }
  check_endpoint(service, *endpoints);
}

void Doctor::check_endpoint(const ServiceNames& service,
                            const net::ConfiguredEndpoints& endpoints) {
  const net::ConfiguredEndpoint& used = endpoints.places.front();
  const auto url = net::parse_url(used.url);
  // What is no URL may be a secret; the problem shows it unless it may.
  report_.title(
      fmt::format("{}: {} (from {})", service.name, url ? used.url : "unknown", used.place));
  if (!url) {
    report_.problem(url.error().message);
    return;
  }
  if (auto healthy = check_server(*url)) {
    healthy_.push_back(*std::move(healthy));
  } else if (used.place == kForAll) {
    report_.note(fmt::format("{} is for all services of AWS; {} is for this one and comes first",
                             kForAll, service.variable));
  }
  for (const net::ConfiguredEndpoint& other : endpoints.places) {
    const auto elsewhere = net::parse_url(other.url);
    if (!elsewhere || same_server(*elsewhere, *url)) continue;
    report_.note(fmt::format("{} leads to {} and does not count here, since {} comes first",
                             other.place, other.url, used.place));
  }
}

// Returns nullopt unless an emulator responds there to at least one kind of client.
std::optional<HealthyEndpoint> Doctor::check_server(const net::Url& url) {
  auto healthy = std::optional(HealthyEndpoint{.url = url});
  if (url.is_https) {
    healthy = check_certificate(url);
    if (!healthy) return std::nullopt;
  } else {
    if (const auto fault = find_fault(url, std::nullopt)) {
      report_.problem(*fault);
      return std::nullopt;
    }
    report_.ok("a bedrock-flows-local responds there");
  }
  if (scope_ == DoctorScope::kClient) check_http2(url);
  return healthy;
}

void Doctor::check_http2(const net::Url& url) {
  const auto speaks = tools_.speaks_http2(url);
  if (!speaks) {
    report_.warning("whether it speaks HTTP/2, too, cannot be told: " + speaks.error().message);
  } else if (*speaks) {
    report_.ok(url.is_https ? "it speaks TLS with HTTP/1.1 and HTTP/2 (ALPN h2, http/1.1)"
                            : "it speaks HTTP/1.1 and HTTP/2 (with prior knowledge)");
  } else {
    report_.warning(
        "it speaks HTTP/1.1 but no HTTP/2, with which the newest JavaScript SDK calls it");
  }
}

std::vector<Bundle> Doctor::bundles() const {
  const auto set = [&](std::string_view name) {
    return net::variable(settings_.environment, name);
  };
  auto for_python = set("AWS_CA_BUNDLE");
  std::string_view name = "AWS_CA_BUNDLE";
  if (!for_python) {
    for_python = files_.setting("ca_bundle");
    if (for_python) name = "ca_bundle of the profile";
  }
  return {{name, "Python and the AWS CLI", std::move(for_python), false},
          {"NODE_EXTRA_CA_CERTS", "JavaScript", set("NODE_EXTRA_CA_CERTS"), true}};
}

// Returns nullopt unless the certificates of the server are trusted by somebody and an emulator
// responds.
std::optional<HealthyEndpoint> Doctor::check_certificate(const net::Url& url) {
  if (const auto tls = tools_.speaks_http2(url); !tls) {
    report_.problem(tls.error().message +
                    " Is TLS served there? Start the server with --tls, or use http://.");
    return std::nullopt;
  }
  const auto untrusted = find_fault(url, std::nullopt);
  if (!untrusted)
    report_.ok(
        "a bedrock-flows-local responds there, with a certificate that the "
        "system trusts");
  std::optional<HealthyEndpoint> healthy;
  if (!untrusted) healthy = HealthyEndpoint{.url = url};
  for (const Bundle& bundle : bundles()) {
    if (bundle.file) {
      const bool is_trusted = check_bundle(url, bundle, !untrusted);
      if (is_trusted && !healthy) healthy = HealthyEndpoint{.url = url, .trust = *bundle.file};
    } else if (untrusted) {
      report_.warning(fmt::format("{} is not set, so {} will not trust it: {}", bundle.name,
                                  bundle.readers, *untrusted));
    } else {
      report_.warning(
          fmt::format("{} is not set, so {} will trust it only if the authority is a "
                      "public one: they do not read the system's authorities",
                      bundle.name, bundle.readers));
    }
  }
  if (!healthy) {
    const fs::path authority = fs::path(default_database()).parent_path() / "tls/authority.pem";
    report_.problem(fmt::format(
        "no client can call it; the log of the server says at its start which file to trust, "
        "e.g. {}",
        authority.string()));
  }
  return healthy;
}

bool Doctor::check_bundle(const net::Url& url, const Bundle& bundle, bool system_trusts) {
  if (const auto fault = find_fault(url, fs::path(*bundle.file))) {
    if (bundle.adds_to_others && system_trusts) {
      report_.note(
          fmt::format("{}={} does not make {} trust it ({}), so it will only if the authority is a "
                      "public one",
                      bundle.name, *bundle.file, bundle.readers, *fault));
      return false;
    }
    report_.problem(fmt::format("{}={} does not make {} trust it: {}", bundle.name, *bundle.file,
                                bundle.readers, *fault));
    return false;
  }
  report_.ok(fmt::format("a bedrock-flows-local responds there, and {}={} makes {} trust it",
                         bundle.name, *bundle.file, bundle.readers));
  return true;
}

// Returns why a health check at that endpoint fails, or nullopt if it succeeds.
std::optional<std::string> Doctor::find_fault(const net::Url& url,
                                              const std::optional<fs::path>& trust) {
  const auto response = tools_.fetch({.method = "GET", .url = below(url, "/_local/health")}, trust);
  if (!response) return response.error().message;
  const auto health = base::parse_json(response->body);
  const auto* const status = health ? base::find_member(*health, "status") : nullptr;
  if (response->status == 200 && status != nullptr && *status == "ok") return std::nullopt;
  return fmt::format("/_local/health gives {}, so this is no bedrock-flows-local that is ready",
                     response->status);
}

}  // namespace

DoctorTools doctor_tools() {
  return {
      .fetch =
          [](const net::HttpRequest& request, const std::optional<fs::path>& ca_file) {
            net::OutgoingHttpClient client({.ca_file = ca_file});
            return client.fetch(request, {.timeout = kProbeTimeout});
          },
      .speaks_http2 = [](const net::Url& url) { return net::speaks_http2(url, kProbeTimeout); }};
}

int run_doctor(const net::AwsSettings& settings, const DoctorTools& tools, DoctorScope scope,
               std::ostream& out) {
  return Doctor(settings, tools, scope, out).run();
}

}  // namespace flows::app
