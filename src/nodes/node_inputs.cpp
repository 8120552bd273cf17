#include "nodes/node_type.h"

namespace flows::nodes {

const base::Json* NodeInputs::find(std::string_view name) const {
  for (const InputValue& input : values_) {
    if (input.name == name) return &input.value;
  }
  return nullptr;
}

void NodeInputs::replace(std::string_view name, base::Json value) {
  for (InputValue& input : values_) {
    if (input.name != name) continue;
    input.value = std::move(value);
    return;
  }
  CHECK(false, "the input has a value to replace");
}

}  // namespace flows::nodes
