#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/worker_pool.h"
#include "net/waiting.h"

namespace flows::net {

// The addresses of a name, as texts, in the order in which they should be tried.
using Addresses = std::vector<std::string>;

// Looks up a name with the operating system, which may block for as long as the DNS does. Errors:
// kDependencyFailed with the system's message.
base::Result<Addresses> look_up(const std::string& host);

// Looks up names with a deadline. A lookup cannot be interrupted, so each runs on its own thread,
// which is left behind if its caller stops waiting.
class Resolver {
 public:
  using Lookup = std::function<base::Result<Addresses>(const std::string& host)>;

  explicit Resolver(Lookup lookup = look_up);

  // Returns the addresses of `host`; an address is returned as it is. Errors: kDependencyFailed if
  // the lookup fails, too many lookups are running, or `waiting` ends.
  base::Result<Addresses> resolve(const std::string& host, const Waiting& waiting);

 private:
  Lookup lookup_;
  base::WorkerPool pool_;  // its destructor waits for lookups that were left behind
};

}  // namespace flows::net
