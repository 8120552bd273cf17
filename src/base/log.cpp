#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/json_text.h"

namespace flows::base {
namespace {

LogFormat current_format = LogFormat::kText;

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarn: return spdlog::level::warn;
    case LogLevel::kError: return spdlog::level::err;
    case LogLevel::kOff: return spdlog::level::off;
  }
  return spdlog::level::info;
}

spdlog::logger& logger() {
  static const auto instance = spdlog::stderr_logger_mt("flows");
  return *instance;
}

// Returns the members of a JSON object; spdlog's pattern adds the braces, the time and the level.
std::string as_json(std::string_view message, std::initializer_list<LogField> fields) {
  std::string line = "\"message\":";
  append_json_string(line, message);
  for (const LogField& field : fields) {
    line += ',';
    append_json_string(line, field.name);
    line += ':';
    append_json_string(line, field.value);
  }
  return line;
}

// Values are quoted as JSON strings, so that a line break in one cannot forge a second line.
std::string as_text(std::string_view message, std::initializer_list<LogField> fields) {
  std::string line(message);
  for (const LogField& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    append_json_string(line, field.value);
  }
  return line;
}

}  // namespace

void configure_log(LogLevel level, LogFormat format) {
  current_format = format;
  logger().set_level(to_spdlog(level));
  logger().set_pattern(format == LogFormat::kJson
                           ? R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})"
                           : "%Y-%m-%dT%H:%M:%S.%fZ %l %v",
                       spdlog::pattern_time_type::utc);
}

void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!logger().should_log(to_spdlog(level))) return;
  const bool json = current_format == LogFormat::kJson;
  logger().log(to_spdlog(level), json ? as_json(message, fields) : as_text(message, fields));
}

}  // namespace flows::base
