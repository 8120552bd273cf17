#pragma once

#include <chrono>
#include <string>

#include "base/result.h"

// The texts that several views write in the same way.
namespace flows::views {

// Returns a duration in milliseconds with three decimal places, as JSON.
std::string milliseconds_text(std::chrono::nanoseconds duration);

// Returns an error as JSON: {"code": …, "message": …}, with "resourceName" if the error names one.
std::string error_text(const base::Error& error);

}  // namespace flows::views
