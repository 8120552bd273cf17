#include "backends/document.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/limits.h"
#include "rules/json_place.h"

namespace flows::backends {
namespace {

namespace limits = base::limits;
using base::Result;
using rules::JsonPlace;

// Reads a list of rules into the member of the document that holds it.
template <class Kind, RuleList<Kind> Document::*kMember>
Result<void> compile_rules(const JsonPlace& place, Document& document) {
  ASSIGN_OR_RETURN(document.*kMember, RuleList<Kind>::compile(place));
  return {};
}

Result<void> compile_guardrails(const JsonPlace& place, Document& document) {
  ASSIGN_OR_RETURN(document.guardrails, GuardrailRules::compile(place));
  return {};
}

// Accepts `$schema`, with which a document can name the schema that an editor uses for completion.
Result<void> accept_schema(const JsonPlace& place, Document& /*document*/) {
  ASSIGN_OR_RETURN([[maybe_unused]] const std::string schema, place.text());
  return {};
}

struct Section {
  std::string_view key;
  Result<void> (*read)(const JsonPlace& place,
                       Document& document);  // null if this version does not serve the key
};

// The top-level keys of a document, and thus the table of contents of this room.
constexpr Section kSections[] = {
    {ModelKind::kList, compile_rules<ModelKind, &Document::models>},
    {FunctionKind::kList, compile_rules<FunctionKind, &Document::functions>},
    {KnowledgeKind::kList, compile_rules<KnowledgeKind, &Document::knowledge>},
    {AgentKind::kList, compile_rules<AgentKind, &Document::agents>},
    {LexKind::kList, compile_rules<LexKind, &Document::lex>},
    {"$schema", accept_schema},
    {"guardrails", compile_guardrails},
    {"buckets", nullptr},
};

}  // namespace

Result<std::shared_ptr<const Document>> compile_document(std::string_view json_text) {
  if (json_text.size() > limits::kBackendsBytesMax) {
    return base::Error{
        base::ErrorCode::kValidation,
        fmt::format("The backends document is larger than {} bytes.", limits::kBackendsBytesMax)};
  }
  auto json = base::parse_json(json_text, "The backends document");
  if (!json) return base::Error{base::ErrorCode::kValidation, json.error().message};
  auto document = std::make_shared<Document>();
  RETURN_IF_ERROR(rules::read_members(JsonPlace(*json), kSections, *document));
  document->text = base::to_text(*json);
  return std::shared_ptr<const Document>(std::move(document));
}

}  // namespace flows::backends
