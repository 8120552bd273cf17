#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

// The computer that measures: its clocks, its CPUs and what else runs on them.
namespace flows::bench {

// Of a clock that only goes forward.
double now_seconds();

// Sleeps.
void pause(double seconds);

// Of this computer, YYYY-MM-DD.
std::string today();

// CPU time that a process has taken so far, all of its threads together. Throws Failure if it has
// ended.
double cpu_seconds(pid_t process);

// CPU time that the calling thread has taken so far.
double thread_cpu_seconds();

// Bytes of memory that a process has in use now. Throws Failure if it has ended.
std::size_t resident_bytes(pid_t process);

// Replaces what the file holds. Throws Failure.
void write_file(const std::filesystem::path& file, std::string_view text);

// Where the two ends of a connection run. They are the same where we may use one CPU only.
struct Cpus {
  int server = 0;
  int load = 0;
};

// The first and the last of the CPUs that this process may use.
Cpus choose_cpus();

// Moves the calling thread, and what it starts from now on, to one CPU. Throws Failure.
void pin_thread(int cpu);

// How much CPU time processes that are not ours took while it lives. Of ours it sees this one and
// the children that were waited for, so read it when the servers have ended.
class NoiseMeter {
 public:
  NoiseMeter();

  // In CPUs: 0.5 is half of one CPU all the time.
  double cpus_of_others() const;

 private:
  double since_;
  double busy_;
  double own_;
};

}  // namespace flows::bench
