#include "offline/notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"

namespace flows::offline {
namespace {

// A summary is one line, so that it names only the first things of its kind.
constexpr std::size_t kNamedMax = 12;

// Says of a list whose items were not all noted that there are others.
std::string_view and_others(bool has_more) { return has_more ? ", and others" : ""; }

}  // namespace

std::string listed(const std::vector<std::string>& items, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < std::min(items.size(), kNamedMax); ++i) {
    text += i == 0 ? "" : separator;
    text += items[i];
  }
  if (items.size() <= kNamedMax) return text;
  return text + fmt::format(" and {} more", items.size() - kNamedMax);
}

void Notes::add(std::string_view place, std::string_view sentence) {
  add_warning(fmt::format("{}: {}", place, sentence));
}

void Notes::add_warning(std::string note) {
  if (warnings_.size() > base::limits::kTemplateNotesMax) return;
  if (warnings_.size() == base::limits::kTemplateNotesMax) {
    note = "there are more warnings than these";
  }
  if (known_.insert(note).second) warnings_.push_back(std::move(note));
}

void Notes::add_unknown(UnknownValue value) {
  const std::string key = value.place + ' ' + value.name;
  if (known_unknowns_.contains(key)) return;
  if (unknowns_.size() >= base::limits::kTemplateNotesMax) {
    has_more_unknowns_ = has_more_unknowns_ || !unknown_names_.contains(value.name);
    return;
  }
  known_unknowns_.insert(key);
  unknown_names_.insert(value.name);
  unknowns_.push_back(std::move(value));
}

void Notes::add_unknowns_of(const Notes& other) {
  for (const UnknownValue& value : other.unknowns_) add_unknown(value);
  has_more_unknowns_ = has_more_unknowns_ || other.has_more_unknowns_;
}

void Notes::add_passed_over(std::string_view what) { ++passed_over_[std::string(what)]; }

void Notes::add_made_up(std::string_view name, std::string_view value) {
  if (made_up_.size() >= base::limits::kTemplateNotesMax && !made_up_.contains(name)) {
    has_more_made_up_ = true;
    return;
  }
  made_up_.insert_or_assign(std::string(name), std::string(value));
}

void Notes::merge(const Notes& other) {
  for (const std::string& note : other.warnings_) add_warning(note);
  for (const auto& [name, value] : other.made_up_) add_made_up(name, value);
  has_more_made_up_ = has_more_made_up_ || other.has_more_made_up_;
}

std::string Notes::summary() const {
  std::vector<std::string> parts;
  for (const auto& [what, count] : passed_over_) {
    parts.push_back(count == 1 ? what : fmt::format("{} ({})", what, count));
  }
  std::string text;
  if (!parts.empty()) text = "has no effect here: " + listed(parts);
  parts.clear();
  for (const auto& [name, value] : made_up_) parts.push_back(fmt::format("{} = {}", name, value));
  if (parts.empty()) return text;
  return fmt::format("{}{}made up: {}{}", text, text.empty() ? "" : "; ", listed(parts),
                     and_others(has_more_made_up_));
}

std::vector<std::string> Notes::unknown_names() const {
  std::vector<std::string> names;
  for (const UnknownValue& value : unknowns_) {
    if (value.is_in_s3) continue;
    if (std::ranges::find(names, value.name) == names.end()) names.push_back(value.name);
  }
  return names;
}

std::string Notes::not_judged() const {
  const std::vector<std::string> names = unknown_names();
  if (names.empty()) return "";
  return fmt::format(
      "what depends on these is not judged, since only AWS or the creator of the stack knows "
      "them: {}{}",
      listed(names), and_others(has_more_unknowns_));
}

std::vector<std::string> Notes::not_read() const {
  std::vector<std::string> sentences;
  std::set<std::string_view> named;
  for (const UnknownValue& value : unknowns_) {
    if (!value.is_in_s3 || !named.insert(value.name).second) continue;
    sentences.push_back(fmt::format("{}: {}", value.place, value.why));
  }
  return sentences;
}

}  // namespace flows::offline
