#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "offline/references.h"
#include "offline/template_source.h"

namespace flows::offline {

// Returns a text, number or boolean as text, and nullopt for every other value.
std::optional<std::string> text_of(const base::Json& value);

// Checks whether `value` is a text with the mark of an unknown value.
bool is_unknown_text(const base::Json& value);

// Replaces the functions in one template's values by their results: Ref, Fn::GetAtt, Fn::Sub,
// Fn::ImportValue, Fn::Join, Fn::Select, Fn::Split, Fn::FindInMap, Fn::If and the conditions. The
// value of every other function is unknown. All errors are kValidation and begin with their place.
// The total size of all results is limited by limits::kTemplateTextBytesMax. Threads: one at a
// time.
class Evaluator {
 public:
  // `source` and `references` must outlive this object.
  Evaluator(const TemplateSource& source, const References& references)
      : source_(source), references_(references) {}

  [[nodiscard]] const TemplateSource& source() const { return source_; }

  // Checks whether `value` is the call of a function: {"Ref": …} or {"Fn::…": …}.
  static bool is_call(const base::Json& value);

  // Returns `value` with every function in it replaced, at any depth. AWS::NoValue removes members
  // and items.
  base::Result<Value> evaluate(const base::Json& value, const std::string& place);

  // Returns whether the condition with that name is true.
  base::Result<bool> condition(const std::string& name, const std::string& place);

  // Counts the size of a result against the limit.
  base::Result<void> spend(std::size_t bytes, const std::string& place);

 private:
  using Function = base::Result<Value> (Evaluator::*)(const base::Json& argument,
                                                      const std::string& place);
  // The functions of templates, which find_function lists.
  struct Row {
    std::string_view name;
    Function function;
  };
  static const Row* find_function(std::string_view name);

  base::Result<Value> call(const base::Json& value, const std::string& place);
  base::Result<Value> ref(const base::Json& argument, const std::string& place);
  base::Result<Value> get_att(const base::Json& argument, const std::string& place);
  base::Result<Value> sub(const base::Json& argument, const std::string& place);
  base::Result<Value> import_value(const base::Json& argument, const std::string& place);
  base::Result<Value> join(const base::Json& argument, const std::string& place);
  base::Result<Value> select(const base::Json& argument, const std::string& place);
  base::Result<Value> split(const base::Json& argument, const std::string& place);
  base::Result<Value> find_in_map(const base::Json& argument, const std::string& place);
  base::Result<Value> choose(const base::Json& argument, const std::string& place);

  base::Result<std::string> substitute(const std::string& text, const base::Json& values,
                                       const std::string& place);
  // Returns the value of one variable of Fn::Sub.
  base::Result<std::string> variable(const std::string& name, const base::Json& values,
                                     const std::string& place);

  // Evaluates the argument of a function, which must be a list of `count` items.
  base::Result<base::Json> arguments(const base::Json& argument, std::size_t count,
                                     std::string_view form, const std::string& place);

  // Evaluates a condition or an expression of conditions.
  base::Result<bool> holds(const base::Json& expression, const std::string& place);
  base::Result<bool> combine(const base::Json& operands, bool until, const std::string& place);
  base::Result<bool> equal(const base::Json& operands, const std::string& place);

  const TemplateSource& source_;
  const References& references_;
  // The conditions evaluated so far; nullopt while a condition is being evaluated.
  std::map<std::string, std::optional<bool>> conditions_;
  std::size_t condition_depth_ = 0;  // how many conditions are being evaluated
  std::size_t spent_ = 0;
};

}  // namespace flows::offline
