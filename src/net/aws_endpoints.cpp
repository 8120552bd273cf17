#include "net/aws_endpoints.h"

#include <fmt/format.h>

#include "base/text/ascii.h"
#include "net/aws_profile.h"

namespace flows::net {
namespace {

constexpr std::string_view kUrl = "endpoint_url";
constexpr std::string_view kIgnore = "ignore_configured_endpoint_urls";

bool is_true(std::string_view value) { return base::equal_ignoring_case(value, "true"); }

std::string place_of(std::string_view setting, const wire::Profile& section,
                     const ProfileSource& config) {
  return fmt::format("{} of [{}] in {}", setting, section.name, config.file->string());
}

void add_variables(const Environment& environment, std::string_view service,
                   ConfiguredEndpoints& endpoints) {
  const std::string all = "AWS_ENDPOINT_URL";
  for (const std::string& name : {all + "_" + base::uppered(service), all}) {
    if (const auto url = variable(environment, name)) endpoints.places.push_back({name, *url});
  }
}

// The variable counts before the profile's setting, whether it is true or false.
void add_ignoring(const AwsSettings& settings, const ProfileSource& config,
                  ConfiguredEndpoints& endpoints) {
  const std::string name = "AWS_" + base::uppered(kIgnore);
  if (const auto value = variable(settings.environment, name)) {
    if (is_true(*value)) endpoints.ignored_by = name;
    return;
  }
  const auto* const value = config.profile ? config.profile->setting(kIgnore) : nullptr;
  if (value != nullptr && is_true(*value)) {
    endpoints.ignored_by = place_of(kIgnore, *config.profile, config);
  }
}

void add_profile(const ProfileSource& config, std::string_view service,
                 ConfiguredEndpoints& endpoints) {
  if (!config.profile) return;
  if (const auto* const named = config.profile->setting("services")) {
    for (const wire::Profile& section : config.sections) {
      const auto* const url = section.setting(service, kUrl);
      if (url == nullptr || !section.is_section("services", *named)) continue;
      endpoints.places.push_back(
          {place_of(fmt::format("{}.{}", service, kUrl), section, config), *url});
    }
  }
  if (const auto* const url = config.profile->setting(kUrl)) {
    endpoints.places.push_back({place_of(kUrl, *config.profile, config), *url});
  }
}

}  // namespace

base::Result<ConfiguredEndpoints> find_endpoints(const AwsSettings& settings,
                                                 std::string_view service) {
  ConfiguredEndpoints endpoints;
  add_variables(settings.environment, service, endpoints);
  ASSIGN_OR_RETURN(const ProfileSource config, config_source(settings));
  add_profile(config, service, endpoints);
  add_ignoring(settings, config, endpoints);
  return endpoints;
}

}  // namespace flows::net
