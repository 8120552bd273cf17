#pragma once

#include <chrono>
#include <string>

#include "base/result.h"

// What several views write in the same way.
namespace flows::views {

// A duration in milliseconds with three decimal places, as JSON.
std::string milliseconds_text(std::chrono::nanoseconds duration);

// An error as JSON: {"code": …, "message": …}, with "resourceName" where the error names one.
std::string error_text(const base::Error& error);

}  // namespace flows::views
