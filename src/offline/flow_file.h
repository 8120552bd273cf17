#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "offline/position.h"

namespace flows::offline {

// A flow that a document contains.
struct FlowInFile {
  std::string name;                      // the logical id in a template; may be empty
  std::optional<base::Json> definition;  // in the API's form, not checked
  Path place;                            // from the top of the document to the definition
};

struct FlowsInFile {
  std::vector<FlowInFile> flows;
  std::vector<std::string> notes;  // values that are left out or made up: "<place>: <sentence>"
};

// Finds the flows in a document: a definition, a request or response that contains a definition, or
// every AWS::Bedrock::Flow of a template, whatever its condition is. Values that only AWS or the
// creator of the stack knows contain a mark, see is_unknown(). A document without flows is no
// error. Errors: kValidation, "<place>: <why>", if a template cannot be read.
base::Result<FlowsInFile> find_flows(const std::filesystem::path& file, const base::Json& document);

}  // namespace flows::offline
