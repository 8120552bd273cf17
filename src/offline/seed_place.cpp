#include "offline/seed_place.h"

#include <fmt/format.h>

#include "offline/position.h"

namespace flows::offline {

std::string describe_place(const SeedOrigin& origin) {
  const auto document = read_text_document(origin.file_name);
  if (!document) return origin.label;
  const Locator locator(*document);
  const Position found =
      locator.find(origin.id.empty() ? Path{} : Path{"Resources", origin.id}, {});
  return fmt::format("{}:{}:{}{}{}", origin.file_name, found.line, found.column,
                     origin.id.empty() ? "" : ": ", origin.id);
}

}  // namespace flows::offline
