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
#include "offline/source_file.h"

namespace flows::offline {

// The account and region in which a seed creates resources.
using SeedContext = base::Caller;

// The resource that a call is about.
struct SeedOrigin {
  std::size_t file = 0;  // its position in Seed::files()
  std::string id = {};   // its logical id; empty if the file is a request
  std::string label;     // the file and the logical id, for messages
  bool holds = true;     // whether its condition does; always when creating
  std::string file_name = {};
};

// One call of the API that a seed asks for.
struct SeedCall {
  std::string operation;  // CreateFlow, CreateFlowVersion, CreateFlowAlias, CreatePrompt,
                          // CreatePromptVersion or TagResource
  base::Json input;       // the whole input, including path labels
  // For a version, its number among the versions of this flow or prompt in the seed, from 1; for
  // all other resources, 0.
  std::size_t nth = 0;
  // The ID that the resource must get, the same at each start: the one that the file gives, or else
  // derived_id() of its name. Empty for versions and tags.
  std::string id = {};
  bool id_is_given = false;  // by the file
  SeedOrigin origin = {};
};

// The files that `--seed` names, which are read and checked completely before anything is created:
// definitions of flows, CreateFlow and CreatePrompt requests, and CloudFormation templates.
// Immutable; threads: any.
class Seed {
 public:
  // Makes the call, unless the resource exists already. Returns the response of the operation in
  // either case.
  using Create = std::function<base::Result<base::Json>(const SeedCall&)>;

  // Is called with a resource that is not created, and why.
  using OnFailure = std::function<void(const SeedOrigin&, const base::Error&)>;

  // Reads every file that `paths` name (see seed_files.h). In folders, files that hold nothing for
  // the API are passed over, and those that cannot be read become failures(), and so does the
  // second resource of a name, with what needs it. `s3_root` is that of TemplateSource. Errors, as
  // "<file>: <place>: <why>": kValidation, if nothing of a path is left or that folder does not
  // exist; kConflict, if an ID is given twice.
  static base::Result<Seed> read(const std::vector<std::filesystem::path>& paths,
                                 const SeedContext& context,
                                 const std::filesystem::path& s3_root = {});

  // Uses files that were read for any purpose.
  Seed(std::vector<std::shared_ptr<const SourceFile>> files, SeedContext context);

  [[nodiscard]] const std::vector<std::shared_ptr<const SourceFile>>& files() const {
    return files_;
  }

  // Returns sentences about values that have no effect: "<file>: <place>: <sentence>".
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  // Returns one sentence for each file of which something has no effect here, as is usual for
  // templates, or is made up; and one about files that hold nothing for the API.
  [[nodiscard]] const std::vector<std::string>& remarks() const { return remarks_; }
  // Returns sentences about files of folders that cannot be read, and about resources of templates
  // that are not created, though others are.
  [[nodiscard]] const std::vector<std::string>& failures() const { return failures_; }

  // Returns what the templates export, with the values that a new server would give to it. Values
  // that are not known, or are imported themselves, are left out.
  [[nodiscard]] Exports exports() const;

  // Calls `create` for every resource, first for prompts that need nothing else and then file by
  // file, so that a resource is created before it is referred to or imported. What it imports has
  // the values of the responses of this call. What `create` refuses costs only itself and what
  // needs it; `on_failure` is called for each. Errors, with file and logical id in front of their
  // message: what is refused, if nothing of a path is created; what is no fault of the resource;
  // kConflict of a resource whose ID the file gives. May be called again.
  [[nodiscard]] base::Result<void> apply(const Create& create, const OnFailure& on_failure) const;

  // The same, but imports what was known when the files were read, and goes on after an error.
  // Calls `on_error` for each, with the same message. Returns what was noted on the way, by the
  // position of the file.
  std::map<std::size_t, Notes> apply_all(const Create& create, const OnFailure& on_error) const;

 private:
  class Run;  // one call of apply
  struct Step {
    SeedOrigin origin;
    TemplateStep part = {};  // the step of the template; if the file is a request, unused
  };

  // Is called with a step that is not made, and why.
  using OnStuck = std::function<void(const Step&, const base::Error&)>;

  void add_steps(std::size_t file);
  // Makes all steps, as `apply` does.
  [[nodiscard]] base::Result<void> make_all(const Create& create, const OnStuck& on_stuck) const;
  // Rehearses what a server will do. Steps that cannot be made become failures.
  base::Result<void> rehearse();
  // Returns the position of the path that names the step's file.
  [[nodiscard]] std::size_t path_of(const Step& step) const;
  void describe(const SourceFile& file);

  std::vector<std::shared_ptr<const SourceFile>> files_;
  SeedContext context_;
  std::vector<std::size_t> paths_;  // for each file, the position of the path that names it
  std::vector<Step> steps_;
  std::vector<std::string> warnings_;
  std::vector<std::string> remarks_;
  std::vector<std::string> failures_;
};

// A file and what was read from it.
struct LoadedFile {
  std::filesystem::path path;
  base::Result<TextDocument> document;
};

// Reads files, each once.
std::vector<LoadedFile> load_files(const std::vector<std::filesystem::path>& files);

// Returns what the templates among these files export, if one of them imports anything. A file that
// could not be read exports nothing.
Exports exports_of(const std::vector<LoadedFile>& files, const SeedContext& context);

}  // namespace flows::offline
