#include "wire/profile_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text/ascii.h"

namespace flows::wire {
namespace {

using base::Result;

bool is_comment(std::string_view line) {
  return line.empty() || line.front() == '#' || line.front() == ';';
}

Result<Profile> read_section(std::string_view line, std::size_t number) {
  if (line.back() != ']') return bad_line(number, "the name of a profile ends with ']'");
  return Profile{.name = std::string(base::trimmed(line.substr(1, line.size() - 2))),
                 .line = number};
}

Result<void> read_setting(std::string_view line, std::size_t number, Profile& profile) {
  const std::size_t equals = line.find('=');
  if (equals == line.npos) return bad_line(number, "is neither [profile] nor a setting of one");
  profile.settings.push_back({.name = std::string(base::trimmed(line.substr(0, equals))),
                              .value = std::string(base::trimmed(line.substr(equals + 1))),
                              .line = number});
  return {};
}

// Checks whether an indented line may belong to the last setting rather than to the profile.
bool takes_nested_settings(const Profile& profile) {
  return !profile.settings.empty() && profile.settings.back().value.empty();
}

// A nested line that is no setting means nothing to AWS's tools either.
void read_nested_setting(std::string_view line, ProfileSetting& outer) {
  const std::size_t equals = line.find('=');
  if (equals == line.npos) return;
  outer.nested.push_back({.name = std::string(base::trimmed(line.substr(0, equals))),
                          .value = std::string(base::trimmed(line.substr(equals + 1)))});
}

template <class Setting>
const std::string* find_value(const std::vector<Setting>& settings, std::string_view name) {
  const auto found = std::ranges::find(settings, name, &Setting::name);
  return found == settings.end() || found->value.empty() ? nullptr : &found->value;
}

std::string_view without_quotes(std::string_view text) {
  const bool quoted = text.size() > 1 && text.front() == text.back() &&
                      (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

const std::string* Profile::setting(std::string_view setting_name) const {
  return find_value(settings, setting_name);
}

const std::string* Profile::setting(std::string_view outer, std::string_view setting_name) const {
  const auto found = std::ranges::find(settings, outer, &ProfileSetting::name);
  return found == settings.end() ? nullptr : find_value(found->nested, setting_name);
}

bool Profile::is_section(std::string_view kind, std::string_view section_name) const {
  std::string_view rest = name;
  if (!rest.starts_with(kind)) return false;
  rest.remove_prefix(kind.size());
  if (rest.empty() || !base::is_white_space(rest.front())) return false;
  return without_quotes(base::trimmed(rest)) == section_name;
}

base::Error bad_line(std::size_t line, std::string_view why) {
  return {base::ErrorCode::kValidation, fmt::format("line {}: {}", line, why)};
}

Result<std::vector<Profile>> parse_profiles(std::string_view text) {
  std::vector<Profile> profiles;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view raw = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(raw.size() + 1, text.size()));
    const std::string_view line = base::trimmed(raw);
    if (is_comment(line)) continue;
    if (line.front() == '[') {
      ASSIGN_OR_RETURN(auto profile, read_section(line, number));
      profiles.push_back(std::move(profile));
      continue;
    }
    if (profiles.empty()) return bad_line(number, "is neither [profile] nor a setting of one");
    const bool indented = base::is_white_space(raw.front());
    if (indented && takes_nested_settings(profiles.back())) {
      read_nested_setting(line, profiles.back().settings.back());
      continue;
    }
    RETURN_IF_ERROR(read_setting(line, number, profiles.back()));
  }
  return profiles;
}

}  // namespace flows::wire
