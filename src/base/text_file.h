#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace flows::base {

// The whole of one file. Errors: kValidation, "<file>: <why>", where it cannot be read, is no
// regular file (a pipe could keep the reader waiting for ever), or has more than `bytes_max`.
Result<std::string> read_text_file(const std::filesystem::path& file, std::size_t bytes_max);

}  // namespace flows::base
