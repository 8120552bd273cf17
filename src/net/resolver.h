#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/worker_pool.h"
#include "net/waiting.h"

namespace flows::net {

// The addresses of a name, as texts, in the order in which they are to be tried.
using Addresses = std::vector<std::string>;

// Asks the operating system, which may block for as long as the DNS does. Errors: kDependencyFailed
// with the system's words.
base::Result<Addresses> look_up(const std::string& host);

// Looks names up with a deadline. A lookup cannot be interrupted, so each has a thread, which is
// left behind where its caller goes on without it.
class Resolver {
 public:
  using Lookup = std::function<base::Result<Addresses>(const std::string& host)>;

  explicit Resolver(Lookup lookup = look_up);

  // An address is its own address. Errors: kDependencyFailed, for what the lookup says, and for the
  // end of `waiting`.
  base::Result<Addresses> resolve(const std::string& host, const Waiting& waiting);

 private:
  Lookup lookup_;
  base::WorkerPool pool_;  // its destructor waits for lookups that were left behind
};

}  // namespace flows::net
