#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/database.h"
#include "store/flow_store.h"
#include "support/fake_clock.h"

namespace flows::store {

// A store in memory with a clock, and the few steps that many tests begin with.
class StoreFixture {
 public:
  const base::Caller caller{.account = "123456789012", .region = "us-east-1"};
  testing::FakeClock clock;
  std::unique_ptr<Database> db = Database::open({}).value();

  static FlowDraft draft(std::string name, std::optional<std::string> definition = R"({"n":1})") {
    return {.name = std::move(name),
            .execution_role_arn = "arn:aws:iam::123456789012:role/r",
            .definition_json = std::move(definition)};
  }

  base::Result<model::Flow> create(const std::string& id, const std::string& name) {
    return db->write(
        [&](WriteTxn& txn) { return create_flow(txn, caller, id, draft(name), clock.now()); });
  }

  base::Result<model::Flow> find(const std::string& id) {
    return db->read([&](ReadTxn& txn) { return find_flow(txn, caller, id); });
  }

  base::Result<bool> prepare(const std::string& id, bool succeeded = true) {
    return db->write([&](WriteTxn& txn) -> base::Result<bool> {
      ASSIGN_OR_RETURN(const auto flow, find_flow(txn, caller, id));
      return finish_preparation(txn, caller, id, flow.revision, succeeded, "[]");
    });
  }
};

}  // namespace flows::store
