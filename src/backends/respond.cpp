#include "backends/respond.h"

namespace flows::backends {

using base::Result;
using rules::in_quotes;
using rules::JsonPlace;

Result<Failure> read_failure(const std::vector<JsonPlace>& members, const Service& service) {
  const ServiceError* error = nullptr;
  std::optional<std::string> message;
  for (const JsonPlace& member : members) {
    ASSIGN_OR_RETURN(std::string text, member.text());
    if (member.name() == "message") {
      message = std::move(text);
      continue;
    }
    error = service.find_error(text);
    if (error != nullptr) continue;
    std::vector<std::string_view> known;
    for (const ServiceError& row : service.errors) known.push_back(row.code);
    return member.fault(fmt::format("unknown error {}; {} has {}", in_quotes(text), service.name,
                                    fmt::join(known, ", ")));
  }
  CHECK(error != nullptr, "a failing reply has the key error");
  return Failure{service.to_error(*error, message.value_or(std::string(error->message)))};
}

Result<std::string_view> find_decider(const JsonPlace& place, const std::vector<JsonPlace>& members,
                                      const std::vector<std::string_view>& deciding) {
  std::string_view decider;
  for (const JsonPlace& member : members) {
    const auto found = std::ranges::find(deciding, member.name());
    const std::string_view decides = member.name() == "error"  ? "error"
                                     : found == deciding.end() ? std::string_view()
                                                               : *found;
    if (decides.empty()) continue;
    if (!decider.empty()) {
      return place.fault(fmt::format("has both \"{}\" and \"{}\"", decider, decides));
    }
    decider = decides;
  }
  if (decider.empty()) {
    return place.fault(fmt::format("needs one of {}, error", fmt::join(deciding, ", ")));
  }
  return decider;
}

}  // namespace flows::backends
