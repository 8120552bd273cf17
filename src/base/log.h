#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace flows::base {

enum class LogLevel { kDebug, kInfo, kWarn, kError, kOff };
enum class LogFormat { kText, kJson };

// One named value of a log line, e.g. {"requestId", id}. It must never be a secret: no key, no
// token, no body of a request.
struct LogField {
  std::string_view name;
  std::string_view value;
};

// Makes the process log to standard error everything at `level` or above. This must be called
// before other threads start.
void configure_log(LogLevel level, LogFormat format);

// Writes one line. Threads: any.
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

}  // namespace flows::base
