#pragma once

#include <filesystem>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace flows::offline {

// One file, read whole.
struct TextDocument {
  base::Json content;
  std::string text;  // UTF-8, what `content` was parsed from
  bool is_yaml = false;
};

// Reads one file: JSON if it is called *.json, YAML if it is called *.yaml or *.yml (see
// yaml_reader.h), and under any other name JSON if it begins with a brace, else YAML. Errors:
// kValidation, "<file>…: …" with line and column, also for what is no regular file or is larger
// than limits::kSeedFileBytesMax.
base::Result<TextDocument> read_text_document(const std::filesystem::path& file);

}  // namespace flows::offline
