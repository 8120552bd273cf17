#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace flows::base {

// Reads a whole file. Errors: kValidation, "<file>: <why>", if it cannot be read, is not a regular
// file (a pipe could block the reader forever), or has more than `bytes_max` bytes.
Result<std::string> read_text_file(const std::filesystem::path& file, std::size_t bytes_max);

}  // namespace flows::base
