#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

// SQLite with nothing around it: how fast this computer can keep and list executions at best.
namespace flows::bench {

// One database file with a table of executions, the covering index of their list, and a table of
// events. Everything throws Failure.
class BareStore {
 public:
  explicit BareStore(const std::filesystem::path& file);
  ~BareStore();
  BareStore(const BareStore&) = delete;
  BareStore& operator=(const BareStore&) = delete;

  // Executions written per second, each with its row, six events and a final update, 512 of them in
  // a commit.
  double write(double seconds);

  // Adds so many executions without events.
  void fill(int executions);

  // Pages of 100 read per second of CPU time, from the newest execution on, each column of each.
  double list(double seconds);

 private:
  void run(const char* sql);
  sqlite3_stmt* prepare(std::string_view sql);
  void begin_execution(std::int64_t number);

  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* insert_events_ = nullptr;
  sqlite3_stmt* end_ = nullptr;
  sqlite3_stmt* page_ = nullptr;
  std::int64_t next_ = 1;
};

// Calls `work` on a thread of its own on that CPU and returns what it gives; the thread that makes
// the load stays where it is.
double measured_on(int cpu, const std::function<double()>& work);

}  // namespace flows::bench
