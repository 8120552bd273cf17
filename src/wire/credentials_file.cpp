#include "wire/credentials_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text/ascii.h"

namespace flows::wire {
namespace {

base::Error bad_line(std::size_t line, std::string_view why) {
  return {base::ErrorCode::kValidation, fmt::format("line {}: {}", line, why)};
}

// Reads line by line; a profile ends where the next one begins, or the file.
class Reader {
 public:
  base::Result<Credentials> run(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      ++line_;
      RETURN_IF_ERROR(read_line(base::trimmed(text.substr(0, end))));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    RETURN_IF_ERROR(end_profile());
    if (credentials_.empty()) return bad_line(line_, "the file ends without any credentials");
    return std::move(credentials_);
  }

 private:
  base::Result<void> read_line(std::string_view line) {
    if (line.empty() || line.front() == '#' || line.front() == ';') return {};
    if (line.front() == '[') {
      if (line.back() != ']') return bad_line(line_, "the name of a profile ends with ']'");
      RETURN_IF_ERROR(end_profile());
      in_profile_ = true;
      profile_line_ = line_;
      return {};
    }
    const auto equals = line.find('=');
    if (equals == line.npos || !in_profile_) {
      return bad_line(line_, "is neither [profile] nor a setting of one");
    }
    return read_setting(base::trimmed(line.substr(0, equals)),
                        base::trimmed(line.substr(equals + 1)));
  }

  base::Result<void> read_setting(std::string_view name, std::string_view value) {
    for (auto& [setting, place] : settings_) {
      if (setting != name) continue;
      if (value.empty()) return bad_line(line_, fmt::format("{} has no value", name));
      if (!place->empty()) return bad_line(line_, fmt::format("{} comes twice", name));
      *place = value;
    }
    return {};
  }

  base::Result<void> end_profile() {
    const bool has_key = !access_key_.empty();
    if (has_key == secret_key_.empty()) {
      return bad_line(profile_line_,
                      "the profile has one of aws_access_key_id and aws_secret_access_key only");
    }
    if (has_key) {
      const Credential credential{
          .secret_key = secret_key_,
          .session_token = token_.empty() ? std::nullopt : std::optional(token_)};
      const auto [known, is_new] = credentials_.emplace(access_key_, credential);
      if (!is_new && known->second != credential) {
        return bad_line(profile_line_, "another profile has this access key with other secrets");
      }
    }
    for (auto& [setting, place] : settings_) place->clear();
    return {};
  }

  Credentials credentials_;
  std::size_t line_ = 0;
  bool in_profile_ = false;
  std::size_t profile_line_ = 0;
  std::string access_key_;
  std::string secret_key_;
  std::string token_;
  const std::pair<std::string_view, std::string*> settings_[3] = {
      {"aws_access_key_id", &access_key_},
      {"aws_secret_access_key", &secret_key_},
      {"aws_session_token", &token_}};
};

}  // namespace

base::Result<Credentials> parse_credentials(std::string_view text) { return Reader().run(text); }

}  // namespace flows::wire
