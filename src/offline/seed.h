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

// The account and region in which a seed creates resources.
using SeedContext = base::Caller;

// One call of the API that a seed asks for.
struct SeedCall {
  std::string operation;  // CreateFlow, CreateFlowVersion, CreateFlowAlias, CreatePrompt,
                          // CreatePromptVersion or TagResource
  base::Json input;       // the whole input, including path labels
  // For a version, its number among the versions of this flow or prompt in the seed, from 1; for
  // all other resources, 0.
  std::size_t nth = 0;
};

// The files that `--seed` names, which are read and checked completely before anything is created:
// definitions of flows, CreateFlow and CreatePrompt requests, and CloudFormation templates.
// Immutable; threads: any.
class Seed {
 public:
  // Makes the call, unless the resource exists already. Returns the response of the operation in
  // either case.
  using Create = std::function<base::Result<base::Json>(const SeedCall&)>;

  // Reads every file that `paths` name (see seed_files.h). Errors: kValidation, "<file>: <place>:
  // <why>".
  static base::Result<Seed> read(const std::vector<std::filesystem::path>& paths,
                                 const SeedContext& context);

  // Returns sentences about values that have no effect or are made up: "<file>: <place>:
  // <sentence>".
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

  // Calls `create` for every resource, file by file, so that a resource is created before it is
  // referred to. Stops at the first error and returns it with file and logical id in front of its
  // message. May be called again.
  [[nodiscard]] base::Result<void> apply(const Create& create) const;

 private:
  struct Step {
    std::string label;                       // file and logical id, for messages
    std::shared_ptr<const Template> source;  // if null, `call` is the whole step
    TemplateStep part = {};                  // the step of the template
    ApiCall call = {};
  };

  base::Result<void> read_file(const std::filesystem::path& file, const SeedContext& context);
  base::Result<void> read_template(const std::filesystem::path& file, base::Json document,
                                   const SeedContext& context);
  // Fails for the second flow or prompt of one name, which would never be created.
  base::Result<void> claim_name(const std::string& label, const std::string& operation,
                                const std::string& name);

  std::vector<Step> steps_;
  std::vector<std::string> warnings_;
  std::map<std::string, std::string> names_;  // from operation and name to the label of their step
};

}  // namespace flows::offline
