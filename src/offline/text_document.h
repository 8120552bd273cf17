#pragma once

#include <filesystem>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace flows::offline {

// One file, read whole.
struct TextDocument {
  base::Json content;
  std::string text;  // UTF-8, from which `content` was parsed
  bool is_yaml = false;
};

// Reads one file: as JSON if it is named *.json, as YAML if it is named *.yaml or *.yml (see
// yaml_reader.h), and under any other name as JSON if it begins with a brace, else as YAML. Errors:
// kValidation, "<file>…: …" with line and column, also for anything but a regular file and for a
// file larger than limits::kSeedFileBytesMax.
base::Result<TextDocument> read_text_document(const std::filesystem::path& file);

// Parses a text that was read from `file`, in the same way.
base::Result<TextDocument> parse_text_document(const std::filesystem::path& file, std::string text);

}  // namespace flows::offline
