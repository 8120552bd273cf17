#include "app/seeder.h"

#include <optional>

#include "api/flow_answers.h"
#include "api/input.h"
#include "api/prompt_answers.h"
#include "api/prompt_input.h"
#include "api/serve.h"
#include "base/log.h"
#include "store/flow_alias_store.h"
#include "store/flow_version_store.h"
#include "store/prompt_store.h"
#include "store/prompt_version_store.h"

namespace flows::app {
namespace {

using Found = base::Result<std::optional<std::string>>;

Found find_flow(store::ReadTxn& txn, const base::Caller& caller, const std::string& name) {
  const auto id = store::find_flow_named(txn, caller, name);
  if (!id) return std::optional<std::string>();
  ASSIGN_OR_RETURN(const auto flow, store::find_flow(txn, caller, *id, store::Parts::kMetadata));
  return std::optional(api::flow_answer(caller, flow));
}

Found find_prompt(store::ReadTxn& txn, const base::Caller& caller, const std::string& name) {
  const auto id = store::find_prompt_named(txn, caller, name);
  if (!id) return std::optional<std::string>();
  ASSIGN_OR_RETURN(const auto prompt,
                   store::find_prompt(txn, caller, *id, store::Parts::kMetadata));
  return std::optional(api::prompt_answer(caller, prompt));
}

Found find_alias(store::ReadTxn& txn, const base::Caller& caller, const base::Json& input) {
  const auto alias =
      store::find_alias_named(txn, caller, api::flow_id(input), api::text_member(input, "name"));
  return alias ? std::optional(api::flow_alias_answer(caller, *alias)) : std::nullopt;
}

Found find_flow_version(store::ReadTxn& txn, const base::Caller& caller,
                        const offline::SeedCall& call) {
  const auto version = store::find_flow_version(txn, caller, api::flow_id(call.input),
                                                std::to_string(call.nth), store::Parts::kMetadata);
  return version ? std::optional(api::flow_version_answer(caller, *version)) : std::nullopt;
}

Found find_prompt_version(store::ReadTxn& txn, const base::Caller& caller,
                          const offline::SeedCall& call) {
  const auto version =
      store::find_prompt_version(txn, caller, api::prompt_target(call.input).id,
                                 std::to_string(call.nth), store::Parts::kMetadata);
  return version ? std::optional(api::prompt_answer(caller, *version)) : std::nullopt;
}

}  // namespace

base::Result<void> Seeder::apply() {
  return seed_.apply([this](const offline::SeedCall& call) -> base::Result<base::Json> {
    ASSIGN_OR_RETURN(const auto there, find(call));
    if (there) return base::parse_json(*there);
    return create(call);
  });
}

Found Seeder::find(const offline::SeedCall& call) {
  return services_.db.read([&](store::ReadTxn& txn) -> Found {
    if (call.operation == "CreateFlow") {
      return find_flow(txn, caller_, api::text_member(call.input, "name"));
    }
    if (call.operation == "CreatePrompt") {
      return find_prompt(txn, caller_, api::text_member(call.input, "name"));
    }
    if (call.operation == "CreateFlowAlias") return find_alias(txn, caller_, call.input);
    if (call.operation == "CreateFlowVersion") return find_flow_version(txn, caller_, call);
    if (call.operation == "CreatePromptVersion") return find_prompt_version(txn, caller_, call);
    return std::optional<std::string>();  // TagResource may be called again
  });
}

base::Result<base::Json> Seeder::create(const offline::SeedCall& call) {
  ASSIGN_OR_RETURN(const auto body, api::call(call.operation, caller_, call.input, services_));
  ASSIGN_OR_RETURN(auto answer, base::parse_json(body));
  if (call.operation == "CreateFlow") {
    RETURN_IF_ERROR(prepare(api::text_member(answer, "id"), api::text_member(answer, "name")));
  }
  return answer;
}

// A flow that cannot be prepared is there all the same, as it would be on AWS.
base::Result<void> Seeder::prepare(const std::string& flow_id, const std::string& name) {
  RETURN_IF_ERROR(api::call("PrepareFlow", caller_, {{"flowIdentifier", flow_id}}, services_));
  ASSIGN_OR_RETURN(const auto flow, services_.db.read([&](store::ReadTxn& txn) {
    return store::find_flow(txn, caller_, flow_id, store::Parts::kMetadata);
  }));
  if (flow.status == model::kFailed) {
    base::log(base::LogLevel::kWarn, "a seeded flow could not be prepared",
              {{"flow", name}, {"validations", flow.validations_json.value_or("[]")}});
  }
  return {};
}

}  // namespace flows::app
