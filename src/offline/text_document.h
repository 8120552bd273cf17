#pragma once

#include <filesystem>

#include "base/json.h"
#include "base/result.h"

namespace flows::offline {

// Reads one file: JSON if it is called *.json, YAML if it is called *.yaml or *.yml (see
// yaml_reader.h), and under any other name JSON if it begins with a brace, else YAML. Errors:
// kValidation, "<file>…: …" with line and column, also for what is no regular file or is larger
// than limits::kSeedFileBytesMax.
base::Result<base::Json> read_text_document(const std::filesystem::path& file);

}  // namespace flows::offline
