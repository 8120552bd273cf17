#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <iostream>
#include <optional>
#include <utility>

#include "app/doctor.h"
#include "app/options.h"
#include "app/validate_command.h"
#include "base/log.h"
#include "flows/emulator.h"
#include "flows/version.h"

// jemalloc reads its options from this string. There are two arenas, because memory that one of a
// thousand waiting threads has freed is of no use to the others while every few threads have an
// arena of their own.
// The name is jemalloc's. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" const char* const malloc_conf =
    "narenas:2,tcache_max:512,tcache_nslots_small_max:16,dirty_decay_ms:500,muzzy_decay_ms:0";

namespace {

bool is_ignored(int number) {
  struct sigaction now {};
  return sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

// Blocks the signals that end the program, in this thread and in all threads that it starts, so
// that one sigwait receives them. SIGHUP, which the end of a terminal sends, is one of them unless
// nohup has the program ignore it.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  if (!is_ignored(SIGHUP)) sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// Signals that mean nothing to this program would end it without order. They get a handler, because
// the programs that it starts would go on ignoring what it ignores.
void pass_over_other_signals() {
  signal(SIGPIPE, SIG_IGN);
  struct sigaction nothing {};
  nothing.sa_handler = [](int) {};
  nothing.sa_flags = SA_RESTART;
  for (const int number : {SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPWR}) {
    sigaction(number, &nothing, nullptr);
  }
}

// Opens the standard streams that are closed. Otherwise the next file or socket would have the
// number of standard error, and the log would be written into it.
void open_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) < 0) open("/dev/null", O_RDWR);  // takes the lowest free number
  }
}

// Shells allow programs 1,024 open files unless a program asks for more; each connection is one.
void raise_file_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &files) == 0) return;
  flows::base::log(flows::base::LogLevel::kWarn, "the limit of open files cannot be raised");
}

int serve(const flows::Options& options) {
  raise_file_limit();
  const sigset_t signals = block_stop_signals();
  pass_over_other_signals();
  std::optional<flows::base::BackgroundLog> log(std::in_place);
  flows::Emulator emulator(options);
  if (const auto failure = emulator.start()) {
    log.reset();  // what was logged before is written before
    std::cerr << "bedrock-flows-local: " << *failure << '\n';
    return 1;
  }
  // Scripts and tests wait for this line.
  const bool is_v6 = options.host.find(':') != std::string::npos;
  std::cout << "bedrock-flows-local " << flows::version() << " listening on http://"
            << (is_v6 ? "[" + options.host + "]" : options.host) << ':' << emulator.port()
            << std::endl;
  int received = 0;
  sigwait(&signals, &received);
  // A second signal ends the program at once, also while something holds up its end.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  emulator.stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_streams();
  int exit_code = 0;
  const auto line = flows::app::read_command_line(argc, argv, exit_code);
  if (!line) return exit_code;
  flows::base::configure_log(line->log_level, line->log_format);
  switch (line->command) {
    case flows::app::Command::kServe: return serve(line->options);
    case flows::app::Command::kValidate: return flows::app::validate(line->validate);
    case flows::app::Command::kRun: return flows::app::run_flow(line->run);
    case flows::app::Command::kDoctor:
      return flows::app::run_doctor(flows::net::settings_of_process(), flows::app::doctor_tools(),
                                    line->doctor_scope, std::cout);
    case flows::app::Command::kHelp: break;  // the options parser has printed it
    case flows::app::Command::kVersion: std::cout << flows::version() << '\n'; return 0;
  }
  return 0;
}
