#include "store/row_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>

#include "base/check.h"
#include "base/stored_json.h"
#include "model/event_json.h"
#include "model/flow.h"
#include "model/flow_execution.h"
#include "store/event_store.h"
#include "store/latest_time.h"
#include "store/version_number.h"
#include "wire/shape_check.h"

namespace flows::store {
namespace {

using base::Json;

std::string in_range(const Json& value, std::int64_t least, std::int64_t most) {
  if (!value.is_number_integer() || (value >= least && value <= most)) return {};
  return fmt::format("must be from {} to {}", least, most);
}

std::string one_of(const Json& value, std::span<const std::string_view> words) {
  if (!value.is_string() ||
      std::ranges::find(words, value.get_ref<const std::string&>()) != words.end()) {
    return {};
  }
  return fmt::format("must be one of: {}", fmt::join(words, ", "));
}

// Checks that the text is JSON that satisfies the constraints of that shape of the API.
std::string has_shape(const Json& value, wire::Service service, std::string_view name) {
  if (!value.is_string()) return {};
  auto json = base::parse_json(value.get_ref<const std::string&>(), "It");
  if (!json) return fmt::format("must be JSON: {}", json.error().message);
  const wire::Shape* const shape = wire::find_shape(service, name);
  CHECK(shape != nullptr, "the model declares what is stored");
  if (!json->is_structured()) return fmt::format("must be a {}", name);
  const auto checked = wire::validate_and_normalize(service, *shape, *std::move(json));
  return checked ? std::string() : fmt::format("must be a {}: {}", name, checked.error().message);
}

std::string control(const Json& value, std::string_view name) {
  return has_shape(value, wire::Service::kControl, name);
}

std::string time(const Json& value) {
  return in_range(value, 0, kLatestTime.time_since_epoch().count());
}

// For versions and revisions: no real number is that high, and adding one does not overflow.
std::string number(const Json& value) { return in_range(value, 0, kNumberMax); }

std::string execution(const Json& value) { return in_range(value, 1, kExecutionNumberMax); }

std::string version(const Json& value) {
  if (!value.is_string() || is_version(value.get_ref<const std::string&>())) return {};
  return "must be digits or DRAFT";
}

std::string flow_status(const Json& value) { return one_of(value, model::kStoredFlowStatuses); }

std::string execution_status(const Json& value) { return one_of(value, model::kExecutionStatuses); }

std::string response(const Json& value) {
  if (!value.is_string() ||
      base::is_json(value.get_ref<const std::string&>(), base::JsonKind::kObject)) {
    return {};
  }
  return "must be a JSON object";
}

std::string history(const Json& value) {
  if (!value.is_string()) return {};
  const auto read = model::read_history(value.get_ref<const std::string&>());
  if (!read) return fmt::format("must be a history: {}", read.error().message);
  return read->empty() ? "must be a history: it has no event" : std::string();
}

std::string events(const Json& value) {
  if (!value.is_string()) return {};
  const auto read = read_batch(value.get_ref<const std::string&>());
  return read ? std::string() : fmt::format("must be events: {}", read.error().message);
}

std::string batch(const Json& value) {
  return in_range(value, 0, std::numeric_limits<std::int64_t>::max());
}

std::string definition(const Json& value) { return control(value, "FlowDefinition"); }
std::string variants(const Json& value) { return control(value, "PromptVariantList"); }
std::string findings(const Json& value) { return control(value, "FlowValidations"); }
std::string concurrency(const Json& value) {
  return control(value, "FlowAliasConcurrencyConfiguration");
}
std::string errors(const Json& value) {
  return has_shape(value, wire::Service::kRuntime, "FlowExecutionErrors");
}

struct ColumnCheck {
  std::string_view column;
  std::string (*fault)(const Json& value);
  std::string_view table = {};  // empty: of every table that has the column
};

// The first row that matches a column is used.
constexpr ColumnCheck kChecks[] = {
    {"created_at", time},
    {"updated_at", time},
    {"started_at", time},
    {"ended_at", time},
    {"expires_at", time},
    {"stored_at", time},
    {"frozen_at", time},
    {"revision", number},
    {"prepared_revision", number},
    {"next", number},
    {"last_version", number},
    {"version", number, "flow_version"},
    {"version", number, "prompt_version"},
    {"version", version},
    {"flow_version", version},
    {"status", execution_status, "execution"},
    {"status", flow_status},
    {"definition_json", definition},
    {"prepared_definition_json", definition},
    {"validations_json", findings},
    {"variants_json", variants},
    {"concurrency_json", concurrency},
    {"errors_json", errors},
    {"history_json", history},
    {"events", events},
    {"id", execution, "execution"},
    {"id", execution, "removed_execution"},
    {"id", batch, "event_batch"},
    {"response", response},
};

const ColumnCheck* find_check(std::string_view table, std::string_view column) {
  const auto* const check =
      std::find_if(std::begin(kChecks), std::end(kChecks), [&](const ColumnCheck& row) {
        return row.column == column && (row.table.empty() || row.table == table);
      });
  return check == std::end(kChecks) ? nullptr : check;
}

}  // namespace

std::string fault_of(std::string_view table, std::string_view column, const Json& value) {
  const ColumnCheck* const check = find_check(table, column);
  return check == nullptr ? std::string() : check->fault(value);
}

std::string checked_text(const Statement& row, int column, std::string_view table) {
  const ColumnCheck* const check = find_check(table, row.name(column));
  CHECK(check != nullptr, "the column has a check");
  std::string text = row.text(column);
  const std::string fault = check->fault(text);
  if (!fault.empty()) row.refuse(column, fault);
  return text;
}

}  // namespace flows::store
