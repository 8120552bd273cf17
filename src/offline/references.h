#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "offline/notes.h"
#include "offline/resource_types.h"
#include "offline/template_source.h"

namespace flows::offline {

// Returns a value of a resource that the seed creates, by its logical id. Errors: the reason why
// there is no such value; kResourceNotFound if the template is wrong to refer to it.
using Lookup =
    std::function<base::Result<std::string>(const std::string& id, const ValueSource& source)>;

// The value of an expression of a template, or nullopt if it is AWS::NoValue.
using Value = std::optional<base::Json>;

// Returns the text that stands for the unknown value with that name.
std::string marked(std::string_view name);

// Checks whether the text contains the mark of an unknown value.
bool is_unknown(std::string_view text);

// Returns the text with the marks of unknown values removed, so that each is replaced by its name.
std::string without_marks(std::string_view text);

// Returns plausible values of resources, for reading a template before anything of it exists.
// `source` must outlive the result.
Lookup example_values(const TemplateSource& source);

// The values of the names in a template: pseudo parameters, defaults of parameters, and resources.
// A value of a resource that no seed creates is made up from its logical id, with a note. A value
// that only AWS or the creator of the stack knows (a parameter without a Default, an attribute of a
// foreign resource, a function that asks AWS) is noted and becomes a text that is_unknown()
// recognizes.
class References {
 public:
  // All arguments must outlive this object.
  References(const TemplateSource& source, const Lookup& lookup, Notes& notes)
      : References(source, lookup, source.imports, notes) {}

  // Uses `imports` instead of the values that were known when the template was read.
  References(const TemplateSource& source, const Lookup& lookup, const Exports& imports,
             Notes& notes)
      : source_(source), lookup_(lookup), imports_(imports), notes_(notes) {}

  // Returns the value of Ref. Errors: kValidation, with `place`, if the template does not declare
  // the name.
  [[nodiscard]] base::Result<Value> ref(const std::string& name, const std::string& place) const;

  // Returns the value of Fn::GetAtt. Errors: as above.
  [[nodiscard]] base::Result<Value> attribute(const std::string& id, const std::string& attribute,
                                              const std::string& place) const;

  // Returns the value of Fn::ImportValue.
  [[nodiscard]] base::Json import(const std::string& name, const std::string& place) const;

  // Returns a substitute for the value of `name`, which is unknown because of `why`.
  [[nodiscard]] std::string unknown(std::string_view name, const std::string& place,
                                    std::string_view why) const;

 private:
  [[nodiscard]] base::Result<Value> parameter(const std::string& name,
                                              const base::Json& declaration,
                                              const std::string& place) const;
  [[nodiscard]] std::string made_up(const std::string& id, const base::Json& resource,
                                    std::string_view attribute, const std::string& place) const;

  [[nodiscard]] base::Result<std::string> look_up(const std::string& id, const ValueSource& source,
                                                  const std::string& place) const;

  const TemplateSource& source_;
  const Lookup& lookup_;
  const Exports& imports_;
  Notes& notes_;
};

}  // namespace flows::offline
