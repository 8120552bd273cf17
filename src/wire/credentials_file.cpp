#include "wire/credentials_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "wire/profile_file.h"

namespace flows::wire {
namespace {

constexpr std::string_view kSettings[] = {"aws_access_key_id", "aws_secret_access_key",
                                          "aws_session_token"};

// Returns the value of one of kSettings; "" if the profile does not have it.
base::Result<std::string> read(const Profile& profile, std::string_view name) {
  const ProfileSetting* const found = profile.find(name);
  if (found == nullptr) return std::string();
  if (found->value.empty()) return bad_line(found->line, fmt::format("{} has no value", name));
  if (found->value.find('\n') != std::string::npos) {
    return bad_line(found->line,
                    fmt::format("{} goes on in the next line, since that is indented", name));
  }
  return found->value;
}

base::Result<void> add(const Profile& profile, Credentials& credentials) {
  ASSIGN_OR_RETURN(const std::string access_key, read(profile, kSettings[0]));
  ASSIGN_OR_RETURN(const std::string secret_key, read(profile, kSettings[1]));
  ASSIGN_OR_RETURN(const std::string token, read(profile, kSettings[2]));
  if (access_key.empty() != secret_key.empty()) {
    return bad_line(profile.line,
                    "the profile has one of aws_access_key_id and aws_secret_access_key only");
  }
  if (access_key.empty()) return {};
  const Credential credential{.secret_key = secret_key,
                              .session_token = token.empty() ? std::nullopt : std::optional(token)};
  const auto [known, is_new] = credentials.emplace(access_key, credential);
  if (!is_new && known->second != credential) {
    return bad_line(profile.line, "another profile has this access key with other secrets");
  }
  return {};
}

}  // namespace

base::Result<Credentials> parse_credentials(std::string_view text) {
  ASSIGN_OR_RETURN(const auto profiles, parse_profiles(text));
  Credentials credentials;
  for (const Profile& profile : profiles) RETURN_IF_ERROR(add(profile, credentials));
  if (!credentials.empty()) return credentials;
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  return bad_line(lines, "the file ends without any credentials");
}

}  // namespace flows::wire
