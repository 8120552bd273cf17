#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "offline/position.h"

namespace flows::offline {

// A flow that a document holds.
struct FlowInFile {
  std::string name;                      // or its logical id in a template; may be empty
  std::optional<base::Json> definition;  // in the API's form, not checked
  Path place;                            // from the top of the document to the definition
};

struct FlowsInFile {
  std::vector<FlowInFile> flows;
  std::vector<std::string> notes;  // what is left out or made up: "<place>: <sentence>"
};

// Finds the flows in a document: a definition, a request or answer with a definition in it, or all
// AWS::Bedrock::Flow of a template, whatever their conditions say. Values that only AWS or the
// maker of the stack knows hold a mark, see is_unknown(). No flow is no error. Errors: kValidation,
// "<place>: <why>", where a template cannot be read.
base::Result<FlowsInFile> find_flows(const std::filesystem::path& file, const base::Json& document);

}  // namespace flows::offline
