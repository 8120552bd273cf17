#include "nodes/node_type.h"

namespace flows::nodes {

const base::Json* NodeInputs::find(std::string_view name) const {
  for (const InputValue& input : values_) {
    if (input.name == name) return &input.value;
  }
  return nullptr;
}

}  // namespace flows::nodes
