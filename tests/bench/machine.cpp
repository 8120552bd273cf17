#include "bench/machine.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <fstream>
#include <string>
#include <system_error>

#include "base/clock.h"
#include "bench/failure.h"

namespace flows::bench {
namespace {

double read_clock(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) fail_errno("reading a clock");
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// CPU time that the computer has spent on anything, and that its host has taken from it.
double busy_seconds() {
  std::ifstream file("/proc/stat");
  std::string label;
  double user = 0, nice = 0, system = 0, idle = 0, io_wait = 0, irq = 0, soft_irq = 0, stolen = 0;
  file >> label >> user >> nice >> system >> idle >> io_wait >> irq >> soft_irq >> stolen;
  if (!file || label != "cpu") throw Failure("/proc/stat does not start with a line of CPU times");
  const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  return (user + nice + system + irq + soft_irq + stolen) / ticks_per_second;
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double own_seconds() {
  double sum = 0;
  for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    if (getrusage(who, &usage) != 0) fail_errno("reading our own CPU time");
    sum += seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  }
  return sum;
}

}  // namespace

void fail_errno(const std::string& what) {
  throw Failure(what + ": " + std::generic_category().message(errno));
}

double now_seconds() { return read_clock(CLOCK_MONOTONIC); }

void pause(double seconds) {
  base::SystemClock clock;
  const auto duration = std::chrono::duration<double>(seconds);
  clock.sleep_until(clock.now() + std::chrono::duration_cast<std::chrono::nanoseconds>(duration),
                    {});
}

std::string today() {
  const std::chrono::year_month_day day(
      std::chrono::floor<std::chrono::days>(base::SystemClock().now()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

double cpu_seconds(pid_t process) {
  clockid_t clock{};
  if (clock_getcpuclockid(process, &clock) != 0) {
    throw Failure("a server ended while it was measured");
  }
  return read_clock(clock);
}

double thread_cpu_seconds() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

std::size_t resident_bytes(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::size_t size = 0, resident = 0;
  file >> size >> resident;
  if (!file) throw Failure("a server ended while it was measured");
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

void write_file(const std::filesystem::path& file, std::string_view text) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) throw Failure("cannot write " + file.string());
}

Cpus choose_cpus() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) fail_errno("asking for our CPUs");
  Cpus cpus{-1, -1};
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    if (cpus.server < 0) cpus.server = cpu;
    cpus.load = cpu;
  }
  return cpus;
}

void pin_thread(int cpu) {
  cpu_set_t only;
  CPU_ZERO(&only);
  CPU_SET(cpu, &only);
  if (sched_setaffinity(0, sizeof only, &only) != 0) fail_errno("moving to one CPU");
}

NoiseMeter::NoiseMeter() : since_(now_seconds()), busy_(busy_seconds()), own_(own_seconds()) {}

double NoiseMeter::cpus_of_others() const {
  const double others = (busy_seconds() - busy_) - (own_seconds() - own_);
  // The two are counted in different grains: a little below nothing is nothing.
  return std::max(0.0, others / (now_seconds() - since_));
}

}  // namespace flows::bench
