#include "backends/python_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/limits.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"
#include "support/wait.h"

namespace flows::backends {
namespace {

using base::ErrorCode;
using base::Json;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PythonRunnerTest : public ::testing::Test {
 protected:
  base::Result<Json> run(std::string code,
                         std::vector<std::pair<std::string, Json>> variables = {}) {
    return run_until(std::move(code), std::move(variables), {});
  }

  base::Result<Json> run_until(std::string code,
                               std::vector<std::pair<std::string, Json>> variables,
                               std::stop_token stop) {
    nodes::CodeCall call{{.node = "Code", .deadline = base::TimePoint::max(), .stop = stop}};
    call.code = std::move(code);
    call.variables = std::move(variables);
    return runner_.run(call);
  }

  std::string error(std::string code) {
    const auto result = run(std::move(code));
    if (result) return "no error: " + base::to_text(*result);
    EXPECT_EQ(result.error().code, ErrorCode::kValidation);
    return result.error().message;
  }

  // What an attack must leave as it was: the next run works.
  void expect_next_run_works() { EXPECT_EQ(run("1 + 1").value(), 2); }

  testing::FakeClock clock_;
  CallJournal calls_;
  PythonRunner runner_{clock_, calls_};
};

TEST_F(PythonRunnerTest, TheLastExpressionIsTheResult) {
  EXPECT_EQ(run("text.upper()", {{"text", "abc"}}).value(), "ABC");
  EXPECT_EQ(run("total = a + b\ntotal", {{"a", 1}, {"b", 2}}).value(), 3);
  EXPECT_EQ(
      run("import math\n\ndef area(r):\n  return math.floor(math.pi * r * r)\n\narea(2)  # yes")
          .value(),
      12);
  EXPECT_EQ(run("'''a\nb'''").value(), "a\nb");
}

TEST_F(PythonRunnerTest, CodeThatGivesNothingIsAnError) {
  for (const char* code : {"", "x = 1", "# nothing", "x = 1\nif x: x", "print('lost')", "None",
                           "def f():\n  return 1", "def f(): pass\nf()"}) {
    EXPECT_EQ(error(code), "No function output is captured") << code;
  }
}

TEST_F(PythonRunnerTest, EveryTypeOfJsonGoesInAndComesOut) {
  const Json value = {{"text", "ü\u20ac\U0001F600\n\""},
                      {"int", -7},
                      {"big", 9007199254740993},
                      {"float", 1.5},
                      {"yes", true},
                      {"none", nullptr},
                      {"list", {1, "a", {}}},
                      {"empty", Json::object()}};
  EXPECT_EQ(run("value", {{"value", value}}).value(), value);
  EXPECT_EQ(run("[type(v).__name__ for v in value.values()]", {{"value", value}}).value(),
            Json({"str", "int", "int", "float", "bool", "NoneType", "list", "dict"}));
  EXPECT_EQ(base::to_text(run("(1, (2, 3), {'a': ()}, True, 2.0)").value()),
            R"([1,[2,3],{"a":[]},true,2.0])");
}

TEST_F(PythonRunnerTest, WhatIsNoJsonIsAnError) {
  EXPECT_THAT(error("{1, 2}"), HasSubstr("the result holds a value of type set"));
  EXPECT_THAT(error("{1: 2}"), HasSubstr("has the key 1, and keys of JSON are texts"));
  EXPECT_THAT(error("[float('nan')]"), HasSubstr("the result holds nan"));
  EXPECT_THAT(error("object()"), HasSubstr("of type object"));
  EXPECT_THAT(error("a = []\na.append(a)\na"), HasSubstr("RecursionError"));
}

TEST_F(PythonRunnerTest, AFailureHasPythonsMessageAndTheLine) {
  EXPECT_EQ(error("x = 1\ny = x / 0\ny"),
            "Code execution failed due to runtime failure. Node Code, line 2: ZeroDivisionError: "
            "division by zero");
  EXPECT_EQ(error("x = 1\nx +"),
            "Code execution failed due to runtime failure. Node Code, line 2: SyntaxError: invalid "
            "syntax");
  EXPECT_EQ(error("def f():\n  raise KeyError\n\nf()"),
            "Code execution failed due to runtime failure. Node Code, line 2: KeyError");
  EXPECT_EQ(error("unknown"),
            "Code execution failed due to runtime failure. Node Code, line 1: NameError: name "
            "'unknown' is not defined");
  EXPECT_EQ(error("class E(Exception):\n  def __str__(self): raise RuntimeError('z')\nraise E()"),
            "Code execution failed due to runtime failure. Node Code, line 3: E");
  EXPECT_EQ(error("class E(Exception):\n  def __str__(self): return 5\nraise E()"),
            "Code execution failed due to runtime failure. Node Code, line 3: E");
  EXPECT_EQ(error("raise ValueError('\\ud800')"),
            "Code execution failed due to runtime failure. Node Code, line 1: ValueError: ?");
  EXPECT_THAT(error("'\\ud800'"), HasSubstr("surrogates not allowed"));
  EXPECT_THAT(error("{'\\ud800': 1}"), HasSubstr("surrogates not allowed"));
  EXPECT_THAT(error("raise type('X' * 5000, (Exception,), {})('m')"),
              HasSubstr("line 1: " + std::string(200, 'X') + ": m"));
  EXPECT_THAT(error("raise SystemExit('over')"), HasSubstr("Node Code, line 1: SystemExit: over"));
  EXPECT_THAT(error("class E(BaseException): pass\nraise E('x')"),
              HasSubstr("Node Code, line 2: E: x"));
}

TEST_F(PythonRunnerTest, NothingOfARunIsLeftForTheNext) {
  EXPECT_EQ(run("import json, os, sys\njson.leak = sys.leak = 1\nos.environ['LEAK'] = '1'\n"
                "open('leak', 'w').write('1')\nglobals()['leak'] = 1\n'left'")
                .value(),
            "left");
  EXPECT_EQ(run("import json, os, sys\n[hasattr(json, 'leak'), hasattr(sys, 'leak'), "
                "'LEAK' in os.environ, os.listdir('.'), 'leak' in globals()]")
                .value(),
            Json({false, false, false, Json::array(), false}));
}

TEST_F(PythonRunnerTest, ItsFolderIsPrivateAndGoesWithTheRun) {
  const Json result = run("import os, tempfile\nwith tempfile.NamedTemporaryFile('w+') as f:\n"
                          "  f.write('x'); f.flush()\n  size = os.path.getsize(f.name)\n"
                          "[os.getcwd(), size]")
                          .value();
  EXPECT_EQ(result[1], 1);
  const auto folder = std::filesystem::path(result[0].get<std::string>());
  // The parent removes it after it has seen the child end, and the next results do not wait for
  // that.
  testing::wait_until([&] { return !std::filesystem::exists(folder); }, "the folder to go");
  EXPECT_THAT(error("import os\nos.listdir(os.path.dirname(os.getcwd()))"),
              HasSubstr("PermissionError"));
}

TEST_F(PythonRunnerTest, TheEnvironmentHoldsNothingOfOurs) {
  ::setenv("FLOWS_TEST_SECRET", "secret", 1);
  EXPECT_EQ(run("import os\nsorted(os.environ)").value(), Json({"HOME", "LANG", "PATH", "TMPDIR"}));
  ::unsetenv("FLOWS_TEST_SECRET");
}

TEST_F(PythonRunnerTest, AttackOnTheNetwork) {
  EXPECT_THAT(error("import socket\nsocket.create_connection(('127.0.0.1', 80))"),
              HasSubstr("PermissionError"));
  EXPECT_THAT(error("import socket\nsocket.socket(socket.AF_UNIX)"), HasSubstr("PermissionError"));
  expect_next_run_works();
}

TEST_F(PythonRunnerTest, AttackOnFilesOfOthers) {
  const testing::TempDir folder;
  const auto secret = folder.file("state.db");
  std::ofstream(secret) << "secret";
  for (const std::string& path : {std::string("/etc/shadow"), std::string("/etc/passwd"),
                                  secret.string(), std::string("/proc/self/environ")}) {
    EXPECT_THAT(error("open('" + path + "').read()"), HasSubstr("PermissionError")) << path;
    EXPECT_THAT(error("open('" + path + "', 'w')"), HasSubstr("PermissionError")) << path;
  }
  const std::string file = "'" + secret.string() + "'";
  for (const std::string& code : std::vector<std::string>{
           "os.truncate(" + file + ", 0)", "os.chmod(" + file + ", 0o777)",
           "os.remove(" + file + ")", "os.rename(" + file + ", 'mine')",
           "os.link(" + file + ", 'mine')", "os.chown(" + file + ", 1, 1)",
           "os.utime(" + file + ")", "os.mkdir('" + folder.path().string() + "/new')",
           "os.listdir('/root')", "os.listdir('/proc')"}) {
    // A hard link across file systems fails for another reason before that one.
    EXPECT_THAT(error("import os\n" + code),
                ::testing::AnyOf(HasSubstr("PermissionError"), HasSubstr("cross-device")))
        << code;
  }
  std::string content;
  std::ifstream(secret) >> content;
  EXPECT_EQ(content, "secret");
  expect_next_run_works();
}

TEST_F(PythonRunnerTest, AttackOnOtherProcesses) {
  for (const char* code : {"import os\nos.fork()", "import os\nos.kill(os.getppid(), 9)",
                           "import os\nos.execv('/usr/bin/true', ['true'])",
                           "import subprocess\nsubprocess.run(['true'])"}) {
    EXPECT_THAT(error(code), HasSubstr("PermissionError")) << code;
  }
  EXPECT_THAT(error("import threading\nthreading.Thread(target=print).start()"),
              HasSubstr("RuntimeError"));
  expect_next_run_works();
}

TEST_F(PythonRunnerTest, AttackOnItsWalls) {
  // EPERM for the calls that make and add rules for files.
  EXPECT_EQ(run("import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
                "[(libc.syscall(n, 0, 0, 0, 0), ctypes.get_errno()) for n in (444, 445, 446)]")
                .value(),
            Json({{-1, 1}, {-1, 1}, {-1, 1}}));
  EXPECT_EQ(run("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n1").value(), 1);
  EXPECT_THAT(error("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (3600, 3600))"),
              HasSubstr("not allowed to raise maximum limit"));
}

TEST_F(PythonRunnerTest, NoFileOfTheParentIsOpen) {
  EXPECT_EQ(run("import os\ndef is_open(n):\n  try: os.fstat(n)\n  except OSError: return False\n"
                "  return True\n[n for n in range(4, 1024) if is_open(n)]")
                .value(),
            Json::array());
}

TEST_F(PythonRunnerTest, AttackByAForkBomb) {
  EXPECT_THAT(error("import os\nwhile True: os.fork()"), HasSubstr("PermissionError"));
  expect_next_run_works();
}

TEST_F(PythonRunnerTest, AttackByAMemoryBomb) {
  // The interpreter itself takes some of it.
  const std::string all = std::to_string(base::limits::kCodeMemoryBytesMax);
  EXPECT_EQ(run("len(bytearray(" + all + " * 3 // 4))").value(),
            base::limits::kCodeMemoryBytesMax * 3 / 4);
  EXPECT_THAT(error("bytearray(" + all + ")"), HasSubstr("MemoryError"));
  EXPECT_THAT(error("x = []\nwhile True: x.append('a' * 1000000)"), HasSubstr("MemoryError"));
  expect_next_run_works();
}

TEST_F(PythonRunnerTest, AttackByMuchOutput) {
  EXPECT_EQ(run("import sys\nfor _ in range(1024): sys.stdout.write('x' * (1 << 20))\n1").value(),
            1);
  EXPECT_THAT(error("'x' * (1 << 25)"), HasSubstr("takes more than 16777216 bytes"));
  EXPECT_THAT(error("f = open('big', 'wb')\nwhile True: f.write(b'x' * (1 << 20))"),
              ::testing::AnyOf(HasSubstr("OSError"), HasSubstr("ended its process")));
  expect_next_run_works();
}

TEST_F(PythonRunnerTest, AFileHasALimit) {
  const auto write_up_to = [&](std::size_t bytes) {
    return run("with open('big', 'wb') as f:\n  f.seek(" + std::to_string(bytes - 1) +
               ")\n  f.write(b'x')\nimport os\nos.path.getsize('big')");
  };
  EXPECT_EQ(write_up_to(base::limits::kCodeFileBytesMax).value(), base::limits::kCodeFileBytesMax);
  const auto refused = write_up_to(base::limits::kCodeFileBytesMax + 1);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("OSError"));
}

TEST_F(PythonRunnerTest, AttackOnItsOwnPipe) {
  EXPECT_THAT(error("import os\nos.closerange(0, 1000)\n1"), HasSubstr("ended its process"));
  EXPECT_THAT(error("import os\nos._exit(0)"), HasSubstr("ended its process"));
  EXPECT_THAT(error("import os\nfor n in range(3, 64):\n  try: os.write(n, b'\\xff' * 100)\n"
                    "  except OSError: pass\n1"),
              HasSubstr("takes more than"));
  EXPECT_THAT(error("import os\nfor n in range(3, 64):\n"
                    "  try: os.write(n, b'\\0\\0\\0\\3abc')\n  except OSError: pass\n1"),
              HasSubstr("The result is not valid JSON"));
  expect_next_run_works();
}

TEST_F(PythonRunnerTest, AnEndlessLoopEndsWhenTheRunIsStopped) {
  std::stop_source stop;
  const testing::TestThread stopper("stops the run", [&] { stop.request_stop(); });
  const auto result = run_until("while True: pass", {}, stop.get_token());
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("in time"));
  expect_next_run_works();
}

TEST_F(PythonRunnerTest, AnEndlessLoopEndsWithTheTimeOfTheEmulator) {
  testing::Signal over;
  const testing::TestThread mover("moves the clock", [&] {
    const auto advance = [&] {
      clock_.advance(base::limits::kCodeTimeout);
      return over.is_raised();
    };
    testing::wait_until(advance, "the end of the run");
  });
  EXPECT_THAT(error("while True: pass"), HasSubstr("did not end in time"));
  over.raise();
}

TEST_F(PythonRunnerTest, OnlySoManyRunAtOnce) {
  std::stop_source stop;
  std::vector<testing::TestThread> running;
  const auto run_for_long = [&] {
    while (!stop.stop_requested()) {
      EXPECT_FALSE(run_until("while True: pass", {}, stop.get_token()));
    }
  };
  for (std::size_t i = 0; i < base::limits::kConcurrentCodeRunsMax; ++i)
    running.emplace_back("runs endless code", run_for_long);
  // Until all of them have their places this one has one, too.
  base::Result<Json> result = Json();
  const auto is_refused = [&] { return !(result = run("1")); };
  testing::wait_until(is_refused, "a run that finds no place");
  EXPECT_EQ(result.error().code, ErrorCode::kThrottling);
  stop.request_stop();
  running.clear();
  expect_next_run_works();
}

TEST_F(PythonRunnerTest, TooLargeARequestIsRefused) {
  EXPECT_THAT(error(std::string(base::limits::kCodeRequestBytesMax, '#')),
              HasSubstr("take more than"));
}

TEST_F(PythonRunnerTest, RunsAtTheSameTimeDoNotMix) {
  std::vector<testing::TestThread> running;
  for (int i = 0; i < 8; ++i) {
    running.emplace_back("runs code", [this, i] {
      for (int k = 0; k < 10; ++k)
        EXPECT_EQ(run("n * 2", {{"n", i * 100 + k}}).value(), 2 * (i * 100 + k));
    });
  }
}

TEST(NoCodeTest, SaysWhichFlagRefusesIt) {
  nodes::CodeCall call{{.node = "Code", .deadline = base::TimePoint::max()}};
  EXPECT_THAT(NoCode().run(call).error().message, HasSubstr("--no-inline-code"));
}

}  // namespace
}  // namespace flows::backends
