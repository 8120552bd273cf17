#include "net/aws_endpoints.h"

#include <fmt/format.h>

#include "base/text/ascii.h"
#include "net/aws_profile.h"

namespace flows::net {
namespace {

constexpr std::string_view kUrl = "endpoint_url";
constexpr std::string_view kIgnore = "ignore_configured_endpoint_urls";

bool is_true(std::string_view value) { return base::equal_ignoring_case(value, "true"); }

void add_variables(const Environment& environment, std::string_view service,
                   ConfiguredEndpoints& endpoints) {
  const std::string all = "AWS_ENDPOINT_URL";
  for (const std::string& name : {all + "_" + base::uppered(service), all}) {
    if (const auto url = variable(environment, name)) endpoints.places.push_back({name, *url});
  }
}

// The variable counts before the profile's setting, even if it is empty.
void add_ignoring(const AwsSettings& settings, const SharedFiles& files,
                  ConfiguredEndpoints& endpoints) {
  const std::string name = "AWS_" + base::uppered(kIgnore);
  const auto named = settings.environment.find(name);
  if (named != settings.environment.end()) {
    if (is_true(named->second)) endpoints.ignored_by = name;
  } else if (const auto value = files.find(kIgnore); value && is_true(value->text)) {
    endpoints.ignored_by = value->place;
  }
}

// Returns the services section that the profile names; nullptr if it names none. Errors: that
// section does not exist or has no settings.
base::Result<const wire::Profile*> services_section(const SharedFiles& files) {
  const auto named = files.find("services");
  if (!named) return static_cast<const wire::Profile*>(nullptr);
  const wire::Profile* found = nullptr;
  for (const wire::Profile& section : files.config.sections) {
    if (section.is_section("services", named->text)) found = &section;  // the last one counts
  }
  if (found != nullptr && !found->settings.empty()) return found;
  const std::string file = files.config.file ? files.config.file->string() : "any config file";
  return base::Error{
      base::ErrorCode::kValidation,
      fmt::format("{} is {}, but there is no section [services {}] with settings in {}, and "
                  "Python's SDK and the AWS CLI refuse to start",
                  named->place, named->text, named->text, file)};
}

base::Result<void> add_services(const SharedFiles& files, std::string_view service,
                                ConfiguredEndpoints& endpoints) {
  ASSIGN_OR_RETURN(const wire::Profile* const section, services_section(files));
  const auto* const settings = section == nullptr ? nullptr : section->find(service);
  if (settings == nullptr) return {};
  if (settings->nested.empty()) {
    return base::Error{
        base::ErrorCode::kValidation,
        fmt::format("{} has no indented settings below it, and Python's SDK and the AWS CLI refuse "
                    "to start",
                    files.config.place_of(service, *section))};
  }
  if (const auto* const url = section->setting(service, kUrl)) {
    endpoints.places.push_back(
        {files.config.place_of(fmt::format("{}.{}", service, kUrl), *section), *url});
  }
  return {};
}

// Of two files that name an endpoint, the credentials file counts, and if it names an empty one,
// none does.
void add_profile(const SharedFiles& files, ConfiguredEndpoints& endpoints) {
  for (const ProfileSource* const source : {&files.credentials, &files.config}) {
    const auto* const url = source->profile ? source->profile->find(kUrl) : nullptr;
    if (url == nullptr) continue;
    if (url->value.empty()) return;
    endpoints.places.push_back({source->place_of(kUrl, *source->profile), url->value});
  }
}

}  // namespace

base::Result<ConfiguredEndpoints> find_endpoints(const AwsSettings& settings,
                                                 std::string_view service) {
  ASSIGN_OR_RETURN(const SharedFiles files, read_shared_files(settings));
  ConfiguredEndpoints endpoints;
  add_ignoring(settings, files, endpoints);
  add_variables(settings.environment, service, endpoints);
  const auto added = add_services(files, service, endpoints);
  // What comes first, or makes SDKs ignore all, keeps them from reading that section.
  if (!added && endpoints.places.empty() && !endpoints.ignored_by) return added.error();
  add_profile(files, endpoints);
  return endpoints;
}

}  // namespace flows::net
