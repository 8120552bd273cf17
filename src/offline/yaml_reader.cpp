#include "offline/yaml_reader.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace flows::offline {
namespace {

using base::Error;
using base::ErrorCode;
using base::Json;
using base::Result;
namespace limits = base::limits;

constexpr std::string_view kStandardTags = "tag:yaml.org,2002:";
// The number of bytes that a value counts in addition to its text, so that empty values count too.
constexpr std::size_t kValueBytes = 16;

// Ends the parsing. parse_yaml catches it together with the exceptions of the library.
[[noreturn]] void refuse(const YAML::Mark& mark, const std::string& why) {
  throw YAML::ParserException(mark, why);
}

// "?" and "!" mean that plain or quoted text has no tag.
bool is_untagged(std::string_view tag) { return tag.empty() || tag == "?" || tag == "!"; }

// Returns the function that a local tag stands for, or an empty text for the tags of YAML itself.
std::string function_of(const YAML::Mark& mark, const std::string& tag,
                        std::string_view standard_names) {
  if (is_untagged(tag)) return "";
  if (tag.starts_with(kStandardTags)) {
    const std::string name = tag.substr(kStandardTags.size());
    if (standard_names.find(" " + name + " ") != standard_names.npos) return "";
  } else if (tag.front() == '!') {
    const std::string name = tag.substr(1);
    return name == "Ref" || name == "Condition" ? name : "Fn::" + name;
  }
  refuse(mark, fmt::format("the tag {} is not supported", tag));
}

// Returns the value of a scalar without quotes.
Json resolve(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return {};
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (base::is_digit(text.front()) || text.front() == '-') {
    const Result<Json> number = base::parse_json(text);
    if (number && number->is_number()) return *number;
  }
  return text;
}

// `!GetAtt resource.attribute` names both in one text.
Json argument_of(const std::string& function, const std::string& text) {
  const std::size_t dot = text.find('.');
  if (function != "Fn::GetAtt" || dot == text.npos) return text;
  return Json::array({text.substr(0, dot), text.substr(dot + 1)});
}

// A finished value with its size.
struct Finished {
  Json value;
  std::size_t bytes = kValueBytes;
  std::size_t depth = 0;  // the number of nested containers
};

Finished wrap(const std::string& function, Finished argument) {
  if (function.empty()) return argument;
  Json call = Json::object();
  call.emplace(function, std::move(argument.value));
  return {std::move(call), argument.bytes + kValueBytes + function.size(), argument.depth + 1};
}

// Builds the document from the events of the parser.
class Builder final : public YAML::EventHandler {
 public:
  Json root;
  bool begun = false;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (begun) refuse(mark, "a second document begins here; one file holds one");
    begun = true;
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(mark, anchor, {.value = {}});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) refuse(mark, "this alias stands within what it names");
    spend(mark, found->second.bytes);
    add(mark, YAML::NullAnchor, found->second);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const std::string function = function_of(mark, tag, " str int float bool null ");
    const bool plain = tag != "!" && !tag.ends_with(":str");
    if (wants_key()) {
      if (!function.empty()) refuse(mark, fmt::format("the tag {} cannot stand at a key", tag));
      if (plain && text == "<<") refuse(mark, "maps cannot be merged by << in a template");
      return take_key(mark, text);
    }
    Json value =
        function.empty() ? (plain ? resolve(text) : Json(text)) : argument_of(function, text);
    spend(mark, kValueBytes + text.size());
    add(mark, anchor, wrap(function, {std::move(value), kValueBytes + text.size(), 0}));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor, function_of(mark, tag, " seq "), Json::array());
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor, function_of(mark, tag, " map "), Json::object());
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  // A container whose end has not been read yet.
  struct Open {
    YAML::Mark mark;
    YAML::anchor_t anchor;
    std::string function;
    Finished content;
    std::optional<std::string> key = {};  // in an object, the name of the next value
    std::unordered_set<std::string> keys = {};
  };

  [[nodiscard]] bool wants_key() const {
    return !stack_.empty() && stack_.back().content.value.is_object() && !stack_.back().key;
  }

  void take_key(const YAML::Mark& mark, const std::string& text) {
    Open& object = stack_.back();
    if (!object.keys.insert(text).second) refuse(mark, fmt::format("{} stands here twice", text));
    spend(mark, text.size());
    object.content.bytes += text.size();
    object.key = text;
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, std::string function, Json container) {
    if (wants_key()) refuse(mark, "a key must be a text");
    // Deep nesting is refused here, because the parser is recursive.
    if (stack_.size() >= limits::kJsonDepthMax) refuse_depth(mark);
    spend(mark, kValueBytes);
    stack_.push_back({mark, anchor, std::move(function), {.value = std::move(container)}});
  }

  void close() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    ++done.content.depth;
    add(done.mark, done.anchor, wrap(done.function, std::move(done.content)));
  }

  void add(const YAML::Mark& mark, YAML::anchor_t anchor, Finished finished) {
    if (wants_key()) refuse(mark, "a key must be a text");
    if (stack_.size() + finished.depth > limits::kJsonDepthMax) refuse_depth(mark);
    if (anchor != YAML::NullAnchor) {
      spend(mark, finished.bytes);
      anchors_[anchor] = finished;
    }
    if (stack_.empty()) {
      root = std::move(finished.value);
      return;
    }
    Open& parent = stack_.back();
    parent.content.bytes += finished.bytes;
    parent.content.depth = std::max(parent.content.depth, finished.depth);
    if (parent.content.value.is_array()) {
      parent.content.value.push_back(std::move(finished.value));
      return;
    }
    // The value is not inserted through the object, which would compare the key with all others.
    std::vector<std::pair<const std::string, Json>>& members =
        parent.content.value.get_ref<Json::object_t&>();
    members.emplace_back(*std::move(parent.key), std::move(finished.value));
    parent.key.reset();
  }

  void spend(const YAML::Mark& mark, std::size_t bytes) {
    spent_ += bytes;
    if (spent_ <= limits::kYamlExpandedBytesMax) return;
    refuse(mark, fmt::format("with its aliases replaced, the document is larger than {} bytes",
                             limits::kYamlExpandedBytesMax));
  }

  [[noreturn]] static void refuse_depth(const YAML::Mark& mark) {
    refuse(mark, fmt::format("nests deeper than {} levels", limits::kJsonDepthMax));
  }

  std::vector<Open> stack_;  // the innermost container is the last
  std::map<YAML::anchor_t, Finished> anchors_;
  std::size_t spent_ = 0;
};

}  // namespace

Result<Json> parse_yaml(std::string_view text, std::string_view subject) {
  if (!base::is_utf8(text)) {
    return Error{ErrorCode::kValidation, fmt::format("{}: is not UTF-8", subject)};
  }
  Builder builder;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& failure) {
    return Error{ErrorCode::kValidation,
                 fmt::format("{}: line {}, column {}: {}", subject, failure.mark.line + 1,
                             failure.mark.column + 1, failure.msg)};
  }
  if (!builder.begun) return Error{ErrorCode::kValidation, fmt::format("{}: is empty", subject)};
  return std::move(builder.root);
}

}  // namespace flows::offline
