#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "offline/references.h"
#include "offline/template_source.h"

namespace flows::offline {

// One call that a template asks for.
struct TemplateStep {
  std::string id;                // the logical id of the resource
  bool tags_test_alias = false;  // if false, it creates the resource
  std::string operation = {};
  std::string name = {};  // the name in its input, or empty
};

// An operation of the API with its whole input, including path labels.
struct ApiCall {
  std::string operation;
  base::Json input;
};

// A validated CloudFormation template: the resources that it creates, each after those that it
// refers to, and otherwise in the order of the template.
class Template {
 public:
  // Reads all resources that a seed can create, with made-up values for those that only their
  // creation will provide. What is left out is added to `notes`. Errors: kValidation, "<place>:
  // <why>".
  static base::Result<Template> read(TemplateSource source, Notes& notes);

  [[nodiscard]] const TemplateSource& source() const { return source_; }
  [[nodiscard]] const std::vector<TemplateStep>& steps() const { return steps_; }

  // Returns the call of one of `steps()`, with values of resources from `lookup`. Its input is
  // empty if there are no tags to set. Errors: as above, and those of `lookup`.
  [[nodiscard]] base::Result<ApiCall> call(const TemplateStep& step, const Lookup& lookup,
                                           Notes& notes) const;

 private:
  explicit Template(TemplateSource source) : source_(std::move(source)) {}

  TemplateSource source_;
  std::vector<TemplateStep> steps_;
};

}  // namespace flows::offline
