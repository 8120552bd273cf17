#include "model/flow.h"

#include <fmt/format.h>

namespace flows::model {

std::string flow_arn(const base::Caller& caller, std::string_view flow_id) {
  return fmt::format("arn:aws:bedrock:{}:{}:flow/{}", caller.region, caller.account, flow_id);
}

std::string flow_alias_arn(const base::Caller& caller, std::string_view flow_id,
                           std::string_view alias_id) {
  return fmt::format("{}/alias/{}", flow_arn(caller, flow_id), alias_id);
}

}  // namespace flows::model
