#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "backends/call_journal.h"
#include "base/clock.h"
#include "base/result.h"
#include "rules/json_place.h"

namespace flows::backends {

// What a rule may use while it responds. A way to respond that needs more, for example an HTTP
// client, adds a member to this struct, and `Backends` sets it.
struct Toolbox {
  base::Clock& clock;
};

// One call, served by the rule that matches it.
template <class Kind>
struct ServedCall {
  const typename Kind::Call& call;
  std::int64_t turn;       // the number of calls that the rule has served before
  JournaledCall& journal;  // the entry of the call, which records what served it
  const Toolbox& toolbox;
};

// A compiled way to respond, which serves a call. Errors: those that the real service would raise.
// Threads: any, several at once; it may block until the call's deadline.
template <class Kind>
using Responder = std::function<base::Result<typename Kind::Response>(const ServedCall<Kind>&)>;

// One key of a rule that says how it responds; each rule has exactly one. `compile` is null for
// keys that this version does not serve; its errors are kValidation with the pointer.
template <class Kind>
struct ResponderKey {
  std::string_view key;
  base::Result<Responder<Kind>> (*compile)(const rules::JsonPlace& place);
};

}  // namespace flows::backends
