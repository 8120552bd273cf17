#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/clock.h"

namespace flows::model {

// The statuses of a draft, spelled as AWS spells them; they are stored as these texts.
inline constexpr std::string_view kNotPrepared = "NotPrepared";
inline constexpr std::string_view kPrepared = "Prepared";
inline constexpr std::string_view kFailed = "Failed";
inline constexpr std::array kStoredFlowStatuses{kNotPrepared, kPrepared, kFailed};
inline constexpr std::string_view kPreparing =
    "Preparing";  // in PrepareFlow's response only, never stored

inline constexpr std::string_view kDraftVersion = "DRAFT";
inline constexpr std::string_view kTestAliasId = "TSTALIASID";

// A flow with its draft. Members named *_json are complete JSON texts, stored and returned
// unchanged.
struct Flow {
  std::string id;
  std::string name;
  std::string status;
  std::optional<std::string> description = {};
  std::string execution_role_arn;
  std::optional<std::string> customer_encryption_key_arn = {};
  std::optional<std::string> definition_json = {};
  std::optional<std::string> validations_json =
      {};  // findings of the last preparation; absent before the first
  base::TimePoint created_at;
  base::TimePoint updated_at;
  std::int64_t revision = 0;  // identifies definition_json; never reused for another text
};

// An immutable snapshot of a prepared draft.
struct FlowVersion {
  std::string flow_id;
  std::int64_t version = 0;  // from 1, never reused
  std::string name;
  std::string status;
  std::optional<std::string> description = {};
  std::string execution_role_arn;
  std::optional<std::string> customer_encryption_key_arn = {};
  std::optional<std::string> definition_json = {};
  base::TimePoint created_at;
};

// A name for a version. The alias kTestAliasId always exists and stands for the prepared draft.
struct FlowAlias {
  std::string flow_id;
  std::string id;
  std::string name;
  std::optional<std::string> description = {};
  std::string flow_version;                          // digits, or kDraftVersion
  std::optional<std::string> concurrency_json = {};  // concurrencyConfiguration as sent
  base::TimePoint created_at;
  base::TimePoint updated_at;
};

std::string flow_arn(const base::Caller& caller, std::string_view flow_id);
std::string flow_alias_arn(const base::Caller& caller, std::string_view flow_id,
                           std::string_view alias_id);

}  // namespace flows::model
