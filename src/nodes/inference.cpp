#include "nodes/inference.h"

#include <array>
#include <charconv>

namespace flows::nodes {
namespace {

using base::find_member;
using base::Json;

// Converts a stored number to the short form that the user wrote, which is what a model is sent.
// Definitions store such numbers as 32-bit floats (0.7 reads back as 0.699999988079071).
double short_form(double stored) {
  std::array<char, 32> text{};
  const auto written =
      std::to_chars(text.data(), text.data() + text.size(), static_cast<float>(stored));
  double value = stored;
  std::from_chars(text.data(), written.ptr, value);
  return value;
}

}  // namespace

Json stored_form(Json config) {
  for (Json& value : config) {
    if (value.is_number_float())
      value = static_cast<double>(static_cast<float>(value.get<double>()));
  }
  return config;
}

Json inference_config(const Json& configuration) {
  Json config = Json::object();
  const Json* inference = find_member(configuration, "inferenceConfiguration");
  const Json* text = inference == nullptr ? nullptr : find_member(*inference, "text");
  for (const char* name : {"maxTokens", "temperature", "topP"}) {
    const Json* value = text == nullptr ? nullptr : find_member(*text, name);
    if (value == nullptr) continue;
    config[name] = value->is_number_float() ? Json(short_form(value->get<double>())) : *value;
  }
  const Json* stop = text == nullptr ? nullptr : find_member(*text, "stopSequences");
  config["stopSequences"] = stop == nullptr ? Json::array() : *stop;
  return config;
}

}  // namespace flows::nodes
