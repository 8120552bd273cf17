#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace flows::base {

class BackgroundWriter;

enum class LogLevel { kDebug, kInfo, kWarn, kError, kOff };
enum class LogFormat { kText, kJson };

// One named value of a log line, e.g. {"requestId", id}. It must never be a secret: no key, no
// token, no body of a request.
struct LogField {
  std::string_view name;
  std::string_view value;
  bool is_number = false;  // the value is a number, which JSON has without quotes
};

// Makes the process log to standard error everything at `level` or above; without this call, only
// warnings and errors are logged. This must be called before other threads start.
void configure_log(LogLevel level, LogFormat format);

// Returns whether a line of that level would be written. Threads: any.
bool is_logged(LogLevel level);

// Writes one line. Control characters of the message and the values are escaped. Threads: any.
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

// Writes one line whose message says all that people need: `fields` are for programs, which read
// JSON, and are left out of a text. Threads: any.
void log_for_people(LogLevel level, std::string_view message,
                    std::initializer_list<LogField> fields);

// While it exists, nobody who logs waits for the reader of standard error: a thread writes the
// lines, and lines for which no room is left are dropped and counted. There may be one at a time.
class BackgroundLog {
 public:
  // The thread blocks the signals that the calling thread blocks.
  BackgroundLog();
  ~BackgroundLog();  // waits at most limits::kLogFlushMax for the reader
  BackgroundLog(const BackgroundLog&) = delete;
  BackgroundLog& operator=(const BackgroundLog&) = delete;

 private:
  std::unique_ptr<BackgroundWriter> writer_;
};

}  // namespace flows::base
