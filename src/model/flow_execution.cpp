#include "model/flow_execution.h"

#include "model/flow.h"

namespace flows::model {

std::string flow_execution_arn(const base::Caller& caller, const ExecutionName& name) {
  return flow_alias_arn(caller, name.flow_id, name.alias_id) + "/execution/" + name.name;
}

}  // namespace flows::model
