#pragma once

#include <ostream>
#include <string_view>

namespace flows::app {

// What `doctor` has to say. Lines about a service stand indented below its name.
class DoctorReport {
 public:
  explicit DoctorReport(std::ostream& out) : out_(out) {}

  void title(std::string_view text) {
    out_ << text << '\n';
    indent_ = "  ";
  }
  void end_section() { indent_ = ""; }

  void ok(std::string_view text) { line("ok", text); }
  void note(std::string_view text) { line("note", text); }
  void warning(std::string_view text) { line("warning", text); }
  void problem(std::string_view text) {
    line("problem", text);
    has_problem_ = true;
  }

  [[nodiscard]] bool has_problem() const { return has_problem_; }

 private:
  void line(std::string_view kind, std::string_view text) {
    out_ << indent_ << kind << ": " << text << '\n';
  }

  std::ostream& out_;
  std::string_view indent_;
  bool has_problem_ = false;
};

}  // namespace flows::app
