#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "offline/notes.h"
#include "offline/references.h"
#include "offline/template_source.h"

namespace flows::offline {

// What a file is read for.
enum class ReadFor {
  kCreating,  // what a server creates: resources whose condition holds and whose values are known
  kChecking,  // everything, whatever its condition is; unknown values are marked, see is_unknown()
};

// One call that a template asks for.
struct TemplateStep {
  std::string id;                // the logical id of the resource
  bool tags_test_alias = false;  // if false, it creates the resource
  bool holds = true;             // whether the resource's condition does; always when creating
  // Whether it creates a prompt or a version of one and needs nothing else, so that it can come
  // before all flows.
  bool is_early = false;
  std::string operation = {};
};

// An operation of the API with its whole input, including path labels.
struct ApiCall {
  std::string operation;
  base::Json input;
  std::string given_id = {};  // the ID that the file gives to the resource; may be empty
};

// A resource of which no call can be made.
struct ResourceFailure {
  std::string id;       // the logical id
  std::string message;  // "<place>: <why>"
};

// A validated CloudFormation template: the resources that it creates, each after those that it
// refers to; otherwise prompts come first, and the others in the order of the template.
class Template {
 public:
  // Reads all resources that a seed can create, with made-up values for those that only their
  // creation will provide. What is left out is added to `notes`. A resource that cannot be read is
  // a failure of its own, and when creating, so is one that needs it. Errors: kValidation,
  // "<place>: <why>", if the template as a whole is wrong or, when creating, only failures are
  // left.
  static base::Result<Template> read(TemplateSource source, ReadFor purpose, Notes& notes);

  [[nodiscard]] const TemplateSource& source() const { return source_; }
  [[nodiscard]] const std::vector<TemplateStep>& steps() const { return steps_; }
  [[nodiscard]] const std::vector<ResourceFailure>& failures() const { return failures_; }

  // Returns the call of one of `steps()`, with values of resources from `lookup` and of other
  // templates from `imports`. Its input is empty if there are no tags to set. A flow whose role is
  // unknown gets a local one. When checking, the other unknown values are added to `notes`. Errors:
  // as above; when creating, an unknown value is one.
  [[nodiscard]] base::Result<ApiCall> call(const TemplateStep& step, const Lookup& lookup,
                                           const Exports& imports, Notes& notes) const;

 private:
  Template(TemplateSource source, ReadFor purpose)
      : source_(std::move(source)), purpose_(purpose) {}

  [[nodiscard]] base::Result<void> settle_unknowns(const TemplateStep& step, const Notes& found,
                                                   ApiCall& call, Notes& notes) const;

  TemplateSource source_;
  ReadFor purpose_;
  std::vector<TemplateStep> steps_;
  std::vector<ResourceFailure> failures_;
};

}  // namespace flows::offline
