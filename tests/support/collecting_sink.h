#pragma once

#include "engine/event_sink.h"

namespace flows::testing {

// A sink that only stores its events.
class CollectingSink final : public engine::EventSink {
 public:
  bool emit(const model::FlowEvent& event) override {
    events.push_back(event);
    return true;
  }

  bool flush() override {
    ++flushes;
    return true;
  }

  model::History events = {};
  int flushes = 0;
};

}  // namespace flows::testing
