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
  std::string id;                // of the resource
  bool tags_test_alias = false;  // else it creates the resource
  std::string operation = {};
  std::string name = {};  // in its input; empty where there is none
};

// An operation of the API and its whole input, path labels included.
struct ApiCall {
  std::string operation;
  base::Json input;
};

// A CloudFormation template, checked: what it creates, in an order in which what is referred to
// comes first, and otherwise in its own.
class Template {
 public:
  // Reads all resources that a seed can create, with made-up values in the place of what their
  // creation will give. What is left out is added to `notes`. Errors: kValidation,
  // "<place>: <why>".
  static base::Result<Template> read(TemplateSource source, Notes& notes);

  [[nodiscard]] const TemplateSource& source() const { return source_; }
  [[nodiscard]] const std::vector<TemplateStep>& steps() const { return steps_; }

  // The call of one of `steps()`, with values of resources from `lookup`. Its input is empty where
  // there are no tags to give. Errors: as above, and those of `lookup`.
  [[nodiscard]] base::Result<ApiCall> call(const TemplateStep& step, const Lookup& lookup,
                                           Notes& notes) const;

 private:
  explicit Template(TemplateSource source) : source_(std::move(source)) {}

  TemplateSource source_;
  std::vector<TemplateStep> steps_;
};

}  // namespace flows::offline
