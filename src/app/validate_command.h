#pragma once

#include "offline/validate_command.h"

namespace flows::app {

// Validates files with an API in memory, on which their resources are rehearsed; see
// offline::validate_files. Returns the exit code, which is also 2 if that API cannot be opened.
int validate(const offline::ValidateOptions& options);

}  // namespace flows::app
