// Words that have a better one, and the coroutine spellings that g++ 12 compiles wrongly.
#include <algorithm>
#include <array>
#include <cstddef>
#include <regex>
#include <string>
#include <string_view>
#include <utility>

#include "tidy/checks.h"

namespace flows::tidy {
namespace {

constexpr std::string_view kUseClock = "take the time from base::Clock";
constexpr std::string_view kUseIds = "take what is random from base::IdGenerator";
constexpr std::string_view kUseLog = "write with base::log, or return the text to app";
constexpr std::string_view kUseString = "build a std::string, with fmt::format where it helps";
constexpr std::string_view kJoin = "keep the thread and join it: a base::WorkerPool does";
constexpr std::string_view kOwner =
    "let base::Thread or base::WorkerPool own the thread: both survive what its work throws";
constexpr std::string_view kNoSleep =
    "wait for the event itself: a condition, a latch, a FakeClock";
constexpr std::string_view kFinish = "finish it, or open an issue and say here how things are now";

struct Word {
  std::string_view text;     // where it starts or ends in a letter, no other letter touches it
  std::string_view allowed;  // where it may stand: paths that begin so, between spaces
  std::string_view advice;
};

constexpr std::array kCodeWords{
    Word{"system_clock::now", " src/base/ ", kUseClock},
    Word{"steady_clock::now", " src/base/ ", kUseClock},
    Word{"high_resolution_clock::now", " src/base/ ", kUseClock},
    Word{"time(nullptr)", " src/base/ ", kUseClock},
    Word{"time(NULL)", " src/base/ ", kUseClock},
    Word{"time(0)", " src/base/ ", kUseClock},
    Word{"gettimeofday(", " src/base/ ", kUseClock},
    Word{"clock_gettime(", " src/base/ tests/bench/ ", kUseClock},
    Word{"random_device", " src/base/ ", kUseIds},
    Word{"rand(", " src/base/ ", kUseIds},
    Word{"this_thread::sleep_for", " src/base/ ", kNoSleep},
    Word{"this_thread::sleep_until", " src/base/ ", kNoSleep},
    Word{"usleep(", " src/base/ ", kNoSleep},
    Word{"std::cout", " src/app/ src/base/log.cpp tests/bench/ ", kUseLog},
    Word{"std::cerr", " src/app/ src/base/log.cpp tests/bench/ ", kUseLog},
    Word{"using namespace std;", " ", "name what you use: std::string"},
    Word{"std::thread", " src/base/thread. tests/ ", kOwner},
    Word{"std::jthread", " src/base/thread. tests/ ", kOwner},
    Word{".detach()", " ", kJoin},
    Word{"->detach()", " ", kJoin},
    Word{"sprintf(", " ", kUseString},
    Word{"vsprintf(", " ", kUseString},
    Word{"strcpy(", " ", kUseString},
    Word{"strcat(", " ", kUseString},
};

constexpr std::array kCommentWords{
    Word{"TODO", " ", kFinish},
    Word{"FIXME", " ", kFinish},
    Word{"XXX", " ", kFinish},
};

struct Boundary {
  std::string_view path;
  std::string_view reason;
};

// Where everything that was thrown may be caught. Business code never is such a place.
constexpr std::array kCatchAll{
    Boundary{"src/base/thread.cpp", "the owner of threads: none of them ends the server"},
    Boundary{"src/http/failure.cpp", "the request boundary: turns what was thrown into a 500"},
    Boundary{"src/http/respond.cpp", "the request boundary: hands it to failure.cpp"},
    Boundary{"src/http/stream.cpp", "the request boundary of streams: hands it to failure.cpp"},
    Boundary{"src/http/run_on.h", "carries it from the worker to the session, which rethrows"},
    Boundary{"src/store/write_queue.cpp", "carries it from the writer to the caller, rethrown"},
};

template <class Words>
void find_words(const SourceFile& file, const std::vector<std::string>& lines, const Words& words,
                std::vector<Violation>& violations) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const Word& word : words) {
      if (!holds_word(lines[i], word.text) || stands_among(word.allowed, file.path)) continue;
      violations.push_back(
          {file.path, i + 1, std::string(word.text) + ": " + std::string(word.advice)});
    }
  }
}

void find_catch_all(const SourceFile& file, std::vector<Violation>& violations) {
  const bool allowed = std::any_of(kCatchAll.begin(), kCatchAll.end(),
                                   [&](const Boundary& row) { return row.path == file.path; });
  if (allowed) return;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    if (file.code[i].find("catch (...)") == std::string::npos) continue;
    violations.push_back({file.path, i + 1,
                          "catch (...): let it pass to the request or the execution boundary; a "
                          "new boundary gets a row with its reason in tests/tidy/word_checks.cpp"});
  }
}

struct Spelling {
  const char* expression;
  std::string_view advice;
};

// Each is searched in one statement. g++ 12 corrupts memory over the first two, refuses the third;
// the last two do not do what they look like. The sixth is find_conditional_await.
constexpr std::array kSpellings{
    Spelling{R"(co_await[^;]*[(,]\s*\[[^\]]+\]\s*[({m])",
             "a capturing lambda in an awaited expression: name it, then std::move it in"},
    Spelling{R"(co_await[^;]*[(,]\s*(?:\w+::)*[A-Z]\w*\s*\{)",
             "an aggregate made in an awaited call: name it, then std::move it in"},
    Spelling{R"(co_await[^;]*[(,]\s*\{)", "a braced list in an awaited call: name the value"},
    Spelling{R"(co_await\s+(?:\w+::)*(?:post|dispatch|defer)\s*\()",
             "post resumes on the same thread: co_await run_on(pool, job)"},
    Spelling{R"(concurrent_channel|experimental::channel)",
             "close() of a channel drops what it holds: use FrameQueue"},
};

// The statements of a file, joined over their lines, each with the line it starts on.
struct Statement {
  std::string text;
  std::size_t line = 0;
};

std::vector<Statement> statements_of(const SourceFile& file) {
  std::vector<Statement> statements;
  Statement current;
  int depth = 0;  // of parentheses: a lambda's own statements belong to the expression around it
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    if (file.code[i].compare(0, 1, "#") == 0) continue;
    for (const char letter : file.code[i] + '\n') {
      if (current.line == 0 && letter != ' ' && letter != '\n') current.line = i + 1;
      current.text += letter;
      if (letter == '(') ++depth;
      if (letter == ')') --depth;
      const bool ends = depth <= 0 && (letter == ';' || letter == '}');
      if (!ends) continue;
      statements.push_back(current);
      current = {};
      depth = 0;
    }
  }
  return statements;
}

// `flag ? co_await f() : other` corrupts memory too. Returns where such a co_await stands, or npos.
// Looks from each co_await back through what encloses it, past what is closed before it.
std::size_t find_conditional_await(const std::string& text) {
  constexpr std::string_view kAwait = "co_await";
  for (std::size_t at = text.find(kAwait); at != text.npos; at = text.find(kAwait, at + 1)) {
    int closed = 0;
    for (std::size_t i = at; i > 0; --i) {
      const char letter = text[i - 1];
      if (letter == ')') ++closed;
      if (letter == '(' && closed > 0) --closed;
      if (closed > 0) continue;
      if (letter == '?') return at;
      if (letter == ';' || letter == '{' || letter == '}') break;
    }
  }
  return text.npos;
}

// The line of the letter at `position`, which may be lines below the start of the statement.
std::size_t line_of(const Statement& statement, std::size_t position) {
  const auto end = statement.text.begin() + static_cast<std::ptrdiff_t>(position);
  const auto start = std::find_if(statement.text.begin(), end,
                                  [](char letter) { return letter != ' ' && letter != '\n'; });
  return statement.line + static_cast<std::size_t>(std::count(start, end, '\n'));
}

}  // namespace

std::vector<Violation> check_words(const SourceTree& tree) {
  std::vector<Violation> violations;
  for (const SourceFile& file : tree.files) {
    find_words(file, file.code, kCodeWords, violations);
    find_words(file, file.comments, kCommentWords, violations);
    find_catch_all(file, violations);
  }
  return violations;
}

std::vector<Violation> check_coroutines(const SourceTree& tree) {
  std::vector<std::pair<std::regex, std::string_view>> spellings;
  for (const Spelling& row : kSpellings) spellings.emplace_back(row.expression, row.advice);
  std::vector<Violation> violations;
  for (const SourceFile& file : tree.files) {
    if (file.path.compare(0, 9, "src/http/") != 0) continue;
    for (const Statement& statement : statements_of(file)) {
      for (const auto& [expression, advice] : spellings) {
        std::smatch match;
        if (!std::regex_search(statement.text, match, expression)) continue;
        const auto end = static_cast<std::size_t>(match.position() + match.length());
        violations.push_back({file.path, line_of(statement, end), std::string(advice)});
      }
      const std::size_t conditional = find_conditional_await(statement.text);
      if (conditional == std::string::npos) continue;
      violations.push_back({file.path, line_of(statement, conditional),
                            "co_await in a conditional expression: use if and else"});
    }
  }
  return violations;
}

}  // namespace flows::tidy
