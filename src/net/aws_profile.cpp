#include "net/aws_profile.h"

#include <fmt/format.h>
#include <pwd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "base/text/ascii.h"

namespace flows::net {
namespace {

namespace fs = std::filesystem;
using base::Result;

// Returns the home folder of a user; nullopt if there is no such user.
std::optional<std::string> home_of(const std::string& user) {
  std::array<char, 16'384> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  return found == nullptr ? std::nullopt : std::optional<std::string>(entry.pw_dir);
}

// Returns the name in "$NAME…" or "${NAME}…"; empty if there is none.
std::string_view name_behind_dollar(std::string_view text) {
  if (text.starts_with("${")) {
    const std::size_t end = text.find('}');
    return end == text.npos ? "" : text.substr(2, end - 2);
  }
  std::size_t end = 1;
  while (end < text.size() && (base::is_alphanumeric(text[end]) || text[end] == '_')) ++end;
  return text.substr(1, end - 1);
}

// Replaces $NAME and ${NAME} where there is such a variable, as AWS's tools do.
std::string with_variables(std::string_view text, const Environment& environment) {
  std::string out;
  while (!text.empty()) {
    out += text.substr(0, text.find('$'));
    text.remove_prefix(std::min(text.find('$'), text.size()));
    if (text.empty()) break;
    const std::string_view name = name_behind_dollar(text);
    const auto found = environment.find(name);
    if (found == environment.end()) {
      out += '$';
      text.remove_prefix(1);
    } else {
      out += found->second;
      text.remove_prefix(name.size() + (text.starts_with("${") ? 3 : 1));
    }
  }
  return out;
}

// Replaces "~" or "~user" at the start of a path by a home folder, if there is one.
std::string with_home(const std::string& path, const Environment& environment) {
  if (!path.starts_with('~')) return path;
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string user = path.substr(1, end - 1);
  const auto home = user.empty() ? variable(environment, "HOME") : home_of(user);
  return home ? *home + path.substr(end) : path;
}

// Returns the path of a file: the value of a variable, or a path in the home folder; nullopt
// without a home, or if the variable is empty.
std::optional<fs::path> place(const AwsSettings& settings, std::string_view name,
                              std::string_view file) {
  const auto named = settings.environment.find(name);
  if (named == settings.environment.end()) {
    const auto home = variable(settings.environment, "HOME");
    return home ? std::optional(fs::path(*home) / ".aws" / file) : std::nullopt;
  }
  if (named->second.empty()) return std::nullopt;
  return with_home(with_variables(named->second, settings.environment), settings.environment);
}

using IsProfile = std::function<bool(const wire::Profile&)>;

Result<ProfileSource> read_source(const AwsSettings& settings, std::optional<fs::path> file,
                                  const IsProfile& is_profile) {
  ProfileSource source{.file = std::move(file)};
  if (!source.file) return source;
  ASSIGN_OR_RETURN(const auto text, settings.read_file(*source.file));
  if (!text) return source;
  source.exists = true;
  auto sections = wire::parse_profiles(*text);
  if (!sections) {
    return base::Error{base::ErrorCode::kValidation,
                       fmt::format("{}: {}; Python's SDK and the AWS CLI refuse the whole file",
                                   source.file->string(), sections.error().message)};
  }
  source.sections = *std::move(sections);
  for (const wire::Profile& section : source.sections) {
    if (is_profile(section)) source.profile = section;  // the last one counts
  }
  return source;
}

}  // namespace

std::string ProfileSource::place_of(std::string_view setting, const wire::Profile& section) const {
  return fmt::format("{} of [{}] in {}", setting, section.name, file->string());
}

std::optional<ProfileValue> SharedFiles::find(std::string_view setting) const {
  for (const ProfileSource* const source : {&credentials, &config}) {
    const auto* const found = source->profile ? source->profile->find(setting) : nullptr;
    if (found != nullptr) {
      return ProfileValue{found->value, source->place_of(setting, *source->profile)};
    }
  }
  return std::nullopt;
}

std::optional<std::string> SharedFiles::setting(std::string_view name) const {
  auto found = find(name);
  if (!found || found->text.empty()) return std::nullopt;
  return std::move(found->text);
}

std::optional<std::string_view> profile_variable(const AwsSettings& settings) {
  for (const std::string_view name : {"AWS_DEFAULT_PROFILE", "AWS_PROFILE"}) {
    if (variable(settings.environment, name)) return name;
  }
  return std::nullopt;
}

std::string profile_name(const AwsSettings& settings) {
  const auto name = profile_variable(settings);
  return name ? *variable(settings.environment, *name) : "default";
}

Result<SharedFiles> read_shared_files(const AwsSettings& settings) {
  const std::string name = profile_name(settings);
  SharedFiles files;
  ASSIGN_OR_RETURN(
      files.credentials,
      read_source(settings, place(settings, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
                  [&](const wire::Profile& section) { return section.name == name; }));
  ASSIGN_OR_RETURN(files.config, read_source(settings, place(settings, "AWS_CONFIG_FILE", "config"),
                                             [&](const wire::Profile& section) {
                                               return section.is_section("profile", name) ||
                                                      (name == "default" && section.name == name);
                                             }));
  return files;
}

}  // namespace flows::net
