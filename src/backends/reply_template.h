#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/service_error.h"
#include "base/json.h"
#include "base/result.h"
#include "rules/json_place.h"
#include "rules/value_path.h"
#include "rules/value_test.h"

namespace flows::backends {

// A name that may stand in double braces in a template, and what it stands for. A name for values
// that the call has by name, as in {{inputs.city}}, has `value` and no text; that function returns
// nullptr if there is no value of that name.
template <class Call>
struct Placeholder {
  std::string_view name;
  std::string_view (*text)(const Call& call) = nullptr;
  const base::Json* (*value)(const Call& call, std::string_view name) = nullptr;
};

// The name of a row of such a table.
struct PlaceholderName {
  std::string_view name;
  bool has_values;
};

// One piece of a template: ordinary text, or a placeholder.
struct TemplatePiece {
  std::string text = {};                        // used if there is no placeholder
  std::optional<std::size_t> placeholder = {};  // its position in the table
  std::optional<rules::ValuePath> path = {};    // where the placeholder has values
};

// Splits the text at `place`. Errors: kValidation with the pointer if it is not a string, or if a
// placeholder is none of `known`.
base::Result<std::vector<TemplatePiece>> split_template(const rules::JsonPlace& place,
                                                        std::span<const PlaceholderName> known);

// Checks the size of a response or of its texts. Errors: kDependencyFailed if there are more than
// limits::kDocumentBytesMax.
base::Result<void> check_response_bytes(std::size_t bytes, const Service& service);

// Appends a part of a response. Errors: those of check_response_bytes.
base::Result<void> append_to_response(std::string& response, std::string_view part,
                                      const Service& service);

// The text of a reply, with placeholders for values of the call: {{prompt}}, {{inputs.city}}, with
// optional white space inside the braces. Braces around anything but such a name are ordinary text.
// Immutable.
template <class Call>
class ReplyTemplate {
 public:
  // Compiles a text. `table` lists the placeholders and must outlive the template. Errors:
  // kValidation with the pointer if it is not a string, or if a placeholder is not in the table.
  template <std::size_t kSize>
  static base::Result<ReplyTemplate> compile(const rules::JsonPlace& place,
                                             const Placeholder<Call> (&table)[kSize]) {
    std::vector<PlaceholderName> known;
    for (const auto& row : table) known.push_back({row.name, row.value != nullptr});
    ASSIGN_OR_RETURN(auto pieces, split_template(place, known));
    return ReplyTemplate(table, std::move(pieces));
  }
  // Returns a template without placeholders; braces in `text` are ordinary text.
  static ReplyTemplate literal(std::string text) {
    return ReplyTemplate({}, {{.text = std::move(text)}});
  }

  // Returns the text for `call`; a value that is not a string is inserted as compact JSON. Errors,
  // those of `service`: kDependencyFailed if the text is longer than limits::kDocumentBytesMax, or
  // if the call has no such value.
  [[nodiscard]] base::Result<std::string> render(const Call& call, const Service& service) const {
    std::string text;
    for (const TemplatePiece& piece : pieces_) {
      if (!piece.placeholder) {
        RETURN_IF_ERROR(append_to_response(text, piece.text, service));
        continue;
      }
      const Placeholder<Call>& row = table_[*piece.placeholder];
      if (!piece.path) {
        RETURN_IF_ERROR(append_to_response(text, row.text(call), service));
        continue;
      }
      const base::Json* const value = piece.path->find(row.value(call, piece.path->name()));
      if (value == nullptr) {
        return service.dependency_failed("The template of the rule that serves the call has {{" +
                                         std::string(row.name) + "." + piece.path->text() +
                                         "}}, but the call has no such value.");
      }
      RETURN_IF_ERROR(append_to_response(text, rules::value_text(*value), service));
    }
    return text;
  }

 private:
  ReplyTemplate(std::span<const Placeholder<Call>> table, std::vector<TemplatePiece> pieces)
      : table_(table), pieces_(std::move(pieces)) {}

  std::span<const Placeholder<Call>> table_;
  std::vector<TemplatePiece> pieces_;
};

}  // namespace flows::backends
