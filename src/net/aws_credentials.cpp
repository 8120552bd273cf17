#include "net/aws_credentials.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/text_file.h"
#include "wire/profile_file.h"

namespace flows::net {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::string_view kKeySetting = "aws_access_key_id";
constexpr std::string_view kSecretSetting = "aws_secret_access_key";
constexpr std::string_view kTokenSetting = "aws_session_token";

// Settings of a profile whose credentials must be requested from somebody else.
constexpr std::array<std::string_view, 6> kAskingSettings = {
    "role_arn",       "sso_session",        "sso_start_url",
    "sso_account_id", "credential_process", "web_identity_token_file"};

Error refusal(std::string message) { return {ErrorCode::kValidation, std::move(message)}; }

// Returns the value of a variable; nullopt if it is not set or empty.
std::optional<std::string> variable(const AwsSettings& settings, std::string_view name) {
  const auto found = settings.environment.find(name);
  if (found == settings.environment.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

// Returns the path of a file: the value of a variable, or a path in the home folder; nullopt
// without a home.
std::optional<fs::path> place(const AwsSettings& settings, std::string_view name,
                              std::string_view file) {
  if (auto path = variable(settings, name)) return fs::path(*path);
  if (auto home = variable(settings, "HOME")) return fs::path(*home) / ".aws" / file;
  return std::nullopt;
}

// One of the two files, reduced to the profile that is used.
struct ProfileSource {
  std::optional<fs::path> file;
  std::optional<wire::Profile> profile = {};
};

Result<ProfileSource> read_source(const AwsSettings& settings, std::optional<fs::path> file,
                                  std::string_view section) {
  ProfileSource source{.file = std::move(file)};
  if (!source.file) return source;
  ASSIGN_OR_RETURN(const auto text, settings.read_file(*source.file));
  if (!text) return source;
  auto profiles = wire::parse_profiles(*text);
  if (!profiles) {
    return refusal(fmt::format("{}: {}", source.file->string(), profiles.error().message));
  }
  const auto found = std::ranges::find(*profiles, section, &wire::Profile::name);
  if (found != profiles->end()) source.profile = std::move(*found);
  return source;
}

std::string profile_name(const AwsSettings& settings) {
  return variable(settings, "AWS_PROFILE").value_or("default");
}

Result<ProfileSource> credentials_source(const AwsSettings& settings) {
  return read_source(settings, place(settings, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
                     profile_name(settings));
}

Result<ProfileSource> config_source(const AwsSettings& settings) {
  const std::string name = profile_name(settings);
  return read_source(settings, place(settings, "AWS_CONFIG_FILE", "config"),
                     name == "default" ? name : "profile " + name);
}

// Returns the credentials of the profile; nullopt if it has none. Errors: it has only half of them.
Result<std::optional<AwsCredentials>> credentials_in(const ProfileSource& source) {
  if (!source.profile) return std::optional<AwsCredentials>();
  const auto setting = [&](std::string_view name) { return source.profile->setting(name); };
  const auto* const key = setting(kKeySetting);
  const auto* const secret = setting(kSecretSetting);
  if (key == nullptr && secret == nullptr) return std::optional<AwsCredentials>();
  if (key == nullptr || secret == nullptr) {
    return refusal(fmt::format("The profile [{}] of {} has no {}.", source.profile->name,
                               source.file->string(),
                               key == nullptr ? kKeySetting : kSecretSetting));
  }
  AwsCredentials credentials{.access_key = *key, .secret_key = *secret};
  if (const auto* const token = setting(kTokenSetting)) credentials.session_token = *token;
  return std::optional(std::move(credentials));
}

Result<std::optional<AwsCredentials>> credentials_in_environment(const AwsSettings& settings) {
  const auto key = variable(settings, "AWS_ACCESS_KEY_ID");
  const auto secret = variable(settings, "AWS_SECRET_ACCESS_KEY");
  if (!key && !secret) return std::optional<AwsCredentials>();
  if (!key || !secret) {
    return refusal(fmt::format("{} is set, but {} is not.",
                               key ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
                               key ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID"));
  }
  return std::optional(AwsCredentials{*key, *secret, variable(settings, "AWS_SESSION_TOKEN")});
}

std::string described(const ProfileSource& source) {
  return source.file ? source.file->string() : "no file, since HOME is not set";
}

Error nothing_found(const AwsSettings& settings, const ProfileSource& shared,
                    const ProfileSource& config) {
  const std::string name = profile_name(settings);
  for (const ProfileSource* source : {&shared, &config}) {
    if (!source->profile) continue;
    for (const std::string_view asking : kAskingSettings) {
      if (source->profile->setting(asking) == nullptr) continue;
      return refusal(fmt::format(
          "The profile {} of {} gets its credentials by {}, which is not supported here: export "
          "them, as `aws configure export-credentials --format env` does.",
          name, source->file->string(), asking));
    }
  }
  return refusal(fmt::format(
      "There are no AWS credentials: AWS_ACCESS_KEY_ID is not set, and the profile {} has none in "
      "{} or {}.",
      name, described(shared), described(config)));
}

}  // namespace

AwsSettings settings_of_process() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = std::min(text.find('='), text.size());
    environment.emplace(text.substr(0, equals), text.substr(std::min(equals + 1, text.size())));
  }
  const auto read = [](const fs::path& file) -> Result<std::optional<std::string>> {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return std::optional<std::string>();
    ASSIGN_OR_RETURN(auto text, base::read_text_file(file, base::limits::kCredentialsBytesMax));
    return std::optional(std::move(text));
  };
  return {.environment = std::move(environment), .read_file = read};
}

Result<AwsCredentials> find_credentials(const AwsSettings& settings) {
  ASSIGN_OR_RETURN(auto credentials, credentials_in_environment(settings));
  if (credentials) return *std::move(credentials);
  ASSIGN_OR_RETURN(const ProfileSource shared, credentials_source(settings));
  ASSIGN_OR_RETURN(credentials, credentials_in(shared));
  if (credentials) return *std::move(credentials);
  ASSIGN_OR_RETURN(const ProfileSource config, config_source(settings));
  ASSIGN_OR_RETURN(credentials, credentials_in(config));
  if (credentials) return *std::move(credentials);
  return nothing_found(settings, shared, config);
}

Result<std::string> find_region(const AwsSettings& settings) {
  for (const std::string_view name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (auto region = variable(settings, name)) return *std::move(region);
  }
  ASSIGN_OR_RETURN(const ProfileSource config, config_source(settings));
  const std::string* const region = config.profile ? config.profile->setting("region") : nullptr;
  if (region != nullptr) return *region;
  return refusal(
      fmt::format("There is no AWS region: neither AWS_REGION nor AWS_DEFAULT_REGION is set, and "
                  "the profile {} "
                  "has none in {}.",
                  profile_name(settings), described(config)));
}

}  // namespace flows::net
