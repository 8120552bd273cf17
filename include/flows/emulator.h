#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "flows/options.h"

namespace flows {

// One running emulator: store, runs and HTTP server. Several may live in one process, each on its
// own port.
class Emulator {
 public:
  explicit Emulator(Options options);
  ~Emulator();  // stops
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // Opens the store, reads the backends, listens. Returns what went wrong, in words for the user,
  // or nullopt once requests are served. Call it once.
  [[nodiscard]] std::optional<std::string> start();

  // The port it listens on. Requires a successful start.
  [[nodiscard]] std::uint16_t port() const;

  // Takes no more requests, lets those in flight end for five seconds at most, closes the store.
  // Safe to call twice.
  void stop();

 private:
  struct Parts;

  Options options_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace flows
