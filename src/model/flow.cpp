#include "model/flow.h"

#include <initializer_list>

namespace flows::model {

namespace {

// Every run and every row of a list has ARNs, and this is several times as fast as formatting.
std::string join(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string joined;
  joined.reserve(size);
  for (const std::string_view part : parts) joined += part;
  return joined;
}

}  // namespace

std::string flow_arn(const base::Caller& caller, std::string_view flow_id) {
  return join({"arn:aws:bedrock:", caller.region, ":", caller.account, ":flow/", flow_id});
}

std::string flow_alias_arn(const base::Caller& caller, std::string_view flow_id,
                           std::string_view alias_id) {
  return join({flow_arn(caller, flow_id), "/alias/", alias_id});
}

}  // namespace flows::model
