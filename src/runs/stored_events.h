#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/event_sink.h"
#include "store/event_store.h"

namespace flows::runs {

// Collects the events of an asynchronous execution as the database stores them: numbered, as text,
// each for its list. Threads: one.
class StoredEvents final : public engine::EventSink {
 public:
  // `next_seq` is the number of the next event.
  explicit StoredEvents(std::int64_t next_seq) : next_seq_(next_seq) {}

  bool emit(const model::FlowEvent& event) override;
  bool flush() override { return true; }  // the caller of `take` makes the events durable

  // Returns the events since the last call.
  std::vector<store::StoredEvent> take();

  [[nodiscard]] std::size_t size() const { return events_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }  // the size of all texts

 private:
  std::int64_t next_seq_;
  std::vector<store::StoredEvent> events_;
  std::size_t bytes_ = 0;
};

}  // namespace flows::runs
