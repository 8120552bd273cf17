#include "model/prompt.h"

#include <fmt/format.h>

#include "model/flow.h"

namespace flows::model {

std::string prompt_arn(const base::Caller& caller, std::string_view id, std::string_view version) {
  const auto arn =
      fmt::format("arn:aws:bedrock:{}:{}:prompt/{}", caller.region, caller.account, id);
  return version == kDraftVersion ? arn : fmt::format("{}:{}", arn, version);
}

}  // namespace flows::model
