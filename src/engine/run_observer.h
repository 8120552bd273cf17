#pragma once

#include <initializer_list>
#include <vector>

#include "model/flow_event.h"

namespace flows::engine {

// Receives the events of a run. It can neither end the run nor make it lose anything.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  // Called after the sink of the run has taken `event`, on the thread of the run. The run waits
  // meanwhile, so this must not block. What it throws is caught and logged.
  virtual void on_event(const model::FlowEvent& event) = 0;
};

// The observers of one run. An observer that throws is logged once and receives no more events of
// that run. Threads: only that of the run.
class RunObservers {
 public:
  // The observers must outlive the run.
  RunObservers(std::initializer_list<RunObserver*> observers) : observers_(observers) {}

  void on_event(const model::FlowEvent& event) noexcept;

 private:
  std::vector<RunObserver*> observers_;
};

}  // namespace flows::engine
