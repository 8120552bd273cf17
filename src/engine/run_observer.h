#pragma once

#include <initializer_list>
#include <vector>

#include "model/flow_event.h"

namespace flows::engine {

// Sees what happens in a run. It can neither stop the run nor lose anything for it.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  // The sink of the run has taken `event`. Called on the thread of the run, which waits meanwhile,
  // so this must not block. What it throws is caught and logged.
  virtual void on_event(const model::FlowEvent& event) = 0;
};

// The observers of one run. One that throws is logged once and sees nothing more of that run.
// Threads: that of the run.
class RunObservers {
 public:
  // The observers must outlive the run.
  RunObservers(std::initializer_list<RunObserver*> observers) : observers_(observers) {}

  void on_event(const model::FlowEvent& event) noexcept;

 private:
  std::vector<RunObserver*> observers_;
};

}  // namespace flows::engine
