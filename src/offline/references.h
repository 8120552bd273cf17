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

// What the names in a template stand for: pseudo parameters, defaults of parameters, resources.
// A value of a resource that no seed creates is made up from its logical id, which a note says.
class References {
 public:
  // All must outlive it.
  References(const TemplateSource& source, const Lookup& lookup, Notes& notes)
      : source_(source), lookup_(lookup), notes_(notes) {}

  // What Ref gives. Errors: kValidation, with `place`, if the name is unknown or has no value here.
  [[nodiscard]] base::Result<Value> ref(const std::string& name, const std::string& place) const;

  // What Fn::GetAtt gives. Errors: as above.
  [[nodiscard]] base::Result<Value> attribute(const std::string& id, const std::string& attribute,
                                              const std::string& place) const;

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
};

}  // namespace flows::offline
