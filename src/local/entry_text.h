#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

// What the entries of journals share when they are written.
namespace flows::local {

// Nothing where there is nothing to say.
std::optional<std::string> unless_empty(std::string_view text);

// Milliseconds with three digits, as JSON.
std::string milliseconds_text(std::chrono::nanoseconds duration);

// {"code": …, "message": …}, with the resource where the error names one.
std::string error_text(const base::Error& error);

}  // namespace flows::local
