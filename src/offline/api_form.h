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
  kPascal,  // like CloudFormation's properties
  kEither,  // like that, or like in the API
};

// What becomes of an unknown value where the shape asks for a structure, a list or a map.
enum class UnknownPart {
  kLeftOut,
  kMarked,  // its marked text stays, so that a reader sees that something is there
};

// Converts values of a template to the form of the API, guided by the API's shapes. The first
// letter of members becomes lower case, functions are replaced by their values, and texts become
// numbers or booleans, and vice versa, if the shape requires it; null is left out. The keys of maps
// and the contents of documents do not change. A member that the API does not know is left out with
// a note; so is an unknown value, unless the shape allows a text or UnknownPart says otherwise. For
// a location such as TextS3Location the object there is read (see s3_location.h). The values
// themselves are not validated; the API does that.
class ApiForm {
 public:
  // All arguments must outlive this object. Without an evaluator nothing is treated as a function.
  ApiForm(Evaluator* evaluator, Spelling spelling, Notes& notes,
          UnknownPart unknown_part = UnknownPart::kLeftOut)
      : evaluator_(evaluator), spelling_(spelling), unknown_part_(unknown_part), notes_(notes) {}

  // Errors: kValidation with the place of a function that cannot be replaced.
  base::Result<Value> convert(const base::Json& value, const wire::Shape& shape,
                              const std::string& place);

 private:
  // Checks whether an unknown value of that kind stays as a marked text.
  [[nodiscard]] bool retains_mark(wire::Kind kind) const;
  base::Result<Value> convert_plain(const base::Json& value, const wire::Shape& shape,
                                    const std::string& place);
  base::Result<Value> convert_structure(const base::Json& value, const wire::Shape& shape,
                                        const std::string& place);
  base::Result<Value> convert_list(const base::Json& value, const wire::Shape& shape,
                                   const std::string& place);
  base::Result<Value> convert_map(const base::Json& value, const wire::Shape& shape,
                                  const std::string& place);
  // Returns the text at the location `name` of a structure, which becomes the member `text`.
  base::Result<Value> convert_location(const base::Json& structure, const std::string& name,
                                       const wire::Member& text, const std::string& place);
  // Returns the member text for the name TextS3Location, which the API lacks; else nullptr.
  [[nodiscard]] const wire::Member* find_text_of_location(const wire::Shape& shape,
                                                          const std::string& name) const;
  [[nodiscard]] const wire::Member* find_member(const wire::Shape& shape,
                                                const std::string& name) const;

  Evaluator* evaluator_;
  Spelling spelling_;
  UnknownPart unknown_part_;
  Notes& notes_;
};

}  // namespace flows::offline
