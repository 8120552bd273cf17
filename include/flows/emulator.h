#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "flows/options.h"

namespace flows {

// One running emulator: database, runs and HTTP server. One process may hold several, each with its
// own port.
class Emulator {
 public:
  explicit Emulator(Options options);
  ~Emulator();  // stops
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // Opens the database, reads the backends document, and listens. Returns a message for the user if
  // that fails, or nullopt once requests are served. Call it once.
  [[nodiscard]] std::optional<std::string> start();

  // The port that it listens on. Requires a successful start.
  [[nodiscard]] std::uint16_t port() const;

  // Accepts no more requests, gives those in progress at most five seconds, and closes the
  // database. It is safe to call it twice.
  void stop();

 private:
  struct Components;

  Options options_;
  std::unique_ptr<Components> components_;
};

}  // namespace flows
