#include "app/seeder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "api/flow_responses.h"
#include "api/input.h"
#include "api/prompt_input.h"
#include "api/prompt_responses.h"
#include "api/serve.h"
#include "base/json_text.h"
#include "base/log.h"
#include "offline/notes.h"
#include "offline/seed_place.h"
#include "store/flow_alias_store.h"
#include "store/prompt_store.h"

namespace flows::app {
namespace {

constexpr std::string_view kCreateFlow = "CreateFlow";
constexpr std::string_view kCreatePrompt = "CreatePrompt";

// Returns the operation that creates the parent of the call's resource, and the ID of that parent.
std::pair<std::string, std::string> parent_of(const offline::SeedCall& call,
                                              const base::Json& input) {
  if (call.operation == "CreatePromptVersion") {
    return {std::string(kCreatePrompt), api::prompt_target(input).id};
  }
  if (call.operation != "TagResource") return {std::string(kCreateFlow), api::flow_id(input)};
  // A seed tags only test aliases, whose ARN ends with ":flow/<id>/alias/TSTALIASID".
  const std::string arn = api::text_member(input, "resourceArn");
  const std::string flow = arn.substr(0, arn.find("/alias/"));
  return {std::string(kCreateFlow), flow.substr(flow.find_last_of('/') + 1)};
}

// Returns the response to a resource that exists, or only what identifies it if its row is damaged:
// one such row must not prevent the start of the server.
base::Result<base::Json> response_or(const base::Result<std::string>& response,
                                     base::Json identifiers) {
  if (response) return base::parse_json(*response);
  if (response.error().code != base::ErrorCode::kDamagedData) return response.error();
  base::log(base::LogLevel::kWarn, "seeds refer to a resource whose row is damaged",
            {{"arn", identifiers["arn"].get<std::string>()}, {"why", response.error().message}});
  return identifiers;
}

// Gives the ID that a seed wants to the one resource that a call creates.
class WantedId final : public base::IdGenerator {
 public:
  WantedId(std::string id, base::IdGenerator& others) : id_(std::move(id)), others_(others) {}

  std::string next(base::IdKind kind) override {
    const bool is_resource = kind == base::IdKind::kFlow || kind == base::IdKind::kAlias ||
                             kind == base::IdKind::kPrompt;
    return is_resource && !id_.empty() ? id_ : others_.next(kind);
  }

 private:
  const std::string id_;
  base::IdGenerator& others_;
};

// Says what was created, since applications need its ID.
void log_created(const offline::SeedCall& call, const std::string& id) {
  base::log(
      base::LogLevel::kInfo, "seeded",
      {{"operation", call.operation}, {"name", api::text_member(call.input, "name")}, {"id", id}});
}

void log_failure(const offline::SeedOrigin& origin, const base::Error& why) {
  base::log(base::LogLevel::kError,
            fmt::format("{}: is not created: {}", offline::describe_place(origin), why.message));
}

// Says in sentences what the Error findings of a flow are.
void log_unprepared(const offline::SeedCall& call, const std::string& name,
                    const base::Json& findings) {
  std::vector<std::string> sentences;
  for (const base::Json& finding : findings) {
    if (api::text_member(finding, "severity") != "Error") continue;
    sentences.push_back(api::text_member(finding, "message"));
  }
  base::log(
      base::LogLevel::kWarn,
      fmt::format("{}: the flow {} is created, but could not be prepared: {}",
                  offline::describe_place(call.origin), name, offline::listed(sentences, " ")));
}

}  // namespace

base::Result<void> Seeder::apply() {
  created_.clear();
  auto applied =
      seed_.apply([this](const offline::SeedCall& call) { return make(call); }, log_failure);
  if (!applied) remove_created();
  return applied;
}

base::Result<base::Json> Seeder::make(const offline::SeedCall& call) {
  ASSIGN_OR_RETURN(const auto input, api::validate_and_normalize_input(call.operation, call.input));
  if (call.operation == kCreateFlow || call.operation == kCreatePrompt) {
    return create_top(call, input);
  }
  const auto parent = parent_of(call, input);
  const bool is_new = std::ranges::find(created_, parent) != created_.end();
  if (!is_new) {
    const auto name = name_of(parent.first == kCreateFlow, parent.second);
    const bool is_absent = !name && name.error().code == base::ErrorCode::kResourceNotFound;
    if (!is_absent) return describe_existing(call, input);
  }
  return create(call, input, call.id);
}

base::Result<std::string> Seeder::name_of(bool is_flow, const std::string& id) {
  return services_.db.read([&](store::ReadTxn& txn) -> base::Result<std::string> {
    constexpr auto kPart = store::Parts::kMetadata;
    if (is_flow) {
      ASSIGN_OR_RETURN(const auto flow, store::find_flow(txn, caller_, id, kPart));
      return flow.name;
    }
    ASSIGN_OR_RETURN(const auto prompt, store::find_prompt(txn, caller_, id, kPart));
    return prompt.name;
  });
}

base::Result<base::Json> Seeder::create(const offline::SeedCall& call, const base::Json& input,
                                        const std::string& wanted_id) {
  WantedId ids(wanted_id, services_.ids);
  api::Services services{.db = services_.db,
                         .runs = services_.runs,
                         .targets = services_.targets,
                         .executions = services_.executions,
                         .recent_runs = services_.recent_runs,
                         .clock = services_.clock,
                         .ids = ids,
                         .quotas = services_.quotas};
  ASSIGN_OR_RETURN(const auto body, api::call(call.operation, caller_, input, services));
  ASSIGN_OR_RETURN(auto response, base::parse_json(body));
  const bool is_logged = purpose_ == SeedPurpose::kServing;
  if (is_logged && !call.id.empty()) log_created(call, api::text_member(response, "id"));
  return response;
}

base::Result<std::string> Seeder::choose_id(const offline::SeedCall& call, bool is_flow,
                                            const std::string& name) {
  const auto owner = name_of(is_flow, call.id);
  if (!owner) {
    if (owner.error().code == base::ErrorCode::kResourceNotFound) return call.id;
    return owner.error();
  }
  if (!call.id_is_given) {
    base::log(base::LogLevel::kWarn,
              "a seeded resource gets a random ID, since a renamed one has its usual ID",
              {{"name", name}, {"usualId", call.id}, {"renamed", *owner}});
    return std::string();
  }
  const std::string_view kind = is_flow ? "flow" : "prompt";
  return base::Error{
      base::ErrorCode::kConflict,
      fmt::format("the {0} {1} must get the ID {2}, which the {0} {3} has already: rename {3} to "
                  "{1}, delete it, or give another ID in Metadata.FlowsLocal.Id of a template",
                  kind, name, call.id, *owner)};
}

base::Result<base::Json> Seeder::create_top(const offline::SeedCall& call,
                                            const base::Json& input) {
  const bool is_flow = call.operation == kCreateFlow;
  const std::string name = api::text_member(input, "name");
  using Existing = std::optional<std::string>;
  ASSIGN_OR_RETURN(const Existing existing,
                   services_.db.read([&](store::ReadTxn& txn) -> base::Result<Existing> {
                     return is_flow ? store::find_flow_named(txn, caller_, name)
                                    : store::find_prompt_named(txn, caller_, name);
                   }));
  if (existing) {
    if (call.id_is_given && *existing != call.id) {
      base::log(base::LogLevel::kWarn, "a seeded resource exists already with another ID",
                {{"name", name}, {"id", *existing}, {"idOfTheSeed", call.id}});
    }
    return describe_top(is_flow, *existing);
  }
  ASSIGN_OR_RETURN(const std::string wanted_id, choose_id(call, is_flow, name));
  ASSIGN_OR_RETURN(auto response, create(call, input, wanted_id));
  const std::string id = api::text_member(response, "id");
  created_.emplace_back(call.operation, id);
  if (is_flow) {
    // Templates see the flow as CloudFormation leaves it.
    ASSIGN_OR_RETURN(response["status"], prepare(call, id));
  }
  return response;
}

base::Result<base::Json> Seeder::describe_top(bool is_flow, const std::string& id) {
  const std::string arn =
      is_flow ? model::flow_arn(caller_, id) : model::prompt_arn(caller_, id, model::kDraftVersion);
  return response_or(services_.db.read([&](store::ReadTxn& txn) -> base::Result<std::string> {
    if (is_flow) {
      ASSIGN_OR_RETURN(const auto flow, store::find_flow(txn, caller_, id));
      return api::flow_response(caller_, flow);
    }
    ASSIGN_OR_RETURN(const auto prompt, store::find_prompt(txn, caller_, id));
    return api::prompt_response(caller_, prompt);
  }),
                     {{"arn", arn}, {"id", id}, {"version", model::kDraftVersion}});
}

// Prepares a new flow. A flow that cannot be prepared exists nevertheless, as it would on AWS.
base::Result<std::string> Seeder::prepare(const offline::SeedCall& call,
                                          const std::string& flow_id) {
  RETURN_IF_ERROR(api::call("PrepareFlow", caller_, {{"flowIdentifier", flow_id}}, services_));
  ASSIGN_OR_RETURN(const auto flow, services_.db.read([&](store::ReadTxn& txn) {
    return store::find_flow(txn, caller_, flow_id, store::Parts::kMetadata);
  }));
  if (flow.status == model::kFailed && purpose_ == SeedPurpose::kServing) {
    ASSIGN_OR_RETURN(const auto findings, base::parse_json(flow.validations_json.value_or("[]")));
    log_unprepared(call, flow.name, findings);
  }
  return flow.status;
}

base::Result<base::Json> Seeder::describe_existing(const offline::SeedCall& call,
                                                   const base::Json& input) {
  const auto id = parent_of(call, input).second;
  const auto version = std::to_string(call.nth);
  if (call.operation == "CreatePromptVersion") {
    return base::Json{
        {"arn", model::prompt_arn(caller_, id, version)}, {"id", id}, {"version", version}};
  }
  base::Json existing = {{"arn", model::flow_arn(caller_, id)},
                         {"id", id},
                         {"version", version},
                         {"status", model::kPrepared}};
  if (call.operation != "CreateFlowAlias") return existing;
  using Existing = std::optional<std::string>;
  ASSIGN_OR_RETURN(
      const Existing alias, services_.db.read([&](store::ReadTxn& txn) -> base::Result<Existing> {
        return store::find_alias_named(txn, caller_, id, api::text_member(input, "name"));
      }));
  if (!alias) return existing;
  return response_or(
      services_.db.read([&](store::ReadTxn& txn) -> base::Result<std::string> {
        ASSIGN_OR_RETURN(const auto found, store::find_flow_alias(txn, caller_, id, *alias));
        return api::flow_alias_response(caller_, found);
      }),
      {{"arn", model::flow_alias_arn(caller_, id, *alias)}, {"flowId", id}, {"id", *alias}});
}

// Removes what this `apply` has created, as far as possible. A failure is only logged, because the
// user has to see the error that caused the removal.
void Seeder::remove_created() {
  std::ranges::reverse(created_);
  for (const auto& [operation, id] : created_) {
    const bool is_flow = operation == kCreateFlow;
    const auto removed =
        is_flow ? api::call("DeleteFlow", caller_,
                            {{"flowIdentifier", id}, {"skipResourceInUseCheck", true}}, services_)
                : api::call("DeletePrompt", caller_, {{"promptIdentifier", id}}, services_);
    if (removed) continue;
    base::log(base::LogLevel::kError, "what a failed seed made could not be removed",
              {{"id", id}, {"why", removed.error().message}});
  }
}

}  // namespace flows::app
