#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "offline/resource_types.h"
#include "offline/template_source.h"

namespace flows::offline {

// A value of a resource that the seed creates, by its logical id. Errors: why there is none.
using Lookup =
    std::function<base::Result<std::string>(const std::string& id, const ValueSource& source)>;

// What an expression of a template gives; nothing where it is AWS::NoValue.
using Value = std::optional<base::Json>;

// What becomes of a value that only AWS or the maker of the stack knows: a parameter without a
// Default, an attribute of a foreign resource, a function that asks AWS.
enum class Unknown {
  kRefuse,  // an error: something is to be created of it
  kMark,    // a text that is_unknown() recognises: it is only looked at
};

// Whether that text holds the mark of a value that is not known.
bool is_unknown(std::string_view text);

// Plausible values of resources, for reading a template before anything of it exists. `source` must
// outlive it.
Lookup example_values(const TemplateSource& source);

// What the names in a template stand for: pseudo parameters, defaults of parameters, resources.
// A value of a resource that no seed creates is made up from its logical id, which a note says.
class References {
 public:
  // All must outlive it.
  References(const TemplateSource& source, const Lookup& lookup, Notes& notes,
             Unknown unknown = Unknown::kRefuse)
      : source_(source), lookup_(lookup), notes_(notes), unknown_(unknown) {}

  // What Ref gives. Errors: kValidation, with `place`, if the name is unknown or has no value here.
  [[nodiscard]] base::Result<Value> ref(const std::string& name, const std::string& place) const;

  // What Fn::GetAtt gives. Errors: as above.
  [[nodiscard]] base::Result<Value> attribute(const std::string& id, const std::string& attribute,
                                              const std::string& place) const;

  // What stands for the value of `name`, which is not known because of `why`. Errors: as above.
  [[nodiscard]] base::Result<Value> unknown(std::string_view name, const std::string& place,
                                            std::string_view why) const;

 private:
  [[nodiscard]] base::Result<Value> parameter(const std::string& name,
                                              const base::Json& declaration,
                                              const std::string& place) const;
  [[nodiscard]] base::Result<Value> made_up(const std::string& id, const base::Json& resource,
                                            std::string_view attribute,
                                            const std::string& place) const;

  [[nodiscard]] base::Result<std::string> look_up(const std::string& id, const ValueSource& source,
                                                  const std::string& place) const;

  const TemplateSource& source_;
  const Lookup& lookup_;
  Notes& notes_;
  Unknown unknown_;
};

}  // namespace flows::offline
