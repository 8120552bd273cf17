#include "expr/path_evaluator.h"

#include <algorithm>

#include "base/limits.h"

namespace flows::expr {
namespace {

using base::Json;
using Matches = std::vector<const Json*>;

// In JSON text, each element of an array takes at least two bytes.
constexpr std::size_t kMatchesMax = base::limits::kDocumentBytesMax / 2;

// Appends to `out` what one step finds in one value. In a value of the wrong kind it finds nothing.
class StepVisitor {
 public:
  StepVisitor(const Json& value, Matches& out) : value_(value), out_(out) {}

  void operator()(const MemberStep& step) const {
    if (const Json* member = base::find_member(value_, step.name)) out_.push_back(member);
  }

  void operator()(const ElementStep& step) const { add_element(step.position); }

  void operator()(const EveryStep& /*step*/) const {
    if (!value_.is_structured()) return;
    for (const Json& part : value_) out_.push_back(&part);
  }

  void operator()(const ListStep& step) const {
    for (const std::int64_t position : step.positions) add_element(position);
  }

  void operator()(const SliceStep& step) const {
    if (!value_.is_array()) return;
    const std::int64_t end = bound(step.end.value_or(size()));
    for (std::int64_t at = bound(step.first.value_or(0)); at < end; ++at) add_element(at);
  }

 private:
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(value_.size()); }

  // Converts a bound of a slice to a position from 0 to size(), both inclusive.
  [[nodiscard]] std::int64_t bound(std::int64_t position) const {
    return std::clamp<std::int64_t>(position < 0 ? position + size() : position, 0, size());
  }

  void add_element(std::int64_t position) const {
    if (!value_.is_array()) return;
    const std::int64_t at = position < 0 ? position + size() : position;
    if (at >= 0 && at < size()) out_.push_back(&value_[static_cast<std::size_t>(at)]);
  }

  const Json& value_;
  Matches& out_;
};

// Subtracts from `left` the least number of bytes that `value` takes as text. Returns false if
// fewer are left.
bool take_text_bytes(const Json& value, std::size_t& left) {
  const std::size_t own = value.is_string() ? value.get_ref<const std::string&>().size() + 2 : 1;
  if (own > left) return false;
  left -= own;
  if (value.is_array()) {
    return std::all_of(value.begin(), value.end(),
                       [&left](const Json& element) { return take_text_bytes(element, left); });
  }
  if (value.is_object()) {
    for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
      if (name.size() > left) return false;
      left -= name.size();
      if (!take_text_bytes(member, left)) return false;
    }
  }
  return true;
}

// Checks the size because lists that repeat a position can make a result far larger than the input.
bool fits_a_document(const Matches& matches) {
  std::size_t left = base::limits::kDocumentBytesMax;
  return std::all_of(matches.begin(), matches.end(),
                     [&left](const Json* match) { return take_text_bytes(*match, left); });
}

bool has_list(const std::vector<PathStep>& steps) {
  return std::any_of(steps.begin(), steps.end(),
                     [](const PathStep& step) { return std::holds_alternative<ListStep>(step); });
}

// Returns the one value that the steps from `at` on lead to, and moves `at` to the first step that
// may lead to several. Returns nullptr if there is no such value, or if it is none from which that
// step can go on: a list and a slice need an array.
const Json* walk_to_one(const std::vector<PathStep>& steps, std::size_t& at, const Json& whole) {
  const Json* value = &whole;
  for (; at < steps.size() && !leads_to_many(steps[at]); ++at) {
    Matches found;
    std::visit(StepVisitor(*value, found), steps[at]);
    if (found.empty()) return nullptr;
    value = found.front();
  }
  const bool needs_array = at < steps.size() && !std::holds_alternative<EveryStep>(steps[at]);
  return needs_array && !value->is_array() ? nullptr : value;
}

}  // namespace

std::optional<Json> evaluate_path(const std::vector<PathStep>& steps, const Json& whole) {
  if (steps.empty()) return whole;
  if (whole.is_primitive()) return std::nullopt;
  std::size_t at = 0;
  const Json* const one = walk_to_one(steps, at, whole);
  if (one == nullptr) return std::nullopt;
  if (at == steps.size()) return *one;
  const bool may_grow = has_list(steps);
  Matches matches = {one};
  for (; at < steps.size(); ++at) {
    Matches found;
    for (const Json* match : matches) {
      std::visit(StepVisitor(*match, found), steps[at]);
      if (may_grow && found.size() > kMatchesMax) return std::nullopt;
    }
    matches = std::move(found);
  }
  if (may_grow && !fits_a_document(matches)) return std::nullopt;
  Json results = Json::array();
  results.get_ref<Json::array_t&>().reserve(matches.size());
  for (const Json* match : matches) results.push_back(*match);
  return results;
}

}  // namespace flows::expr
