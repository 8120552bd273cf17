#pragma once

#include "api/operation.h"

// The handlers of the operations, one file for each operation.
namespace flows::api {

base::Result<std::string> create_flow(const ApiRequest& request, Services& services);
base::Result<std::string> create_flow_alias(const ApiRequest& request, Services& services);
base::Result<std::string> create_flow_version(const ApiRequest& request, Services& services);
base::Result<std::string> create_prompt(const ApiRequest& request, Services& services);
base::Result<std::string> create_prompt_version(const ApiRequest& request, Services& services);
base::Result<std::string> delete_flow(const ApiRequest& request, Services& services);
base::Result<std::string> delete_flow_alias(const ApiRequest& request, Services& services);
base::Result<std::string> delete_flow_version(const ApiRequest& request, Services& services);
base::Result<std::string> delete_prompt(const ApiRequest& request, Services& services);
base::Result<std::string> get_flow(const ApiRequest& request, store::ReadTxn& txn);
base::Result<std::string> get_execution_flow_snapshot(const ApiRequest& request,
                                                      store::ReadTxn& txn);
base::Result<std::string> get_flow_execution(const ApiRequest& request, store::ReadTxn& txn);
base::Result<std::string> get_flow_alias(const ApiRequest& request, store::ReadTxn& txn);
base::Result<std::string> get_flow_version(const ApiRequest& request, store::ReadTxn& txn);
base::Result<std::string> get_prompt(const ApiRequest& request, store::ReadTxn& txn);
base::Result<std::string> list_flow_aliases(const ApiRequest& request, Services& services);
base::Result<std::string> list_flow_execution_events(const ApiRequest& request, Services& services);
base::Result<std::string> list_flow_executions(const ApiRequest& request, store::ReadTxn& txn);
base::Result<std::string> list_flow_versions(const ApiRequest& request, Services& services);
base::Result<std::string> list_flows(const ApiRequest& request, Services& services);
base::Result<std::string> list_prompts(const ApiRequest& request, Services& services);
base::Result<std::string> list_tags_for_resource(const ApiRequest& request, store::ReadTxn& txn);
base::Result<std::string> prepare_flow(const ApiRequest& request, Services& services);
base::Result<std::string> start_flow_execution(const ApiRequest& request, Services& services);
base::Result<std::string> stop_flow_execution(const ApiRequest& request, Services& services);
base::Result<std::string> tag_resource(const ApiRequest& request, Services& services);
base::Result<std::string> untag_resource(const ApiRequest& request, Services& services);
base::Result<std::string> update_flow(const ApiRequest& request, Services& services);
base::Result<std::string> update_flow_alias(const ApiRequest& request, Services& services);
base::Result<std::string> update_prompt(const ApiRequest& request, Services& services);
base::Result<std::string> validate_flow_definition(const ApiRequest& request, Services& services);

base::Result<StreamEnd> invoke_flow(const ApiRequest& request, Services& services,
                                    StreamWriter& writer);

// This function is a value of OperationRow::is_quick.
bool lists_executions_of_all_aliases(const ApiRequest& request);

// These functions are values of OperationRow::on_io_thread.
IoThreadOutcome invoke_flow_on_io_thread(const ApiRequest& request, Services& services);
IoThreadOutcome start_flow_execution_on_io_thread(const ApiRequest& request, Services& services);

}  // namespace flows::api
