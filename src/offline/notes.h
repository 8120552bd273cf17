#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace flows::offline {

// A value that only AWS or the creator of the stack knows.
struct UnknownValue {
  std::string place;      // where it is used, e.g. "Resources.Flow.Properties.Name.Ref"
  std::string name;       // as a user calls it, e.g. the name of a parameter
  std::string why;        // why it is not known here, and what helps
  bool is_in_s3 = false;  // it is the content of an object
};

// Returns the items as one text. Of many, only the first ones are named.
std::string listed(const std::vector<std::string>& items, std::string_view separator = ", ");

// Collects what the user should know about a file that is no error. Everything is noted once. Of
// warnings, unknown values and made-up values there are at most limits::kTemplateNotesMax each;
// what the user sees of them says if there are more.
class Notes {
 public:
  // Notes a warning: something is left out or has no effect, perhaps against the user's intention.
  void add(std::string_view place, std::string_view sentence);

  void add_unknown(UnknownValue value);

  // Adds the unknown values of `other`.
  void add_unknowns_of(const Notes& other);

  // Notes a section or a type of resource that templates often have and that has no effect here.
  void add_passed_over(std::string_view what);

  // Notes the value that is assumed for a resource that is not created here.
  void add_made_up(std::string_view name, std::string_view value);

  // Adds the warnings and the made-up values of `other`, but not its unknown values.
  void merge(const Notes& other);

  // Returns the warnings, as "<place>: <sentence>".
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  [[nodiscard]] const std::vector<UnknownValue>& unknowns() const { return unknowns_; }

  // Returns one sentence about everything that is passed over or made up; empty if nothing is.
  [[nodiscard]] std::string summary() const;

  // Returns the names of the unknown values, each once.
  [[nodiscard]] std::vector<std::string> unknown_names() const;

  // Returns one sentence that names the unknown values, except objects in S3; empty if there
  // are none.
  [[nodiscard]] std::string not_judged() const;

  // Returns one sentence for each object in S3 that was not read, as "<place>: <why>".
  [[nodiscard]] std::vector<std::string> not_read() const;

 private:
  void add_warning(std::string note);

  std::vector<std::string> warnings_;
  std::unordered_set<std::string> known_;
  std::vector<UnknownValue> unknowns_;
  std::unordered_set<std::string> known_unknowns_;
  std::unordered_set<std::string> unknown_names_;
  bool has_more_unknowns_ = false;                               // names than those of `unknowns_`
  std::map<std::string, std::size_t, std::less<>> passed_over_;  // with the number of occurrences
  std::map<std::string, std::string, std::less<>> made_up_;
  bool has_more_made_up_ = false;  // than the limit
};

}  // namespace flows::offline
