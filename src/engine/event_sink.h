#pragma once

#include "model/flow_event.h"

namespace flows::engine {

// Where the events of a run go, in order. An event is given to the sink before anything acts on it.
class EventSink {
 public:
  virtual ~EventSink() = default;

  // Takes one event. False: nobody wants the rest, the run ends quietly at this point. May block.
  virtual bool emit(const model::FlowEvent& event) = 0;

  // The outside world is asked next: what was emitted must not be lost from now on. False as above.
  virtual bool keep() { return true; }
};

}  // namespace flows::engine
