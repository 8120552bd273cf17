#include "base/log.h"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <mutex>
#include <utility>

#include "base/background_writer.h"
#include "base/json_text.h"

namespace flows::base {
namespace {

constexpr const char* kLoggerName = "flows";

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

std::unique_ptr<spdlog::formatter> make_formatter(LogFormat format) {
  return std::make_unique<spdlog::pattern_formatter>(
      format == LogFormat::kJson ? R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})"
                                 : "%Y-%m-%dT%H:%M:%S.%fZ %l %v",
      spdlog::pattern_time_type::utc);
}

// Gives lines to a writer, or writes them to standard error itself while there is none.
class StderrSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  void set_writer(BackgroundWriter* writer) {
    const std::lock_guard lock(mutex_);
    writer_ = writer;
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    if (writer_ != nullptr) {
      writer_->add({line.data(), line.size()});
    } else {
      std::fwrite(line.data(), 1, line.size(), stderr);
    }
  }

  void flush_() override { std::fflush(stderr); }

 private:
  BackgroundWriter* writer_ = nullptr;
};

const std::shared_ptr<StderrSink>& sink() {
  static const auto instance = std::make_shared<StderrSink>();
  return instance;
}

spdlog::logger& logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made(kLoggerName, sink());
    made.set_level(spdlog::level::warn);
    made.set_formatter(make_formatter(LogFormat::kText));
    return made;
  }();
  return instance;
}

// Returns the members of a JSON object; the pattern adds the braces, the time and the level.
std::string as_json(std::string_view message, std::initializer_list<LogField> fields) {
  std::string line = "\"message\":";
  append_json_string(line, message);
  for (const LogField& field : fields) {
    line += ',';
    append_json_string(line, field.name);
    line += ':';
    if (field.is_number) {
      line += field.value;
    } else {
      append_json_string(line, field.value);
    }
  }
  return line;
}

// A line break could forge a second line; other control characters command a terminal.
std::string without_controls(std::string_view message) {
  std::string text;
  text.reserve(message.size());
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      text += c;
    } else {
      fmt::format_to(std::back_inserter(text), "\\u{:04x}", byte);
    }
  }
  return text;
}

// Values are quoted as JSON strings, so that none can look like the next field.
std::string as_text(std::string_view message, std::initializer_list<LogField> fields) {
  std::string line = without_controls(message);
  for (const LogField& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    append_json_string(line, field.value);
  }
  return line;
}

std::string line_of(std::string_view message, std::initializer_list<LogField> fields) {
  return current_format == LogFormat::kJson ? as_json(message, fields) : as_text(message, fields);
}

// Returns a function that makes the line about dropped lines, with a formatter of its own.
BackgroundWriter::DescribeDropped describe_dropped() {
  std::shared_ptr<spdlog::formatter> formatter = make_formatter(current_format);
  return [formatter = std::move(formatter)](std::size_t dropped) {
    const std::string count = std::to_string(dropped);
    const std::string text =
        line_of("lines of the log were dropped, because nobody read standard error in time",
                {{.name = "lines", .value = count, .is_number = true}});
    spdlog::memory_buf_t line;
    formatter->format({kLoggerName, spdlog::level::warn, text}, line);
    return std::string(line.data(), line.size());
  };
}

}  // namespace

void configure_log(LogLevel level, LogFormat format) {
  current_format = format;
  logger().set_level(to_spdlog(level));
  logger().set_formatter(make_formatter(format));
}

bool is_logged(LogLevel level) { return logger().should_log(to_spdlog(level)); }

void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (is_logged(level)) logger().log(to_spdlog(level), line_of(message, fields));
}

void log_for_people(LogLevel level, std::string_view message,
                    std::initializer_list<LogField> fields) {
  if (current_format == LogFormat::kText) {
    log(level, message);
  } else {
    log(level, message, fields);
  }
}

BackgroundLog::BackgroundLog()
    : writer_(std::make_unique<BackgroundWriter>(STDERR_FILENO, describe_dropped())) {
  sink()->set_writer(writer_.get());
}

BackgroundLog::~BackgroundLog() { sink()->set_writer(nullptr); }

}  // namespace flows::base
