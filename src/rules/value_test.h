#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "rules/json_place.h"
#include "rules/text_test.h"
#include "rules/value_path.h"

namespace flows::rules {

// Returns the text that conditions test and templates insert: a string as it is, and any other
// value as compact JSON.
std::string value_text(const base::Json& value);

// What a rule's `match` demands of one JSON value of a call. Immutable.
class ValueTest {
 public:
  // Reads the value at `place`. A string is a glob for the text of the call's value. A number,
  // true, false or null must be equal to that value. An object has one or more of `equals` (any
  // JSON; members of objects may be in any order), `contains` and `matches` (see TextTestKind), all
  // of which must hold. Errors: kValidation with the pointer.
  static base::Result<ValueTest> compile(const JsonPlace& place);

  [[nodiscard]] bool fits(const base::Json& value) const;

  // Returns why `value` does not fit, as the end of a sentence that begins with its name.
  [[nodiscard]] std::string misfit(const base::Json& value) const;

 private:
  struct Keys;

  [[nodiscard]] bool is_equal(const base::Json& value) const;

  std::optional<base::Json> equal_to_ = {};
  std::vector<TextTest> texts_ = {};
};

// One condition on a value that a subject has by name.
struct NamedValueTest {
  ValuePath path;
  ValueTest test;
};

// Reads an object whose keys are paths to values and whose values are what ValueTest reads. Errors:
// kValidation with the pointer.
base::Result<std::vector<NamedValueTest>> read_named_tests(const JsonPlace& place);

}  // namespace flows::rules
