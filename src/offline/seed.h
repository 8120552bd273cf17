#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"
#include "offline/template.h"

namespace flows::offline {

// Whose resources a seed makes.
using SeedContext = base::Caller;

// One call of the API that a seed asks for.
struct SeedCall {
  std::string operation;  // CreateFlow, CreateFlowVersion, CreateFlowAlias, CreatePrompt,
                          // CreatePromptVersion or TagResource
  base::Json input;       // all of it, path labels included
  // Versions: which one of this flow or prompt it is within the seed, from 1. All others: 0.
  std::size_t nth = 0;
};

// What `--seed` names, read whole and checked before anything is created: definitions of flows,
// CreateFlow and CreatePrompt requests, and CloudFormation templates. Immutable; threads: any.
class Seed {
 public:
  // Does the call, unless what it would create is there, and returns the operation's answer in
  // either case.
  using Create = std::function<base::Result<base::Json>(const SeedCall&)>;

  // Reads every file that `paths` name (see seed_files.h). Errors: kValidation,
  // "<file>: <place>: <why>".
  static base::Result<Seed> read(const std::vector<std::filesystem::path>& paths,
                                 const SeedContext& context);

  // What has no effect, or is made up: "<file>: <place>: <sentence>".
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

  // Calls `create` for everything, file by file, what is referred to first. The first error ends
  // it, with file and logical id in front of its message. May be called again.
  [[nodiscard]] base::Result<void> apply(const Create& create) const;

 private:
  struct Step {
    std::string label;                       // file and logical id, for messages
    std::shared_ptr<const Template> source;  // null: `call` is all there is to it
    TemplateStep part = {};                  // of the template
    ApiCall call = {};
  };

  base::Result<void> read_file(const std::filesystem::path& file, const SeedContext& context);
  base::Result<void> read_template(const std::filesystem::path& file, base::Json document,
                                   const SeedContext& context);
  // Refuses the second flow or prompt of one name, which would never be created.
  base::Result<void> claim_name(const std::string& label, const std::string& operation,
                                const std::string& name);

  std::vector<Step> steps_;
  std::vector<std::string> warnings_;
  std::map<std::string, std::string> names_;  // operation and name, to the label of their step
};

}  // namespace flows::offline
