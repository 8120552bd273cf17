#pragma once

#include "model/flow_event.h"

namespace flows::engine {

// Where the events of a run go, in order. A sink decides what becomes durable, and when; an event
// is given to it before anything acts on it. Whoever only wants to see what happens is an observer
// instead (run_observer.h). Threads: that of the run.
class EventSink {
 public:
  virtual ~EventSink() = default;

  // Takes one event. Returns false where nobody wants the rest: the run ends quietly at this point.
  // May block.
  virtual bool emit(const model::FlowEvent& event) = 0;

  // Makes durable what was emitted, as far as this sink is there for that: the outside world is
  // asked next, and must not be asked again for what is lost. Returns false as above. A sink that
  // gives events to another one must pass this on.
  virtual bool flush() = 0;
};

}  // namespace flows::engine
