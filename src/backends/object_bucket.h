#pragma once

#include <string>

#include "backends/call_journal.h"
#include "nodes/clients.h"
#include "store/database.h"
#include "store/object_store.h"

namespace flows::backends {

// Buckets whose objects are in the emulator's own database. A bucket exists as soon as it is named.
// Threads: any.
class ObjectBucket final : public nodes::BucketClient {
 public:
  // `db`, `clock` and `calls` must outlive it; `calls` receives an entry for each call.
  ObjectBucket(store::Database& db, const base::Clock& clock, CallJournal& calls,
               const store::ObjectLimits& limits = {})
      : db_(db), clock_(clock), calls_(calls), limits_(limits) {}

  // Stores an object, replacing one under the same key. It is durable when the function returns.
  // Errors of both functions: kDependencyFailed also if S3 could have no such bucket or key, and
  // of put_object if the content or all objects together are too large.
  base::Result<void> put_object(const nodes::ObjectCall& call, const std::string& content) override;
  base::Result<std::string> get_object(const nodes::ObjectCall& call) override;

 private:
  base::Result<void> write(const nodes::ObjectCall& call, const std::string& content);
  base::Result<std::string> read(const nodes::ObjectCall& call);

  store::Database& db_;
  const base::Clock& clock_;
  CallJournal& calls_;
  const store::ObjectLimits limits_;
};

}  // namespace flows::backends
