#include "api/flow_responses.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "wire/timestamp.h"

namespace flows::api {

using base::ObjectText;
using wire::format_timestamp;

std::string flow_response(const base::Caller& caller, const model::Flow& flow) {
  return ObjectText()
      .string("arn", model::flow_arn(caller, flow.id))
      .string("createdAt", format_timestamp(flow.created_at))
      .string_if("customerEncryptionKeyArn", flow.customer_encryption_key_arn)
      .raw_if("definition", flow.definition_json)
      .string_if("description", flow.description)
      .string("executionRoleArn", flow.execution_role_arn)
      .string("id", flow.id)
      .string("name", flow.name)
      .string("status", flow.status)
      .string("updatedAt", format_timestamp(flow.updated_at))
      .raw_if("validations", flow.validations_json)
      .string("version", model::kDraftVersion)
      .finish();
}

std::string flow_summary(const base::Caller& caller, const store::FlowSummary& flow) {
  return ObjectText()
      .string("arn", model::flow_arn(caller, flow.id))
      .string("createdAt", format_timestamp(flow.created_at))
      .string_if("description", flow.description)
      .string("id", flow.id)
      .string("name", flow.name)
      .string("status", flow.status)
      .string("updatedAt", format_timestamp(flow.updated_at))
      .string("version", model::kDraftVersion)
      .finish();
}

std::string flow_version_response(const base::Caller& caller, const model::FlowVersion& version) {
  return ObjectText()
      .string("arn", model::flow_arn(caller, version.flow_id))
      .string("createdAt", format_timestamp(version.created_at))
      .string_if("customerEncryptionKeyArn", version.customer_encryption_key_arn)
      .raw_if("definition", version.definition_json)
      .string_if("description", version.description)
      .string("executionRoleArn", version.execution_role_arn)
      .string("id", version.flow_id)
      .string("name", version.name)
      .string("status", version.status)
      .string("version", std::to_string(version.version))
      .finish();
}

std::string flow_version_summary(const base::Caller& caller, std::string_view flow_id,
                                 const store::FlowVersionSummary& version) {
  return ObjectText()
      .string("arn", model::flow_arn(caller, flow_id))
      .string("createdAt", format_timestamp(version.created_at))
      .string("id", flow_id)
      .string("status", version.status)
      .string("version", std::to_string(version.version))
      .finish();
}

std::string flow_alias_response(const base::Caller& caller, const model::FlowAlias& alias) {
  const auto route = ObjectText().string("flowVersion", alias.flow_version).finish();
  return ObjectText()
      .string("arn", model::flow_alias_arn(caller, alias.flow_id, alias.id))
      .raw_if("concurrencyConfiguration", alias.concurrency_json)
      .string("createdAt", format_timestamp(alias.created_at))
      .string_if("description", alias.description)
      .string("flowId", alias.flow_id)
      .string("id", alias.id)
      .string("name", alias.name)
      .raw("routingConfiguration", fmt::format("[{}]", route))
      .string("updatedAt", format_timestamp(alias.updated_at))
      .finish();
}

}  // namespace flows::api
