#include "net/aws_endpoints.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text/ascii.h"
#include "net/aws_profile.h"

namespace flows::net {
namespace {

constexpr std::string_view kUrl = "endpoint_url";
constexpr std::string_view kIgnore = "ignore_configured_endpoint_urls";

std::string in_upper_case(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), base::to_upper);
  return upper;
}

bool is_true(std::string_view value) { return base::equal_ignoring_case(value, "true"); }

void add_variables(const Environment& environment, std::string_view service,
                   ConfiguredEndpoints& endpoints) {
  const std::string all = "AWS_ENDPOINT_URL";
  for (const std::string& name : {all + "_" + in_upper_case(service), all}) {
    if (const auto url = variable(environment, name)) endpoints.places.push_back({name, *url});
  }
  const std::string ignore = "AWS_" + in_upper_case(kIgnore);
  if (is_true(variable(environment, ignore).value_or(""))) endpoints.ignored_by = ignore;
}

void add_profile(const ProfileSource& config, std::string_view service,
                 ConfiguredEndpoints& endpoints) {
  if (!config.profile) return;
  const auto place_of = [&](std::string_view setting, const wire::Profile& section) {
    return fmt::format("{} of [{}] in {}", setting, section.name, config.file->string());
  };
  if (const auto* const named = config.profile->setting("services")) {
    for (const wire::Profile& section : config.sections) {
      const auto* const url = section.setting(service, kUrl);
      if (url == nullptr || !section.is_section("services", *named)) continue;
      endpoints.places.push_back({place_of(fmt::format("{}.{}", service, kUrl), section), *url});
    }
  }
  if (const auto* const url = config.profile->setting(kUrl)) {
    endpoints.places.push_back({place_of(kUrl, *config.profile), *url});
  }
  const auto* const ignore = config.profile->setting(kIgnore);
  if (ignore != nullptr && is_true(*ignore) && !endpoints.ignored_by) {
    endpoints.ignored_by = place_of(kIgnore, *config.profile);
  }
}

}  // namespace

base::Result<ConfiguredEndpoints> find_endpoints(const AwsSettings& settings,
                                                 std::string_view service) {
  ConfiguredEndpoints endpoints;
  add_variables(settings.environment, service, endpoints);
  ASSIGN_OR_RETURN(const ProfileSource config, config_source(settings));
  add_profile(config, service, endpoints);
  return endpoints;
}

}  // namespace flows::net
