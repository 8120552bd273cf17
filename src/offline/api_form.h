#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "offline/intrinsics.h"
#include "offline/template_source.h"
#include "wire/service_model.h"

namespace flows::offline {

// How the members of a document are spelled.
enum class Spelling {
  kPascal,  // as CloudFormation's properties are
  kEither,  // so, or as in the API
};

// Brings values of a template into the API's form along the API's shapes: members get their first
// letter lowered, functions are replaced, texts become numbers and booleans and the other way
// round where the shape wants it; null is left out. Maps keep their keys, documents everything. A
// member that the API does not know is left out, which a note says; a value that is not known too,
// unless a text may stand there. Whether the values are valid is for the API to say.
class ApiForm {
 public:
  // All must outlive it. Without an evaluator nothing is taken for a function.
  ApiForm(Evaluator* evaluator, Spelling spelling, Notes& notes)
      : evaluator_(evaluator), spelling_(spelling), notes_(notes) {}

  // Errors: kValidation, with their place, where a function cannot be replaced.
  base::Result<Value> convert(const base::Json& value, const wire::Shape& shape,
                              const std::string& place);

 private:
  base::Result<Value> convert_plain(const base::Json& value, const wire::Shape& shape,
                                    const std::string& place);
  base::Result<Value> convert_structure(const base::Json& value, const wire::Shape& shape,
                                        const std::string& place);
  base::Result<Value> convert_list(const base::Json& value, const wire::Shape& shape,
                                   const std::string& place);
  base::Result<Value> convert_map(const base::Json& value, const wire::Shape& shape,
                                  const std::string& place);
  [[nodiscard]] const wire::Member* find_member(const wire::Shape& shape,
                                                const std::string& name) const;

  Evaluator* evaluator_;
  Spelling spelling_;
  Notes& notes_;
};

}  // namespace flows::offline
