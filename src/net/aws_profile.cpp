#include "net/aws_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace flows::net {
namespace {

namespace fs = std::filesystem;
using base::Result;

// Returns the path of a file: the value of a variable, or a path in the home folder; nullopt
// without a home.
std::optional<fs::path> place(const AwsSettings& settings, std::string_view name,
                              std::string_view file) {
  if (auto path = variable(settings.environment, name)) return fs::path(*path);
  if (auto home = variable(settings.environment, "HOME")) return fs::path(*home) / ".aws" / file;
  return std::nullopt;
}

using IsProfile = std::function<bool(const wire::Profile&)>;

Result<ProfileSource> read_source(const AwsSettings& settings, std::optional<fs::path> file,
                                  const IsProfile& is_profile) {
  ProfileSource source{.file = std::move(file)};
  if (!source.file) return source;
  ASSIGN_OR_RETURN(const auto text, settings.read_file(*source.file));
  if (!text) return source;
  auto sections = wire::parse_profiles(*text);
  if (!sections) {
    return base::Error{base::ErrorCode::kValidation,
                       fmt::format("{}: {}", source.file->string(), sections.error().message)};
  }
  source.sections = *std::move(sections);
  const auto found = std::ranges::find_if(source.sections, is_profile);
  if (found != source.sections.end()) source.profile = *found;
  return source;
}

}  // namespace

std::string profile_name(const AwsSettings& settings) {
  return variable(settings.environment, "AWS_PROFILE").value_or("default");
}

Result<ProfileSource> credentials_source(const AwsSettings& settings) {
  return read_source(settings, place(settings, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
                     [name = profile_name(settings)](const wire::Profile& section) {
                       return section.name == name;
                     });
}

Result<ProfileSource> config_source(const AwsSettings& settings) {
  return read_source(settings, place(settings, "AWS_CONFIG_FILE", "config"),
                     [name = profile_name(settings)](const wire::Profile& section) {
                       return section.is_section("profile", name) ||
                              (name == "default" && section.name == name);
                     });
}

}  // namespace flows::net
