#include "backends/python_parent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "backends/python_runner.h"
#include "support/environment.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"
#include "support/wait.h"

// What becomes of runs when Python, its folder or its processes fail.
namespace flows::backends {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The processes of Python that this one has started.
std::vector<pid_t> python_parents() {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    // "<pid> (<name>) <state> <parent> …"
    std::string line;
    std::getline(std::ifstream(entry.path() / "stat"), line);
    const std::size_t name_end = line.rfind(')');
    if (name_end == line.npos || line.find("(python") == line.npos) continue;
    if (std::atoi(line.c_str() + name_end + 4) != getpid() || line[name_end + 2] == 'Z') continue;
    found.push_back(std::atoi(line.c_str()));
  }
  return found;
}

class PythonParentTest : public ::testing::Test {
 protected:
  base::Result<Json> run(const std::string& code, const std::stop_token& stop = {}) {
    nodes::CodeCall call{{.node = "Code", .deadline = base::TimePoint::max(), .stop = stop}};
    call.code = code;
    return runner_.run(call);
  }

  // The folder of the process that was started last.
  fs::path folder() {
    for (const auto& entry : fs::directory_iterator(temporary_.path())) return entry.path();
    return {};
  }

  // How many runs of `long_run` are under way in the folders of all processes.
  std::size_t under_way() {
    std::size_t count = 0;
    std::error_code ignored;  // folders come and go
    for (fs::recursive_directory_iterator at(temporary_.path(), ignored), end; at != end;
         at.increment(ignored)) {
      if (at->path().filename() == "started") ++count;
    }
    return count;
  }

  // Says that it has started, and never ends by itself.
  base::Result<Json> long_run(const std::stop_token& stop) {
    return run("open('started', 'w').close()\nimport time\ntime.sleep(3600)", stop);
  }

  // Puts a program in the place of python3, which is given the same arguments.
  void replace_python(const std::string& shell_text) { python_.emplace(shell_text); }

  testing::TempDir temporary_;
  testing::TempDir programs_;
  testing::Variable tmpdir_{"TMPDIR", temporary_.path().string()};
  std::optional<testing::FakePython> python_;
  testing::FakeClock clock_;
  CallJournal calls_;
  PythonRunner runner_{clock_, calls_};
};

TEST_F(PythonParentTest, RunsWhoseProcessIsKilledAreTriedOnceMoreAndHurtNoOthers) {
  constexpr std::size_t kRuns = 8;
  std::stop_source stop;
  std::atomic<std::size_t> failed{0};
  std::vector<testing::TestThread> runs;
  for (std::size_t i = 0; i < kRuns; ++i) {
    runs.emplace_back("runs endless code", [&] {
      const auto result = long_run(stop.get_token());
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().code, ErrorCode::kDependencyFailed) << result.error().message;
      EXPECT_THAT(result.error().message, HasSubstr("Python ended"));
      ++failed;
    });
  }
  testing::wait_until([&] { return under_way() == kRuns; }, "the runs to be under way");
  const std::vector<pid_t> first = python_parents();
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(kill(first[0], SIGKILL), 0);
  // Others start while those that failed on the first process make their second try.
  for (int i = 0; i < 4; ++i) EXPECT_EQ(run("1 + 1").value(), 2);
  testing::wait_until([&] { return under_way() == kRuns && python_parents().size() == 1; },
                      "the second tries");
  const std::vector<pid_t> second = python_parents();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_NE(second[0], first[0]);
  EXPECT_EQ(run("2 + 2").value(), 4);
  EXPECT_EQ(failed, 0U);
  EXPECT_THAT(python_parents(), ElementsAre(second[0]));
  ASSERT_EQ(kill(second[0], SIGKILL), 0);
  testing::wait_until([&] { return failed == kRuns; }, "the end of all runs");
  stop.request_stop();
  runs.clear();
  EXPECT_EQ(run("3 + 3").value(), 6);
}

TEST_F(PythonParentTest, AProcessThatWasKilledBetweenRunsIsReplaced) {
  EXPECT_EQ(run("1").value(), 1);
  const std::vector<pid_t> first = python_parents();
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(kill(first[0], SIGKILL), 0);
  testing::wait_until([] { return python_parents().empty(); }, "the end of Python");
  EXPECT_EQ(run("2").value(), 2);
  const std::vector<pid_t> second = python_parents();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_NE(second[0], first[0]);
}

TEST_F(PythonParentTest, ARunWithoutAFolderFailsAloneUntilThereCanBeOne) {
  std::stop_source stop;
  testing::TestThread other("runs endless code", [&] { EXPECT_FALSE(long_run(stop.get_token())); });
  testing::wait_until([&] { return under_way() == 1; }, "the other run to be under way");
  const std::vector<pid_t> before = python_parents();
  fs::permissions(folder(), fs::perms::owner_read | fs::perms::owner_exec);
  // Those that were forked ahead still have theirs.
  base::Result<Json> result = Json();
  testing::wait_until([&] { return !(result = run("1")); }, "a run that fails");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kDependencyFailed);
  EXPECT_EQ(result.error().resource_name, "Python");
  EXPECT_THAT(result.error().message,
              HasSubstr("Python has no process for the code of Node Code: Permission denied: "));
  fs::permissions(folder(), fs::perms::owner_all);
  EXPECT_EQ(run("2").value(), 2);
  EXPECT_EQ(under_way(), 1U);
  EXPECT_EQ(python_parents(), before);
  stop.request_stop();
}

TEST_F(PythonParentTest, AFolderThatSomebodyRemovedIsMadeAgain) {
  EXPECT_EQ(run("1").value(), 1);
  const fs::path gone = folder();
  fs::rename(gone, programs_.file("gone"));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(run("2").value(), 2);
  EXPECT_TRUE(fs::exists(gone));
}

TEST_F(PythonParentTest, ARunForWhichNoProcessCanBeForkedFailsAloneUntilOneCan) {
  const fs::path full = programs_.file("full");
  replace_python(R"(exec python3 -I -S -B -c "
import os
really_fork = os.fork
def fork():
    if os.path.exists(')" +
                 full.string() + R"('):
        raise BlockingIOError(11, 'Resource temporarily unavailable')
    return really_fork()
os.fork = fork
$5" "$6" "$7"
)");
  std::stop_source stop;
  testing::TestThread other("runs endless code", [&] { EXPECT_FALSE(long_run(stop.get_token())); });
  testing::wait_until([&] { return under_way() == 1; }, "the other run to be under way");
  const std::vector<pid_t> before = python_parents();
  std::ofstream(full) << "yes";
  base::Result<Json> result = Json();
  testing::wait_until([&] { return !(result = run("1")); }, "a run that fails");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kDependencyFailed);
  EXPECT_EQ(result.error().message,
            "Python has no process for the code of Node Code: Resource temporarily unavailable");
  // As large as it may be: the request does not fit into what waits in a socket.
  EXPECT_THAT(run("#" + std::string(4 << 20, ' ')).error().message,
              HasSubstr("Resource temporarily unavailable"));
  fs::remove(full);
  EXPECT_EQ(run("2").value(), 2);
  EXPECT_EQ(under_way(), 1U);
  EXPECT_EQ(python_parents(), before);
  stop.request_stop();
}

TEST_F(PythonParentTest, ARunThatIsStoppedWaitsForNoStartAndHurtsNoOthers) {
  const fs::path starts = programs_.file("starts"), go = programs_.file("go");
  replace_python("echo >>'" + starts.string() + "'\nwhile [ ! -e '" + go.string() +
                 "' ]; do sleep 0.01; done\nexec python3 \"$@\"\n");
  std::error_code none;
  const auto count = [&] { return fs::exists(starts) ? fs::file_size(starts, none) : 0; };
  std::stop_source stop;
  const testing::TestThread stopper("stops the run", [&] {
    testing::wait_until([&] { return count() == 1; }, "the start of Python");
    stop.request_stop();
  });
  const auto result = long_run(stop.get_token());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "The code of Node Code could not begin in time.");
  std::ofstream(go) << "yes";
  // By the last of these, the child of the run that was stopped has long been forked.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(run("2").value(), 2);
  EXPECT_EQ(count(), 1U) << "the process that was late serves the next run";
  EXPECT_EQ(under_way(), 0U) << "the code of the run that was stopped never began";
}

TEST_F(PythonParentTest, AProcessThatHangsIsReplacedHoweverShortTheRuns) {
  PythonRunner runner(clock_, calls_, std::chrono::seconds(1));
  nodes::CodeCall call{{.node = "Code", .deadline = base::TimePoint::max()}};
  call.code = "1";
  EXPECT_EQ(runner.run(call).value(), 1);
  const std::vector<pid_t> hung = python_parents();
  ASSERT_EQ(hung.size(), 1U);
  ASSERT_EQ(kill(hung[0], SIGSTOP), 0);
  // None of these runs waits long enough to find out that nobody answers.
  const auto is_replaced = [&] {
    nodes::CodeCall short_call = call;
    short_call.deadline = clock_.now();
    static_cast<void>(runner.run(short_call));
    const std::vector<pid_t> parents = python_parents();
    return std::ranges::find(parents, hung[0]) == parents.end();
  };
  testing::wait_until(is_replaced, "another process");
  EXPECT_EQ(runner.run(call).value(), 1);
}

TEST_F(PythonParentTest, AHelloOfAnOddShapeIsThatRunsFailure) {
  for (const std::string& hello : std::vector<std::string>{
           "null", "[]", "5", "{}", "no JSON", R"({"pid":null})", R"({"pid":"7"})",
           R"({"pid":-1,"missing":[]})", R"({"pid":0})", R"({"pid":1e300})",
           R"({"pid":18446744073709551615,"missing":[]})", R"({"refused":5})"}) {
    replace_python(R"(exec python3 -I -S -B -c "
import socket, struct
control = socket.socket(fileno=3)
text = bytes.fromhex(')" +
                   [&] {
                     std::string hex;
                     for (const char c : hello) {
                       hex += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
                       hex += "0123456789abcdef"[static_cast<unsigned char>(c) & 0xF];
                     }
                     return hex;
                   }() +
                   R"(')
while True:
    message, files, _, _ = socket.recv_fds(control, 5, 1)
    if not message: break
    for file in files:
        with socket.socket(fileno=file) as run:
            run.sendall(struct.pack('>I', len(text)) + text)
            run.recv(65536)
"
)");
    PythonRunner runner(clock_, calls_);
    nodes::CodeCall call{{.node = "Code", .deadline = base::TimePoint::max()}};
    const auto result = runner.run(call);
    python_.reset();
    ASSERT_FALSE(result) << hello;
    EXPECT_EQ(result.error().code, ErrorCode::kDependencyFailed) << hello;
  }
}

TEST_F(PythonParentTest, AResultOfAnOddShapeIsThatRunsFailure) {
  for (const char* text : {"null", "[]", "5", "{}", R"({"error":5,"line":-1})",
                           R"({"error":null,"line":1e300})", R"({"line":"x"})"}) {
    const auto result =
        run("import os, struct\ntext = b'" + std::string(text) +
            "'\nos.write(3, struct.pack('>I', len(text)) + text)\nwhile True: pass");
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().code, ErrorCode::kValidation) << text;
    EXPECT_EQ(result.error().message,
              "Code execution failed due to runtime failure. Node Code: no result")
        << text;
  }
  EXPECT_EQ(run("2").value(), 2);
}

TEST_F(PythonParentTest, WithoutAFolderForTemporaryFilesARunFails) {
  const testing::Variable nowhere("TMPDIR", temporary_.file("nowhere").string());
  const auto result = run("1");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kDependencyFailed);
  EXPECT_THAT(result.error().message, HasSubstr("No folder for InlineCode nodes could be made"));
}

}  // namespace
}  // namespace flows::backends
