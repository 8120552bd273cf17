#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "offline/position.h"
#include "offline/rehearsal.h"
#include "offline/source_file.h"

namespace flows::offline {

// A flow that stands in a file.
struct FlowInFile {
  std::string label = {};  // the logical id in a template, the name in a request; may be empty
  std::string name = {};   // the name that the flow gets; may be empty
  std::string id = {};     // the ID that a seeded server gives to it
  std::optional<base::Json> definition = {};  // in the API's form, not checked
  Path place = {};                            // from the top of the document to the definition
  bool holds = true;                          // see SeedOrigin
};

// A prompt that stands in a file.
struct PromptInFile {
  std::string label = {};  // as that of a flow
  base::Json input = {};   // of CreatePrompt, not checked
  Path place = {};         // from the top of the document to what becomes `input`
};

struct FlowFile {
  std::string name;                                // as the user named it, or found in a folder
  std::shared_ptr<const SourceFile> content = {};  // null if it could not be read
  std::vector<FlowInFile> flows = {};              // in the order of the document
  std::vector<PromptInFile> prompts = {};          // the same
  std::vector<RefusedResource> refused = {};       // what a server would not create of it
  Notes notes = {};
  std::vector<std::string> failures = {};  // "<file>: <why>", for it or for single flows
};

// Flows and prompts that stand in files, with what a server that is seeded with them would have.
struct FlowFiles {
  std::vector<FlowFile> files;
  Rehearsal rehearsal;
};

// The account and region for which the commands without a server read files.
base::Caller offline_caller();

// Finds the flows and prompts in the files that the paths name (see seed_files.h): definitions,
// requests and responses with a definition, prompts, and every AWS::Bedrock::Flow and Prompt of a
// template, whatever its condition is. References between resources have the values that they would
// have in a seeded server; values that only AWS or the creator of the stack knows contain a mark,
// see is_unknown(). A file that is named, and a folder, must hold something, else it has a failure.
// `s3_root` is that of TemplateSource. With `try_call`, the rehearsal judges what a server would
// refuse.
FlowFiles read_flow_files(const std::vector<std::filesystem::path>& paths,
                          const std::filesystem::path& s3_root = {}, const TryCall& try_call = {});

}  // namespace flows::offline
