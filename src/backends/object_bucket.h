#pragma once

#include <string>

#include "nodes/clients.h"
#include "store/database.h"

namespace flows::backends {

// Buckets whose objects stand in the emulator's own database. A bucket is there once it is named.
// Threads: any.
class ObjectBucket final : public nodes::BucketClient {
 public:
  // `db` must outlive it.
  explicit ObjectBucket(store::Database& db) : db_(db) {}

  // Durable when it returns. Replaces what is there under that key.
  base::Result<void> put_object(const nodes::ObjectCall& call, const std::string& content) override;
  base::Result<std::string> get_object(const nodes::ObjectCall& call) override;

 private:
  store::Database& db_;
};

}  // namespace flows::backends
