#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"

namespace flows::offline {

// The values that templates export, by the names under which others import them.
using Exports = std::map<std::string, base::Json>;

// A CloudFormation template as it was read, with substitutes for the stack that it would create.
struct TemplateSource {
  std::string file;        // as messages name it
  std::string stack_name;  // the file's name without its extension
  base::Caller caller;
  base::Json document;
  Exports imports = {};  // what the files beside it export, with the values of a rehearsal
  // The folder whose files <bucket>/<key> stand for objects in S3; empty if there is none.
  std::filesystem::path s3_root = {};

  // Returns a top-level object such as Parameters, or an empty one if it is absent.
  [[nodiscard]] const base::Json& section(std::string_view name) const;
};

// Checks whether a document is a template: an object with Resources.
bool is_template(const base::Json& document);

// Makes the error for a fault at `place`, e.g. "Resources.Flow.Properties.Name".
base::Error error_at(std::string_view place, std::string_view sentence);

}  // namespace flows::offline
