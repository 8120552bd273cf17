#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/thread.h"

namespace flows::base {

// Writes lines to a file descriptor with a thread of its own, so that whoever has a line to write
// never waits for the reader of the descriptor: a pipe that nobody reads, a terminal that was
// stopped. Lines wait in memory, at most limits::kLogBufferBytesMax of them; those for which no
// room is left are dropped and counted.
class BackgroundWriter {
 public:
  // Returns the line that says how many lines were dropped. It is called on the writer's thread.
  using DescribeDropped = std::function<std::string(std::size_t dropped)>;

  // `descriptor` must stay open for the life of this object. The thread blocks the signals that
  // the calling thread blocks.
  BackgroundWriter(int descriptor, DescribeDropped describe_dropped);
  // Writes what still waits, but gives up after limits::kLogFlushMax.
  ~BackgroundWriter();
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;

  // Adds a line with its end. Threads: any; it never waits for the descriptor.
  void add(std::string_view line);

 private:
  void work(const std::stop_token& stop);

  const int own_descriptor_;  // -1 if none could be opened
  const int descriptor_;
  const DescribeDropped describe_dropped_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::string waiting_;
  std::size_t dropped_ = 0;  // since the last line that said so
  Thread thread_;
};

}  // namespace flows::base
