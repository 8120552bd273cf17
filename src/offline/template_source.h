#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/caller.h"
#include "base/json.h"
#include "base/result.h"

namespace flows::offline {

// A CloudFormation template as it was read, with substitutes for the stack that it would create.
struct TemplateSource {
  std::string file;        // as messages name it
  std::string stack_name;  // the file's name without its extension
  base::Caller caller;
  base::Json document;

  // Returns a top-level object such as Parameters, or an empty one if it is absent.
  [[nodiscard]] const base::Json& section(std::string_view name) const;
};

// Checks whether a document is a template: an object with Resources.
bool is_template(const base::Json& document);

// Makes the error for a fault at `place`, e.g. "Resources.Flow.Properties.Name".
base::Error error_at(std::string_view place, std::string_view sentence);

// Collects sentences for the user about things that are no errors, each once, as "<place>:
// <sentence>". After limits::kTemplateNotesMax sentences, only one note is added: that there are
// more.
class Notes {
 public:
  void add(std::string_view place, std::string_view sentence);
  [[nodiscard]] const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
  std::unordered_set<std::string> known_;
};

}  // namespace flows::offline
