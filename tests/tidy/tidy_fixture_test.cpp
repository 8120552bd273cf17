// Every rule is broken on purpose in a small tree, and found: exactly that, at exactly that place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "tidy/checks.h"
#include "tidy/fixture_tree.h"

namespace flows::tidy {
namespace {

using testing::HasSubstr;

struct Breach {
  const char* name;
  std::string file;
  std::string text;
  std::size_t line;
  const char* message;  // a part of it
};

void PrintTo(const Breach& breach, std::ostream* out) { *out << breach.name; }

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "  ++x;\n";
  return text;
}

class Tidy : public testing::TestWithParam<Breach> {};

TEST_P(Tidy, FindsTheBreachAndNothingElse) {
  const FixtureTree tree;
  tree.write(GetParam().file, GetParam().text);
  const std::vector<Violation> violations = tree.violations();
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].file, GetParam().file);
  EXPECT_EQ(violations[0].line, GetParam().line);
  EXPECT_THAT(violations[0].message, HasSubstr(GetParam().message));
}

std::string breach_name(const testing::TestParamInfo<Breach>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Layers, Tidy,
    testing::Values(
        Breach{"LookingUp", "src/store/thing.h", "#pragma once\n#include \"http/thing.h\"\n", 2,
               "store (floor 2) must not look up to http (floor 6)"},
        Breach{"SameFloor", "src/model/thing.h", "#include \"wire/thing.h\"\n", 1,
               "rooms of one floor are strangers"},
        Breach{"UnknownRoom", "src/app/thing.h", "#include \"util/thing.h\"\n", 1,
               "in no room of src"},
        Breach{"NoRoom", "src/app/thing.h", "#include \"thing.h\"\n", 1, "as in \"app/thing.h\""},
        Breach{"FileWithoutRoom", "src/thing.h", "int x;\n", 0, "this file is in no room"},
        Breach{"TestsFromSource", "src/app/thing.h", "#include \"support/port.h\"\n", 1,
               "in no room of src"},
        Breach{"RoomInFrontDoor", "include/flows/version.h", "#include \"base/thing.h\"\n", 1,
               "in the front door"},
        Breach{"LibraryInFrontDoor", "include/flows/version.h", "#include <fmt/format.h>\n", 1,
               "in the front door"},
        Breach{"RoomFromOutsideTest", "tests/e2e/helper.h", "#include \"base/thing.h\"\n", 1,
               "tests from outside"},
        Breach{"RoomFromOutsideTestThroughSupport", "tests/e2e/helper.h",
               "#include \"support/fake.h\"\n", 1, "tests from outside"},
        Breach{"UnknownRoomFromTest", "tests/app/helper.h", "#include \"util/thing.h\"\n", 1,
               "no room of src or folder of tests"}),
    breach_name);

INSTANTIATE_TEST_SUITE_P(
    Libraries, Tidy,
    testing::Values(
        Breach{"Boost", "src/wire/thing.h", "#include <boost/asio/post.hpp>\n", 1,
               "stays in http net"},
        Breach{"Sqlite", "src/app/thing.h", "#include <sqlite3.h>\n", 1, "stays in store"},
        Breach{"Json", "src/model/thing.h", "#include <nlohmann/json.hpp>\n", 1, "stays in base"},
        Breach{"Re2", "src/wire/thing.h", "#include <re2/re2.h>\n", 1, "stays in base"},
        Breach{"Log", "src/http/thing.h", "#include <spdlog/spdlog.h>\n", 1, "stays in base"},
        Breach{"Zlib", "src/http/thing.h", "#include <zlib.h>\n", 1, "stays in wire"},
        Breach{"OpenSsl", "src/app/thing.h", "#include <openssl/ssl.h>\n", 1, " base "},
        Breach{"Cli", "src/http/thing.h", "#include <CLI/CLI.hpp>\n", 1, "stays in app"},
        Breach{"Yaml", "src/app/thing.h", "#include <yaml-cpp/yaml.h>\n", 1, "stays in offline"},
        Breach{"TestLibrary", "src/app/thing.h", "#include <gtest/gtest.h>\n", 1, "in tests"},
        Breach{"UnknownLibrary", "src/app/thing.h", "#include <absl/strings/str_cat.h>\n", 1,
               "no library that"},
        Breach{"LibraryOfAnotherRoomInATest", "tests/app/helper.h", "#include <sqlite3.h>\n", 1,
               "stays in store"}),
    breach_name);

INSTANTIATE_TEST_SUITE_P(
    Words, Tidy,
    testing::Values(
        Breach{"Clock", "src/app/thing.h", "\nauto t = std::chrono::steady_clock::now();\n", 2,
               "base::Clock"},
        Breach{"CTime", "src/app/thing.h", "auto t = time(nullptr);\n", 1, "base::Clock"},
        Breach{"Random", "src/app/thing.h", "std::random_device device;\n", 1, "IdGenerator"},
        Breach{"CRandom", "src/app/thing.h", "int x = rand();\n", 1, "IdGenerator"},
        Breach{"Sleep", "tests/app/helper.h", "void f() { std::this_thread::sleep_for(x); }\n", 1,
               "wait for the event itself"},
        Breach{"Output", "src/http/thing.h", "void f() { std::cout << 1; }\n", 1, "base::log"},
        Breach{"UsingNamespace", "src/app/thing.h", "using namespace std;\n", 1, "name what"},
        Breach{"Detach", "src/app/thing.h", "void f() { thread.detach(); }\n", 1, "join it"},
        Breach{"Sprintf", "src/app/thing.h", "void f() { sprintf(a, b); }\n", 1, "std::string"},
        Breach{"Strcpy", "src/app/thing.h", "void f() { std::strcpy(a, b); }\n", 1, "std::string"},
        Breach{"Todo", "src/app/thing.h", "int x;  // TODO: more\n", 1, "finish it"},
        Breach{"Fixme", "tests/app/helper.h", "/* one\n   FIXME */\n", 2, "finish it"},
        Breach{"CatchAll", "src/app/thing.h", "void f() {\n  try {\n  } catch (...) {\n  }\n}\n", 3,
               "boundary"}),
    breach_name);

INSTANTIATE_TEST_SUITE_P(
    OldWords, Tidy,
    testing::Values(
        Breach{"Suffix", "src/store/thing.h", "int read_here();\n", 1, "read_here: say"},
        Breach{"Constant", "src/store/thing.h", "\nconst int kRowsToldMax = 1;\n", 2, "kRowsTold"},
        Breach{"Whole", "src/store/thing.h", "int conform(int shape);\n", 1, "normalize"},
        Breach{"Comment", "src/store/thing.h", "// See write_later, told here.\n", 1, "_async"}),
    breach_name);

INSTANTIATE_TEST_SUITE_P(
    Waits, Tidy,
    testing::Values(
        Breach{"Thread", "tests/app/helper.h", "std::thread a(work);\n", 1, "TestThread"},
        Breach{"StoppableThread", "tests/app/helper.h", "std::jthread a(work);\n", 1, "TestThread"},
        Breach{"Async", "tests/app/helper.h", "auto a = std::async(work);\n", 1, "TestThread"},
        Breach{"Latch", "tests/app/helper.h", "std::latch a(1);\n", 1, "testing::Signal"},
        Breach{"Condition", "tests/app/helper.h", "std::condition_variable_any a;\n", 1, "Signal"},
        Breach{"Future", "tests/app/helper.h", "auto a = b.get_future().get();\n", 1, "await"},
        Breach{"Wait", "tests/app/helper.h", "void f() { future.wait(); }\n", 1, "await"},
        Breach{"Semaphore", "tests/app/helper.h", "void f() { count.acquire(); }\n", 1, "await"},
        Breach{"PythonProcess", "tests/sdk/test_a.py", "\nx = subprocess.run([a])\n", 2,
               "waits.run"},
        Breach{"PythonSleep", "tests/sdk/test_a.py", "time.sleep(1)\n", 1, "waits.until"},
        Breach{"PythonSocket", "tests/sdk/test_a.py", "a = socket.socket()\n", 1, "waits.connect"},
        Breach{"PythonThread", "tests/sdk/test_a.py", "thread.join()\n", 1, "waits.join"},
        Breach{"Yield", "tests/app/helper.h", "while (x()) {\n  std::this_thread::yield();\n}\n", 2,
               "wait_until"}),
    breach_name);

INSTANTIATE_TEST_SUITE_P(
    Coroutines, Tidy,
    testing::Values(
        Breach{"Lambda", "src/http/thing.h",
               "Task f() {\n  co_await co_spawn(ex, [p]() -> Task { co_return; }, use);\n}\n", 2,
               "capturing lambda"},
        Breach{"Aggregate", "src/http/thing.h", "Task f() {\n  co_await g(x, ns::Pair{1, 2});\n}\n",
               2, "aggregate"},
        Breach{"NestedConditional", "src/http/thing.h",
               "Task f() {\n  x = flag(a) ? other : g(a(b), co_await h());\n}\n", 2, "conditional"},
        Breach{"Conditional", "src/http/thing.h",
               "Task f() {\n  x = flag ? co_await g()\n           : other;\n}\n", 2, "conditional"},
        Breach{"BracedList", "src/http/thing.h", "Task f() {\n  co_await g({1, 2});\n}\n", 2,
               "braced list"},
        Breach{"Post", "src/http/thing.h", "Task f() {\n  co_await asio::post(pool, use);\n}\n", 2,
               "run_on"},
        Breach{"Channel", "src/http/thing.h", "struct X {\n  experimental::channel<int> c;\n};\n",
               2, "FrameQueue"}),
    breach_name);

INSTANTIATE_TEST_SUITE_P(
    Sizes, Tidy,
    testing::Values(
        Breach{"Line", "src/app/thing.h", "int a;\n// " + std::string(98, 'x') + "\n", 2,
               "a line of 101 columns"},
        Breach{"File", "src/app/thing.h", lines(401), 0, "a file of 401 lines"},
        Breach{"Function", "src/app/thing.h", "namespace a {\nvoid f() {\n" + lines(69) + "}\n}\n",
               2, "a function of 71 lines"},
        Breach{"Method", "src/app/thing.h",
               "template <class T, class U = X<T>>\nclass A {\n public:\n  void f() const\n  {\n" +
                   lines(69) + "}\n};\n",
               4, "a function of 72 lines"}),
    breach_name);

INSTANTIATE_TEST_SUITE_P(
    Frame, Tidy,
    testing::Values(Breach{"UnlistedSource", "src/app/other.cpp", "int x;\n", 0,
                           "add other.cpp to src/app/CMakeLists.txt"},
                    Breach{"MissingSource", "src/app/CMakeLists.txt",
                           "target_sources(flows PRIVATE thing.cpp\n  lost.cpp)\n", 2,
                           "src/app/lost.cpp does not exist"},
                    Breach{"LongNote", "src/app/README.md", lines(41), 0, "41 lines"},
                    Breach{"TopLevel", "notes.txt", "", 0, "does not belong at the top level"},
                    Breach{"UnusedTable", "schemas/generated/shapes.inc", "", 0,
                           "no .cpp includes"},
                    Breach{"TableInHeader", "src/app/thing.h", "#include \"app/table.inc\"\n", 1,
                           "in a header"}),
    breach_name);

TEST(TidyFixture, IsClean) { EXPECT_TRUE(FixtureTree().violations().empty()); }

TEST(TidyFixture, SourceThatOnlyAPropertyNamesIsNotListed) {
  const FixtureTree tree;
  tree.write("src/app/CMakeLists.txt", "set_source_files_properties(thing.cpp X Y)\n");
  ASSERT_EQ(tree.violations().size(), 1u);
  EXPECT_EQ(tree.violations()[0].file, "src/app/thing.cpp");
}

TEST(TidyFixture, SourceThatAConditionAddsIsListed) {
  const FixtureTree tree;
  tree.write("src/app/CMakeLists.txt",
             "if(SOME)\n  target_sources(flows PRIVATE thing.cpp)\nendif()\n");
  EXPECT_TRUE(tree.violations().empty());
}

TEST(TidyFixture, RoomWithoutANoteIsFound) {
  const FixtureTree tree;
  tree.remove("src/app/README.md");
  ASSERT_EQ(tree.violations().size(), 1u);
  EXPECT_THAT(tree.violations()[0].message, HasSubstr("this room has no note"));
}

TEST(TidyFixture, TableOfTwoFilesIsFound) {
  const FixtureTree tree;
  tree.write("src/http/thing.cpp", "#include \"schemas/generated/errors.inc\"\n");
  ASSERT_EQ(tree.violations().size(), 1u);
  EXPECT_THAT(tree.violations()[0].message, HasSubstr("src/http/thing.cpp src/wire/thing.cpp"));
}

TEST(TidyFixture, CommentsAndLiteralsAreNotCode) {
  const FixtureTree tree;
  tree.write("src/app/thing.h",
             "// rand() and catch (...) may be talked about\n"
             "const char* a = \"TODO rand()\";\n"
             "const char* b = R\"x(sprintf( \" )\" { )x\";\n"
             "const int c = 1'000'000;  /* \" */ const char d = '\\'';\n"
             "/* #include \"nowhere/x.h\"\n#include \"nowhere/x.h\" */\n");
  EXPECT_TRUE(tree.violations().empty());
}

TEST(TidyFixture, WordsInsideLongerNamesAreOthers) {
  const FixtureTree tree;
  tree.write("src/app/thing.h",
             "void f() { operand(1); snprintf(a, 1, b); run_time(nullptr); }\n"
             "using namespace std::chrono_literals;  // XXXXXX is a pattern\n");
  EXPECT_TRUE(tree.violations().empty());
}

TEST(TidyFixture, ALimitThatNoTestNamesIsFound) {
  const FixtureTree tree;
  tree.write("src/base/limits.h",
             "// kNotDeclared is only talked about.\n"
             "inline constexpr std::size_t kPagesMax = 10;\n"
             "inline constexpr std::chrono::hours kReached{1};\n"
             "inline constexpr std::size_t kBytesMax =\n    2 * kPagesMax;\n"
             "inline constexpr int kReachedByPython = 3;\n");
  tree.write("tests/app/helper.h", "const int a = kReached; // kPagesMax\n");
  tree.write("tests/bench/bench.h", "const int a = kBytesMax;\n");
  tree.write("tests/sdk/test_a.py", "x = 3  # limits::kReachedByPython\n");
  const std::vector<Violation> violations = tree.violations();
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].file, "src/base/limits.h");
  EXPECT_EQ(violations[0].line, 2u);
  EXPECT_THAT(violations[0].message, HasSubstr("kPagesMax"));
  EXPECT_EQ(violations[1].line, 4u);
  EXPECT_THAT(violations[1].message, HasSubstr("kBytesMax"));
}

TEST(TidyFixture, WaitsWithABoundPass) {
  const FixtureTree tree;
  tree.write("tests/app/helper.h",
             "void f() { signal.wait(\"news\"); }\nstd::set<std::thread::id> threads;\n"
             "void g() { std::this_thread::yield(); }\n");
  tree.write("tests/support/wait.h", "std::condition_variable inside;\n");
  EXPECT_TRUE(tree.violations().empty());
}

TEST(TidyFixture, SafeCoroutinesPass) {
  const FixtureTree tree;
  tree.write("src/http/thing.h",
             "Task f() {\n  const bool more = co_await g(std::move(named), std::string(\"x\"));\n"
             "  if (more ? a : b) co_await run_on(pool, std::move(job));\n}\n");
  EXPECT_TRUE(tree.violations().empty());
}

TEST(TidyFixture, LongTablesAndClassesAreNoFunctions) {
  const FixtureTree tree;
  tree.write("src/app/thing.h",
             "const int k[] = {\n" + lines(80) + "};\nstruct A {\n" + lines(80) + "};\n");
  EXPECT_TRUE(tree.violations().empty());
}

TEST(TidyFixture, ColumnsAreCharacters) {
  const FixtureTree tree;
  std::string dashes;
  for (int i = 0; i < 97; ++i) dashes += "–";
  tree.write("src/app/thing.h", "// " + dashes + "\n");
  EXPECT_TRUE(tree.violations().empty());
}

}  // namespace
}  // namespace flows::tidy
