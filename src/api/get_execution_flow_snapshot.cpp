#include "api/execution_name.h"
#include "api/handlers.h"
#include "base/json_text.h"
#include "store/execution_store.h"

namespace flows::api {

base::Result<std::string> get_execution_flow_snapshot(const ApiRequest& request,
                                                      store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(const auto name, execution_name(request.input));
  ASSIGN_OR_RETURN(const auto snapshot, store::find_execution_snapshot(txn, request.caller, name));
  return base::ObjectText()
      .string_if("customerEncryptionKeyArn", snapshot.customer_encryption_key_arn)
      .string("definition", snapshot.definition_json)  // the definition is a string that holds JSON
      .string("executionRoleArn", snapshot.execution_role_arn)
      .string("flowAliasIdentifier", name.alias_id)
      .string("flowIdentifier", name.flow_id)
      .string("flowVersion", snapshot.version)
      .finish();
}

}  // namespace flows::api
