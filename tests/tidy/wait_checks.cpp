// Tests that fail rather than hang: the waits that have no bound, each with the one of
// tests/support/wait.h, or of tests/sdk/waits.py, that has.
#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "tidy/checks.h"

namespace flows::tidy {
namespace {

struct UnboundedWait {
  std::string_view word;
  std::string_view advice;
};

constexpr std::string_view kThread = "testing::TestThread";
constexpr std::string_view kSignal = "testing::Signal";
constexpr std::string_view kAwait = "testing::await, with what is waited for";

constexpr std::array kUnboundedWaits{
    UnboundedWait{"std::thread", kThread},
    UnboundedWait{"std::jthread", kThread},
    UnboundedWait{"std::async", kThread},
    UnboundedWait{"std::latch", kSignal},
    UnboundedWait{"std::barrier", kSignal},
    UnboundedWait{"std::condition_variable", kSignal},
    UnboundedWait{"std::condition_variable_any", kSignal},
    UnboundedWait{".get_future().get()", kAwait},
    UnboundedWait{".wait()", kAwait},
    UnboundedWait{".acquire()", kAwait},
};

constexpr std::array kUnboundedPythonWaits{
    UnboundedWait{"subprocess.run(", "waits.run"},
    UnboundedWait{"subprocess.call(", "waits.run"},
    UnboundedWait{"subprocess.check_output(", "waits.run"},
    UnboundedWait{"socket.socket(", "waits.connect"},
    UnboundedWait{"socket.create_connection(", "waits.connect"},
    UnboundedWait{"HTTPConnection(", "waits.http_connection"},
    UnboundedWait{"stdout.readline(", "waits.first_line"},
    UnboundedWait{"time.sleep(", "waits.until"},
    UnboundedWait{".join()", "waits.join"},
    UnboundedWait{".wait()", "waits.wait_for_exit, or wait with waits.WAIT_MAX"},
    UnboundedWait{".communicate()", "communicate with waits.WAIT_MAX"},
    UnboundedWait{".select()", "select with waits.WAIT_MAX"},
};

void find_waits(std::span<const UnboundedWait> waits, const std::string& file,
                const std::vector<std::string>& lines, std::vector<Violation>& violations) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const UnboundedWait& wait : waits) {
      if (!holds_word(lines[i], wait.word)) continue;
      violations.push_back(
          {file, i + 1,
           std::string(wait.word) + " may wait for ever: use " + std::string(wait.advice)});
    }
  }
}

// A loop that yields until something is so. The loop may begin in the line before.
void find_yields(const SourceFile& file, std::vector<Violation>& violations) {
  const auto holds = [&](std::size_t line, std::string_view text) {
    return file.code[line].find(text) != std::string::npos;
  };
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    if (!holds(i, "this_thread::yield")) continue;
    if (!holds(i, "while (") && (i == 0 || !holds(i - 1, "while ("))) continue;
    violations.push_back({file.path, i + 1,
                          "a loop that yields may do so for ever: use testing::wait_until, with "
                          "what is waited for"});
  }
}

// The benchmark is a program of its own, and the helpers are where waits are made.
bool is_test(std::string_view path) {
  return part(path, 0) == "tests" && part(path, 1) != "support" && part(path, 1) != "bench";
}

}  // namespace

std::vector<Violation> check_waits(const SourceTree& tree) {
  std::vector<Violation> violations;
  for (const SourceFile& file : tree.files) {
    if (!is_test(file.path)) continue;
    find_waits(kUnboundedWaits, file.path, file.code, violations);
    find_yields(file, violations);
  }
  for (const std::string& path : list_files(tree.root, "tests/sdk")) {
    if (!path.ends_with(".py") || path == "tests/sdk/waits.py") continue;
    find_waits(kUnboundedPythonWaits, path, read_lines(tree.root / path), violations);
  }
  return violations;
}

}  // namespace flows::tidy
