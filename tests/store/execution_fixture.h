#pragma once

#include <string>
#include <utility>
#include <vector>

#include "store/execution_store.h"
#include "store/store_fixture.h"

namespace flows::store {

// A store with the flow FLOW000001, and what happens to its executions.
class ExecutionFixture : public StoreFixture {
 public:
  // The first event of each execution.
  inline static const std::string kInput =
      R"({"kind":"flowInput","time":1,"node":"Start","fields":)"
      R"([{"name":"document","content":"hi","type":"String"}]})";

  ExecutionFixture() { CHECK(create("FLOW000001", "one"), "the flow can be stored"); }

  static model::ExecutionName named(std::string name, std::string alias = "TSTALIASID") {
    return {.flow_id = "FLOW000001", .alias_id = std::move(alias), .name = std::move(name)};
  }

  base::Result<std::int64_t> begin(const model::ExecutionName& name, std::size_t running_max = 100,
                                   std::int64_t revision = 5) {
    return db->write([&](WriteTxn& txn) {
      return start_execution(txn, caller,
                             {.name = name,
                              .snapshot = {.version = "DRAFT",
                                           .revision = revision,
                                           .execution_role_arn = "role",
                                           .customer_encryption_key_arn = "key",
                                           .definition_json = R"({"n":1})"},
                              .latency = "optimized",
                              .concurrency_json = R"({"type":"Automatic"})"},
                             kInput, running_max, clock.now());
    });
  }

  bool add(std::int64_t id, const std::vector<StoredEvent>& events) {
    return db
        ->write([&](WriteTxn& txn) -> base::Result<bool> { return add_events(txn, id, events); })
        .value();
  }

  bool end(std::int64_t id, std::string_view status = model::kExecutionSucceeded) {
    return db
        ->write([&](WriteTxn& txn) -> base::Result<bool> {
          return end_execution(txn, id, status, std::nullopt, clock.now());
        })
        .value();
  }

  base::Result<model::FlowExecution> find_named(const std::string& name) {
    return db->read([&](ReadTxn& txn) { return find_execution(txn, caller, named(name)); });
  }

  std::vector<std::string> events(std::int64_t id, std::string_view list) {
    std::vector<std::string> texts;
    for (const StoredEvent& event :
         db->read([&](ReadTxn& txn) { return list_events(txn, id, list, 0, 100); }).value()) {
      texts.push_back(event.event_json);
    }
    return texts;
  }
};

}  // namespace flows::store
