#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/serve.h"
#include "base/caller.h"
#include "http/body_file.h"
#include "wire/message.h"

namespace flows::app {

// Answers to reads, as finished bytes: whatever is asked again before something is committed costs
// a look-up and a send. At most limits::kAnswersKeptMax, limits::kAnswerBytesKeptMax and
// limits::kBodyFilesMax. Threads: one.
class AnswerCache {
 public:
  struct Kept {
    api::Call call;  // that it answers
    std::shared_ptr<const wire::Response> response;
    std::shared_ptr<const http::BodyFile> body = {};  // of a long response that was asked for again
  };

  // What answered the same target from the same caller at this count of commits; nullptr: nothing.
  // Valid until the next `keep`.
  const Kept* find(std::string_view target, const base::Caller& caller, std::uint64_t commits);

  // `commits` is the count before the answer was made. What is of another count goes.
  void keep(std::string_view target, const base::Caller& caller, std::uint64_t commits, Kept kept);

 private:
  const std::string& key_of(std::string_view target, const base::Caller& caller);
  void clear();
  void keep_body(Kept& kept);

  std::unordered_map<std::string, Kept> answers_;
  std::uint64_t commits_ = 0;  // of all in it
  std::size_t bytes_ = 0;
  std::size_t body_files_ = 0;
  std::string key_;  // only so that its memory is used again
};

}  // namespace flows::app
