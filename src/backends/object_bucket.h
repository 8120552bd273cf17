#pragma once

#include <string>

#include "backends/call_journal.h"
#include "nodes/clients.h"
#include "store/database.h"

namespace flows::backends {

// Buckets whose objects are in the emulator's own database. A bucket exists as soon as it is named.
// Threads: any.
class ObjectBucket final : public nodes::BucketClient {
 public:
  // All arguments must outlive it; `calls` receives an entry for each call.
  ObjectBucket(store::Database& db, const base::Clock& clock, CallJournal& calls)
      : db_(db), clock_(clock), calls_(calls) {}

  // Stores an object, replacing one under the same key. It is durable when the function returns.
  // Errors of both functions: kDependencyFailed also if S3 could have no such bucket or key.
  base::Result<void> put_object(const nodes::ObjectCall& call, const std::string& content) override;
  base::Result<std::string> get_object(const nodes::ObjectCall& call) override;

 private:
  base::Result<void> write(const nodes::ObjectCall& call, const std::string& content);
  base::Result<std::string> read(const nodes::ObjectCall& call);

  store::Database& db_;
  const base::Clock& clock_;
  CallJournal& calls_;
};

}  // namespace flows::backends
