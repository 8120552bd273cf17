#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "offline/text_document.h"

namespace flows::offline {

// A position in a text. Both members count from 1; columns are characters.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;

  friend bool operator==(const Position&, const Position&) = default;
};

// The path to a value: names of members, and indexes of items as decimal text.
using Path = std::vector<std::string>;

Path path_of(base::Json::json_pointer pointer);

// Turns the name of a field in an error, e.g. "definition.nodes.2.member.name", into a pointer. One
// into a definition begins at its top: "/nodes/1/name".
base::Json::json_pointer pointer_of_field(std::string_view field);

// Finds the positions of the values of a document in its text. Threads: one at a time.
class Locator {
 public:
  // `document` must outlive this object.
  explicit Locator(const TextDocument& document) : document_(document) {}

  // Returns the position of the value to which `place` and then `inner` lead. If there is no such
  // value, or a function of templates is in the way, returns the position of the innermost value
  // around it. `inner` uses the spelling of the API, while the document may use that of
  // CloudFormation.
  [[nodiscard]] Position find(const Path& place, const Path& inner) const;

 private:
  [[nodiscard]] std::size_t find_in_yaml(const Path& path) const;

  struct YamlTree;

  const TextDocument& document_;
  mutable std::shared_ptr<const YamlTree> yaml_;  // the text, parsed when first needed
};

}  // namespace flows::offline
