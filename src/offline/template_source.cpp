#include "offline/template_source.h"

#include <fmt/format.h>

namespace flows::offline {

const base::Json& TemplateSource::section(std::string_view name) const {
  static const base::Json empty = base::Json::object();
  const base::Json* found = base::find_member(document, name);
  return found != nullptr && found->is_object() ? *found : empty;
}

bool is_template(const base::Json& document) {
  const base::Json* resources = base::find_member(document, "Resources");
  return resources != nullptr && resources->is_object();
}

base::Error error_at(std::string_view place, std::string_view sentence) {
  return {base::ErrorCode::kValidation, fmt::format("{}: {}", place, sentence)};
}

}  // namespace flows::offline
