#include "app/doctor_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/text/ascii.h"
#include "net/aws_credentials.h"
#include "net/aws_profile.h"
#include "net/aws_signer.h"

namespace flows::app {
namespace {

using base::Json;

void check_regions(const net::AwsSettings& settings, const net::SharedFiles& files,
                   DoctorReport& report) {
  const auto most = net::variable(settings.environment, "AWS_REGION");
  const auto boto = net::variable(settings.environment, "AWS_DEFAULT_REGION");
  if (most && boto && *most != *boto) {
    report.warning(fmt::format(
        "AWS_REGION is {} and AWS_DEFAULT_REGION, which boto3 reads, is {}: clients that read "
        "different ones do not see the same flows",
        *most, *boto));
  }
  if (files.setting("region")) return;
  for (const auto& [name, value, readers] :
       {std::tuple{"AWS_REGION", most, "most SDKs read"},
        std::tuple{"AWS_DEFAULT_REGION", boto, "boto3 reads"}}) {
    if (value) continue;
    report.note(
        fmt::format("{} is not set, which {}; without a region from elsewhere a client will refuse "
                    "to start",
                    name, readers));
  }
}

// Says what a section of that name lacks or has too much to be the profile; "" if there is none.
std::string near_miss(const std::string& name, const net::SharedFiles& files) {
  const auto in_config = [&](const auto& section) { return section.name == name; };
  const auto in_credentials = [&](const auto& section) {
    return section.is_section("profile", name);
  };
  if (std::ranges::any_of(files.config.sections, in_config)) {
    return fmt::format("; in {}, [{}] has to be [profile {}]", files.config.file->string(), name,
                       name);
  }
  if (std::ranges::any_of(files.credentials.sections, in_credentials)) {
    return fmt::format("; in {}, [profile {}] has to be [{}]", files.credentials.file->string(),
                       name, name);
  }
  return {};
}

void check_profile(const net::AwsSettings& settings, const net::SharedFiles& files,
                   DoctorReport& report) {
  const auto python = net::variable(settings.environment, "AWS_DEFAULT_PROFILE");
  const auto others = net::variable(settings.environment, "AWS_PROFILE");
  if (python && others && *python != *others) {
    report.warning(
        fmt::format("AWS_DEFAULT_PROFILE, which boto3 reads first, is {}, and AWS_PROFILE, which "
                    "other SDKs read, is {}",
                    *python, *others));
  } else if (python && !others) {
    report.note(
        "AWS_DEFAULT_PROFILE is set, which boto3 reads, and AWS_PROFILE is not, which other SDKs "
        "read");
  }
  // Python's SDK takes the first of these that is set, and an empty one for a profile without name.
  for (const std::string_view name : {"AWS_DEFAULT_PROFILE", "AWS_PROFILE"}) {
    const auto found = settings.environment.find(name);
    if (found == settings.environment.end()) continue;
    if (found->second.empty()) {
      report.problem(fmt::format(
          "{} is set but empty, and boto3 refuses to start, since no profile is called so: unset "
          "it",
          name));
    }
    break;
  }
  const auto named_by = net::profile_variable(settings);
  if (!named_by || files.credentials.profile || files.config.profile) return;
  const std::string name = net::profile_name(settings);
  report.problem(fmt::format("{} is {}, and no file has a profile of that name{}", *named_by, name,
                             near_miss(name, files)));
}

// A file that a variable names and that is not there is passed over without a word by SDKs.
void check_files(const net::AwsSettings& settings, const net::SharedFiles& files,
                 DoctorReport& report) {
  for (const auto& [name, source] :
       {std::pair{"AWS_CONFIG_FILE", &files.config},
        std::pair{"AWS_SHARED_CREDENTIALS_FILE", &files.credentials}}) {
    if (!net::variable(settings.environment, name) || !source->file || source->exists) continue;
    report.note(fmt::format("{} leads to {}, which is no file, so SDKs go on without it", name,
                            source->file->string()));
  }
}

// Credentials that only AWS's tools can get are believed to be there.
void check_credentials(const net::AwsSettings& settings, DoctorReport& report) {
  const auto found = net::find_credentials(settings);
  if (found) return;
  if (found.error().code != base::ErrorCode::kResourceNotFound) {
    report.problem(found.error().message);
  } else if (!net::provider_of_credentials(settings)) {
    report.note(found.error().message + " Any will do, but SDKs want to sign.");
  }
}

// Returns the value of a proxy's variable, which programs write in both cases.
std::optional<std::pair<std::string, std::string>> either_case(const net::Environment& environment,
                                                               const std::string& name) {
  for (const std::string& spelled : {name, base::uppered(name)}) {
    if (const auto value = net::variable(environment, spelled)) return std::pair(spelled, *value);
  }
  return std::nullopt;
}

// Checks whether one word of NO_PROXY exempts the host, by the rules of Python and curl.
bool exempts(std::string_view word, const net::Url& endpoint) {
  word = base::trimmed(word);
  while (word.starts_with('.')) word.remove_prefix(1);
  if (word.empty()) return false;
  if (word == "*") return true;
  const std::string listed = base::lowered(word);
  for (const std::string& host : {endpoint.host, fmt::format("{}:{}", endpoint.host, endpoint.port),
                                  fmt::format("[{}]", endpoint.host)}) {
    if (host == listed || host.ends_with("." + listed)) return true;
  }
  return false;
}

bool is_exempt(const net::Environment& environment, const net::Url& endpoint) {
  const auto found = either_case(environment, "no_proxy");
  std::string_view rest = found ? std::string_view(found->second) : "";
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(','));
    if (exempts(word, endpoint)) return true;
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return false;
}

// Sends a GET for a path below the endpoint, signed as a client of that region would.
base::Result<wire::Response> get(const HealthyEndpoint& endpoint, std::string_view path,
                                 std::string query, const net::AwsCredentials& credentials,
                                 const std::string& region, const DoctorTools& tools) {
  net::HttpRequest request{.method = "GET", .url = below(endpoint.url, path)};
  request.url.query = std::move(query);
  RETURN_IF_ERROR(net::sign(request, credentials, {.region = region, .service = "bedrock"},
                            base::SystemClock().now()));
  return tools.fetch(request, endpoint.trust);
}

std::string message_of(const wire::Response& response) {
  const auto body = base::parse_json(response.body);
  const Json* const message = body ? base::find_member(*body, "message") : nullptr;
  return message != nullptr && message->is_string() ? message->get<std::string>() : "";
}

// Returns where a state document has flows, e.g. "3 in us-east-1 (account 123456789012)".
std::string describe_flows(const std::string& document) {
  const auto state = base::parse_json(document);
  const Json* table = state ? base::find_member(*state, "tables") : nullptr;
  if (table != nullptr) table = base::find_member(*table, "flow");
  const Json* const columns = table == nullptr ? nullptr : base::find_member(*table, "columns");
  const Json* const rows = table == nullptr ? nullptr : base::find_member(*table, "rows");
  if (columns == nullptr || rows == nullptr || !rows->is_array()) return {};
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(
        std::distance(columns->begin(), std::find(columns->begin(), columns->end(), Json(name))));
  };
  const std::size_t account = column("account");
  const std::size_t region = column("region");
  std::map<std::pair<std::string, std::string>, int> counts;
  for (const Json& row : *rows) {
    if (!row.is_array() || row.size() <= std::max(account, region)) return {};
    if (!row[region].is_string() || !row[account].is_string()) return {};
    ++counts[{row[region].get<std::string>(), row[account].get<std::string>()}];
  }
  std::string text;
  for (const auto& [place, count] : counts) {
    text += fmt::format("{}{} in {} (account {})", text.empty() ? "" : ", ", count, place.first,
                        place.second);
  }
  return text;
}

void check_region(const net::AwsCredentials& credentials, const std::string& region,
                  const HealthyEndpoint& endpoint, const DoctorTools& tools, DoctorReport& report) {
  const auto flows = get(endpoint, "/flows/", "maxResults=1", credentials, region, tools);
  if (!flows) {
    report.warning(fmt::format("whether there are flows in {} cannot be told: {}", region,
                               flows.error().message));
    return;
  }
  if (flows->status != 200) {
    report.problem(fmt::format("in {} the server refuses a client to list its flows: {} {}", region,
                               flows->status, message_of(*flows)));
    return;
  }
  const auto list = base::parse_json(flows->body);
  const Json* const summaries = list ? base::find_member(*list, "flowSummaries") : nullptr;
  if (summaries == nullptr || !summaries->empty()) return;
  const auto state = get(endpoint, "/_local/state", "", credentials, region, tools);
  const std::string elsewhere =
      state && state->status == 200 ? describe_flows(state->body) : std::string();
  if (elsewhere.empty()) return;
  report.warning(fmt::format(
      "this client sees no flows in {}, but the server has {}; callers of different regions or "
      "accounts (an access key of twelve digits is one) do not see each other's",
      region, elsewhere));
}

}  // namespace

net::Url below(net::Url endpoint, std::string_view path) {
  while (endpoint.path.ends_with('/')) endpoint.path.pop_back();
  endpoint.path += path;
  return endpoint;
}

void check_client(const net::AwsSettings& settings, const net::SharedFiles& files,
                  DoctorReport& report) {
  check_files(settings, files, report);
  check_profile(settings, files, report);
  check_regions(settings, files, report);
  check_credentials(settings, report);
}

void check_proxy(const net::Environment& environment, const net::Url& endpoint,
                 DoctorReport& report) {
  if (is_exempt(environment, endpoint)) return;
  // Botocore chooses the variable by the scheme of the URL.
  for (const auto& [name, readers] :
       {std::pair{endpoint.is_https ? "https_proxy" : "http_proxy", "boto3 and the AWS CLI"},
        std::pair{"all_proxy", "curl (boto3 and the AWS CLI do not read it)"}}) {
    const auto proxy = either_case(environment, name);
    if (!proxy) continue;
    report.warning(
        fmt::format("{} sends calls to {} through a proxy, for example those of {}: add it to "
                    "NO_PROXY (NO_PROXY=localhost,127.0.0.1,::1)",
                    proxy->first, endpoint.host, readers));
    return;
  }
}

void check_flows(const net::AwsSettings& settings, const net::SharedFiles& files,
                 const HealthyEndpoint& endpoint, const DoctorTools& tools, DoctorReport& report) {
  const auto credentials = net::find_credentials(settings);
  if (!credentials) return;  // a profile may have some that only AWS's own tools can get
  std::vector<std::string> regions;
  const auto add = [&](const std::optional<std::string>& region) {
    if (region && std::ranges::find(regions, *region) == regions.end()) regions.push_back(*region);
  };
  add(net::variable(settings.environment, "AWS_REGION"));
  add(net::variable(settings.environment, "AWS_DEFAULT_REGION"));
  if (regions.empty()) add(files.setting("region"));
  for (const std::string& region : regions) {
    check_region(*credentials, region, endpoint, tools, report);
  }
}

}  // namespace flows::app
