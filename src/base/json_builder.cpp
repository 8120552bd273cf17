#include "base/json_builder.h"

#include <algorithm>
#include <string_view>

namespace flows::base {
namespace {

using Members = std::vector<std::pair<const std::string, Json>>;

constexpr std::size_t kMembersExpected = 4;
// Up to this number of names, each is compared with each other; beyond it they are sorted.
constexpr std::size_t kMembersCompared = 8;

bool has_repeated_member(const Members& members) {
  for (auto member = members.begin(); member != members.end(); ++member) {
    const auto same_name = [&](const auto& earlier) { return earlier.first == member->first; };
    if (std::any_of(members.begin(), member, same_name)) return true;
  }
  return false;
}

// Removes all members but the last one of each name, which stays where it is.
void drop_repeated_members(Members& members) {
  if (members.size() <= kMembersCompared && !has_repeated_member(members)) return;
  std::vector<std::pair<std::string_view, std::size_t>> names;
  names.reserve(members.size());
  for (const auto& member : members) names.emplace_back(member.first, names.size());
  std::sort(names.begin(), names.end());
  const auto same_name = [](const auto& a, const auto& b) { return a.first == b.first; };
  if (std::adjacent_find(names.begin(), names.end(), same_name) == names.end()) return;
  std::vector<bool> is_last(members.size(), true);
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    if (same_name(names[i], names[i + 1])) is_last[names[i].second] = false;
  }
  Members remaining;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (is_last[i]) remaining.emplace_back(members[i].first, std::move(members[i].second));
  }
  members.swap(remaining);
}

}  // namespace

void JsonBuilder::close_object() {
  drop_repeated_members(stack_.back()->get_ref<Json::object_t&>());
  stack_.pop_back();
}

Json* JsonBuilder::place(Json value) {
  if (stack_.empty()) {
    root_ = std::move(value);
    return &root_;
  }
  Json& parent = *stack_.back();
  if (parent.is_array()) {
    return &parent.get_ref<Json::array_t&>().emplace_back(std::move(value));
  }
  Members& members = parent.get_ref<Json::object_t&>();
  // Without this, the vector would grow step by step and copy its first members three times.
  if (members.empty()) members.reserve(kMembersExpected);
  return &members.emplace_back(std::move(name_), std::move(value)).second;
}

}  // namespace flows::base
