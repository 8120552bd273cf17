#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "base/json.h"
#include "base/json_text.h"
#include "base/limits.h"
#include "local/entry_text.h"
#include "local/handlers.h"
#include "local/query.h"
#include "store/clock_store.h"
#include "wire/timestamp.h"

namespace flows::local {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;

Error bad(std::string message) { return {ErrorCode::kValidation, std::move(message)}; }

// The change of the clock that a POST requests.
struct Change {
  std::optional<std::chrono::nanoseconds> advance = {};
  std::optional<bool> frozen = {};
};

Result<std::chrono::nanoseconds> read_advance(const Json& value) {
  constexpr double kMost = std::chrono::duration<double>(base::limits::kClockAdvanceMax).count();
  const double seconds = value.is_number() ? value.get<double>() : -1;
  if (seconds >= 0 && seconds <= kMost) {
    return std::chrono::nanoseconds(std::llround(seconds * 1e9));
  }
  return bad(fmt::format("'advanceSeconds' must be a number from 0 to {:.0f}.", kMost));
}

Result<Change> read_change(const std::string& body) {
  ASSIGN_OR_RETURN(const Json json, base::parse_json(body));
  if (!json.is_object() || json.empty()) {
    return bad("The request body must be an object with advanceSeconds, frozen or both.");
  }
  Change change;
  for (const auto& [name, value] : json.items()) {
    if (name == "advanceSeconds") {
      ASSIGN_OR_RETURN(change.advance, read_advance(value));
    } else if (name == "frozen") {
      if (!value.is_boolean()) return bad("'frozen' must be true or false.");
      change.frozen = value.get<bool>();
    } else {
      return bad(
          fmt::format("The request body has '{}', but this route knows only: "
                      "advanceSeconds, frozen.",
                      name));
    }
  }
  return change;
}

Result<void> move(base::OffsetClock& clock, const Change& change) {
  // If the request asks for both, the clock is frozen before it is advanced.
  if (change.frozen == true) clock.set_frozen(true);
  if (change.advance) RETURN_IF_ERROR(clock.advance(*change.advance));
  if (change.frozen == false) clock.set_frozen(false);
  return {};
}

Result<void> move_and_persist(Services& services, const Change& change) {
  RETURN_IF_ERROR(move(services.movable_clock, change));
  // The setting is read inside the transaction, so that of two concurrent changes the later one is
  // stored.
  return services.db.write([&](store::WriteTxn& txn) -> Result<void> {
    store::persist_clock(txn, services.movable_clock.setting());
    return {};
  });
}

wire::Response state_of(const base::OffsetClock& clock) {
  const std::chrono::duration<double> offset = clock.offset();
  return json_response(200, base::ObjectText()
                                .string("now", wire::format_timestamp(clock.now()))
                                .raw("offsetSeconds", fmt::format("{:.3f}", offset.count()))
                                .flag("frozen", clock.is_frozen())
                                .finish());
}

}  // namespace

wire::Response get_clock(const wire::Request& request, const Labels& /*labels*/,
                         Services& services) {
  if (const auto query = read_query(request, {}); !query) return error_response(query.error());
  return state_of(services.movable_clock);
}

wire::Response post_clock(const wire::Request& request, const Labels& /*labels*/,
                          Services& services) {
  if (const auto query = read_query(request, {}); !query) return error_response(query.error());
  const auto change = read_change(request.body);
  if (!change) return error_response(change.error());
  const auto use = services.db.lock_state_shared();
  const base::ClockSetting before = services.movable_clock.setting();
  const auto moved = move_and_persist(services, *change);
  if (moved) return state_of(services.movable_clock);
  services.movable_clock.set(before);
  return error_response(moved.error());
}

}  // namespace flows::local
