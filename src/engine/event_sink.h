#pragma once

#include "model/flow_event.h"

namespace flows::engine {

// Receives the events of a run in order. A sink decides what becomes durable, and when; it gets
// each event before anything depends on that event. Code that only wants to see what happens is an
// observer instead (run_observer.h). Threads: that of the run.
class EventSink {
 public:
  virtual ~EventSink() = default;

  // Takes one event. Returns false if no further event is wanted; the run then ends quietly. May
  // block.
  virtual bool emit(const model::FlowEvent& event) = 0;

  // Makes the emitted events durable if that is this sink's task. It is called before a node calls
  // another service and before a run waits for such calls, because a lost event would make a
  // service be called again. Returns false as `emit` does. A sink that passes events to another one
  // must also call that one's `flush`.
  virtual bool flush() = 0;
};

}  // namespace flows::engine
