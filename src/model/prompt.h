#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/caller.h"
#include "base/clock.h"

namespace flows::model {

// A prompt's draft or one of its versions. `variants_json` is a complete JSON text, stored and
// returned unchanged.
struct Prompt {
  std::string id;
  std::string version;  // kDraftVersion, or digits: from 1, never reused
  std::string name;
  std::optional<std::string> description = {};
  std::optional<std::string> customer_encryption_key_arn = {};
  std::optional<std::string> default_variant = {};  // the name of one of the variants
  std::optional<std::string> variants_json = {};
  base::TimePoint created_at;
  base::TimePoint updated_at;
};

// Returns the ARN of a prompt's version. `version` is as in Prompt::version; the draft has the ARN
// of the prompt.
std::string prompt_arn(const base::Caller& caller, std::string_view id, std::string_view version);

}  // namespace flows::model
