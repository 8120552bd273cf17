#pragma once

#include <fmt/format.h>

#include <string_view>
#include <type_traits>
#include <utility>

#include "base/log.h"
#include "base/result.h"
#include "store/connection.h"

namespace flows::store {

// Calls `work` and returns its result. If SQLite fails in it, logs that and returns an Error
// kInternalServer or kDamagedData. `doing` ends the sentence "The server could not …".
template <class Fn>
std::invoke_result_t<Fn&> guarded(std::string_view doing, Fn&& work) {
  try {
    return std::forward<Fn>(work)();
  } catch (const StorageFailure& failure) {
    base::log(base::LogLevel::kError, fmt::format("The server could not {}.", doing),
              {{"error", failure.what()}});
    return base::Error{failure.code(),
                       fmt::format("The server could not {}: {}.", doing, failure.what())};
  }
}

}  // namespace flows::store
