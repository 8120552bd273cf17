#include "net/aws_credentials.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "net/aws_profile.h"

namespace flows::net {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::string_view kKeySetting = "aws_access_key_id";
constexpr std::string_view kSecretSetting = "aws_secret_access_key";
constexpr std::string_view kTokenSetting = "aws_session_token";

// Settings of a profile whose credentials must be requested from somebody else.
constexpr std::array<std::string_view, 7> kAskingSettings = {
    "role_arn",       "sso_session",        "sso_start_url",
    "sso_account_id", "credential_process", "web_identity_token_file",
    "login_session"};

// Variables that do so.
constexpr std::array<std::string_view, 3> kAskingVariables = {
    "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI"};

Error refusal(std::string message) { return {ErrorCode::kValidation, std::move(message)}; }

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
  const auto key = variable(settings.environment, "AWS_ACCESS_KEY_ID");
  const auto secret = variable(settings.environment, "AWS_SECRET_ACCESS_KEY");
  if (!key && !secret) return std::optional<AwsCredentials>();
  if (!key || !secret) {
    return refusal(fmt::format("{} is set, but {} is not.",
                               key ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
                               key ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID"));
  }
  return std::optional(
      AwsCredentials{*key, *secret, variable(settings.environment, "AWS_SESSION_TOKEN")});
}

std::string described(const ProfileSource& source) {
  return source.file ? source.file->string()
                     : "no file, since HOME is not set or the file's variable is empty";
}

// Returns the first of those settings, and where it stands.
std::optional<std::string> asking_place(const SharedFiles& files) {
  for (const std::string_view asking : kAskingSettings) {
    if (files.setting(asking)) return files.find(asking)->place;
  }
  return std::nullopt;
}

Error nothing_found(const AwsSettings& settings, const SharedFiles& files) {
  if (const auto asking = asking_place(files)) {
    return {ErrorCode::kResourceNotFound,
            fmt::format("The profile {} gets its credentials by {}, which is not supported here: "
                        "export them, as `aws configure export-credentials --format env` does.",
                        profile_name(settings), *asking)};
  }
  return {
      ErrorCode::kResourceNotFound,
      fmt::format("There are no AWS credentials: AWS_ACCESS_KEY_ID is not set, and the profile "
                  "{} has none in {} or {}.",
                  profile_name(settings), described(files.credentials), described(files.config))};
}

}  // namespace

Result<AwsCredentials> find_credentials(const AwsSettings& settings) {
  ASSIGN_OR_RETURN(auto credentials, credentials_in_environment(settings));
  if (credentials) return *std::move(credentials);
  ASSIGN_OR_RETURN(const SharedFiles files, read_shared_files(settings));
  for (const ProfileSource* const source : {&files.credentials, &files.config}) {
    ASSIGN_OR_RETURN(credentials, credentials_in(*source));
    if (credentials) return *std::move(credentials);
  }
  return nothing_found(settings, files);
}

std::optional<std::string> provider_of_credentials(const AwsSettings& settings) {
  for (const std::string_view name : kAskingVariables) {
    if (variable(settings.environment, name)) return std::string(name);
  }
  const auto files = read_shared_files(settings);
  return files ? asking_place(*files) : std::nullopt;
}

Result<std::string> find_region(const AwsSettings& settings) {
  for (const std::string_view name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (auto region = variable(settings.environment, name)) return *std::move(region);
  }
  ASSIGN_OR_RETURN(const SharedFiles files, read_shared_files(settings));
  if (auto region = files.setting("region")) return *std::move(region);
  return refusal(
      fmt::format("There is no AWS region: neither AWS_REGION nor AWS_DEFAULT_REGION is set, and "
                  "the profile {} has none in {}.",
                  profile_name(settings), described(files.config)));
}

}  // namespace flows::net
