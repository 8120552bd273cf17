#include "wire/profile_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace flows::wire {
namespace {

using base::Result;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kForAllSections = "DEFAULT";

// Takes the next line from the text, whichever system's line ends it has.
std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  text.remove_prefix(line.size());
  text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(1, text.size()));
  return line;
}

template <class Named>
auto find_named(Named& list, std::string_view name) {
  return std::ranges::find_if(list, [&](const auto& one) { return one.name == name; });
}

class ProfileReader {
 public:
  Result<std::vector<Profile>> read(std::string_view text);

 private:
  Result<void> read_line(std::string_view raw);
  Result<void> continue_setting(std::string_view line);
  Result<void> open_section(std::string_view name);
  Result<void> read_setting(std::string_view line);
  void finish();

  Profile& section() { return in_defaults_ ? defaults_ : profiles_.back(); }
  [[nodiscard]] bool has_section() const { return in_defaults_ || !profiles_.empty(); }

  std::vector<Profile> profiles_;
  Profile defaults_;  // the section [DEFAULT], which may be opened more than once
  bool in_defaults_ = false;
  bool in_setting_ = false;      // the last setting may go on in an indented line
  std::size_t indentation_ = 0;  // of the line that began the last section or setting
  std::size_t number_ = 0;
};

Result<std::vector<Profile>> ProfileReader::read(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) {
    return bad_line(1, "begins with a byte order mark; save the file without one");
  }
  while (!text.empty()) {
    ++number_;
    const std::string_view line = take_line(text);
    if (!base::is_utf8(line)) return bad_line(number_, "is not UTF-8");
    RETURN_IF_ERROR(read_line(line));
  }
  finish();
  return std::move(profiles_);
}

Result<void> ProfileReader::read_line(std::string_view raw) {
  const std::string_view line = base::trimmed(raw);
  if (line.empty()) {
    if (in_setting_ && section().settings.back().nested.empty()) {
      section().settings.back().value += '\n';
    }
    return {};
  }
  if (line.front() == '#' || line.front() == ';') return {};
  const auto indentation = static_cast<std::size_t>(line.data() - raw.data());
  if (in_setting_ && indentation > indentation_) return continue_setting(line);
  indentation_ = indentation;
  const std::size_t bracket = line.front() == '[' ? line.rfind(']') : line.npos;
  if (bracket != line.npos && bracket > 1) return open_section(line.substr(1, bracket - 1));
  return read_setting(line);
}

Result<void> ProfileReader::continue_setting(std::string_view line) {
  ProfileSetting& outer = section().settings.back();
  if (!base::trimmed(outer.value).empty()) {
    outer.value += fmt::format("\n{}", line);
    return {};
  }
  const std::size_t equals = line.find('=');
  if (equals == line.npos) {
    return bad_line(number_, fmt::format("is nested in {}, but has no '='", outer.name));
  }
  NestedSetting nested{.name = std::string(base::trimmed(line.substr(0, equals))),
                       .value = std::string(base::trimmed(line.substr(equals + 1)))};
  const auto known = find_named(outer.nested, nested.name);
  if (known == outer.nested.end()) {
    outer.nested.push_back(std::move(nested));
  } else {
    *known = std::move(nested);
  }
  return {};
}

Result<void> ProfileReader::open_section(std::string_view name) {
  in_setting_ = false;
  in_defaults_ = name == kForAllSections;
  if (in_defaults_) return {};
  if (const auto known = find_named(profiles_, name); known != profiles_.end()) {
    return bad_line(number_, fmt::format("[{}] comes twice, first in line {}", name, known->line));
  }
  profiles_.push_back({.name = std::string(name), .line = number_});
  return {};
}

Result<void> ProfileReader::read_setting(std::string_view line) {
  const std::size_t end = line.find_first_of("=:");
  if (line.front() == '[' && end == line.npos) {
    return bad_line(number_, "the name of a profile ends with ']'");
  }
  if (!has_section() || end == line.npos || end == 0) {
    return bad_line(number_, "is neither [profile] nor a setting of one");
  }
  ProfileSetting setting{.name = base::lowered(base::trimmed(line.substr(0, end))),
                         .value = std::string(base::trimmed(line.substr(end + 1))),
                         .line = number_};
  auto& settings = section().settings;
  if (const auto known = find_named(settings, setting.name); known != settings.end()) {
    return bad_line(number_,
                    fmt::format("{} comes twice, first in line {}", known->name, known->line));
  }
  settings.push_back(std::move(setting));
  in_setting_ = true;
  return {};
}

// Gives each section the settings of [DEFAULT] that it lacks.
void ProfileReader::finish() {
  const auto trim = [](Profile& profile) {
    for (ProfileSetting& setting : profile.settings) setting.value = base::trimmed(setting.value);
  };
  trim(defaults_);
  for (Profile& profile : profiles_) {
    trim(profile);
    for (const ProfileSetting& setting : defaults_.settings) {
      if (profile.find(setting.name) == nullptr) profile.settings.push_back(setting);
    }
  }
}

template <class Setting>
const std::string* find_value(const std::vector<Setting>& settings, std::string_view name) {
  const auto found = find_named(settings, name);
  return found == settings.end() || found->value.empty() ? nullptr : &found->value;
}

// Takes a word from the text, as a shell does; nullopt if a quote or an escape has no end.
std::optional<std::string> take_word(std::string_view& text) {
  std::string word;
  char quote = '\0';
  while (!text.empty() && (quote != '\0' || !base::is_white_space(text.front()))) {
    char c = text.front();
    text.remove_prefix(1);
    const bool escapes =
        c == '\\' &&
        (quote == '\0' || (quote == '"' && !text.empty() && (text[0] == '"' || text[0] == '\\')));
    if (escapes) {
      if (text.empty()) return std::nullopt;
      c = text.front();
      text.remove_prefix(1);
    } else if (c == quote) {
      quote = '\0';
      continue;
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
      continue;
    }
    word += c;
  }
  return quote == '\0' ? std::optional(std::move(word)) : std::nullopt;
}

}  // namespace

const ProfileSetting* Profile::find(std::string_view setting_name) const {
  const auto found = find_named(settings, setting_name);
  return found == settings.end() ? nullptr : &*found;
}

const std::string* Profile::setting(std::string_view setting_name) const {
  return find_value(settings, setting_name);
}

const std::string* Profile::setting(std::string_view outer, std::string_view setting_name) const {
  const ProfileSetting* const found = find(outer);
  return found == nullptr ? nullptr : find_value(found->nested, setting_name);
}

bool Profile::is_section(std::string_view kind, std::string_view section_name) const {
  if (!name.starts_with(kind)) return false;
  std::string_view rest = name;
  if (!take_word(rest)) return false;
  rest = base::trimmed(rest);
  if (rest.empty()) return false;
  const auto word = take_word(rest);
  return word && *word == section_name && base::trimmed(rest).empty();
}

base::Error bad_line(std::size_t line, std::string_view why) {
  return {base::ErrorCode::kValidation, fmt::format("line {}: {}", line, why)};
}

Result<std::vector<Profile>> parse_profiles(std::string_view text) {
  return ProfileReader().read(text);
}

}  // namespace flows::wire
