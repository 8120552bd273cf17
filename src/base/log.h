#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace flows::base {

enum class LogLevel { kDebug, kInfo, kWarn, kError, kOff };
enum class LogFormat { kText, kJson };

// One named value of a log line, e.g. {"requestId", id}. Never a secret: no key, no token, no body.
struct LogField {
  std::string_view name;
  std::string_view value;
};

// Sets where the process logs from now on: standard error, at `level` and above. Call it before the
// threads start.
void configure_log(LogLevel level, LogFormat format);

// Writes one line. Threads: any.
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

}  // namespace flows::base
