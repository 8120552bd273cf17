#include "engine/random_flow.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace flows::testing {
namespace {

using base::Json;

constexpr std::size_t kNodesMax = 8;  // of a random size, in one definition
constexpr std::size_t kLoopDepthMax = 2;

// An output of type String that later nodes may take.
struct Source {
  std::string node;
  std::string output;
  std::string expression = "$.data";
  bool in_item = false;  // exists once for each item of the iterator
};

// A branch of a condition that later nodes may be behind.
struct Branch {
  std::string node;
  std::string condition;
  bool in_item = false;
};

Json input_port(const std::string& name, const Source& source, const char* type = "String") {
  return {{"name", name}, {"type", type}, {"expression", source.expression}};
}

Json output_port(const std::string& name, const char* type = "String") {
  return {{"name", name}, {"type", type}};
}

class Generator {
 public:
  explicit Generator(RandomSource& random) : random_(random) {}

  Json flow() {
    add({{"name", "Start"},
         {"type", "Input"},
         {"outputs", Json::array({output_port("document", "Object")})}});
    sources_ = {{.node = "Start", .output = "document", .expression = "$.data.text"}};
    const std::size_t nodes = 2 + random_.below(kNodesMax);
    for (std::size_t i = 0; i < nodes; ++i) add_any();
    if (iterator_ && random_.one_in(2)) add_collector();
    const std::size_t outputs = 1 + random_.below(3);
    for (std::size_t i = 0; i < outputs; ++i) add_output(random_.pick(sources_));
    return std::move(definition_);
  }

 private:
  struct Definition {
    Json definition;
    std::vector<Source> sources;
    std::vector<Branch> branches;
  };

  std::string new_name(const char* kind) { return fmt::format("{}{}", kind, ++names_); }

  void add(Json node) { definition_["nodes"].push_back(std::move(node)); }

  void connect(const Source& from, const std::string& to, const std::string& input) {
    definition_["connections"].push_back(
        {{"name", fmt::format("Data{}", ++names_)},
         {"type", "Data"},
         {"source", from.node},
         {"target", to},
         {"configuration", {{"data", {{"sourceOutput", from.output}, {"targetInput", input}}}}}});
  }

  // Puts the node behind a condition, sometimes. Whether it is within an item then.
  bool gate(const std::string& node, bool in_item) {
    if (branches_.empty() || !random_.one_in(3)) return in_item;
    const Branch branch = random_.pick(branches_);
    definition_["connections"].push_back(
        {{"name", fmt::format("Gate{}", ++names_)},
         {"type", "Conditional"},
         {"source", branch.node},
         {"target", node},
         {"configuration", {{"conditional", {{"condition", branch.condition}}}}}});
    return in_item || branch.in_item;
  }

  void add_any() {
    switch (random_.below(in_loop_ ? 6 : 9)) {
      case 0:
      case 1: return add_prompt();
      case 2:
        return add_asking("Function", "LambdaFunction", "functionResponse",
                          {{"lambdaArn", "price"}});
      case 3:
        return add_asking("Code", "InlineCode", "response",
                          {{"code", "x"}, {"language", "Python_3"}});
      case 4: return add_agent();
      case 5: return add_loop();
      case 6:
      case 7: return add_condition();
      default: return add_iterator();
    }
  }

  void add_prompt() {
    const std::string name = new_name("Prompt");
    const Source left = random_.pick(sources_);
    const Source right = random_.pick(sources_);
    const Json source = {{"templateType", "TEXT"},
                         {"modelId", "m"},
                         {"templateConfiguration", {{"text", {{"text", "{{left}}-{{right}}"}}}}}};
    add({{"name", name},
         {"type", "Prompt"},
         {"configuration", {{"prompt", {{"sourceConfiguration", {{"inline", source}}}}}}},
         {"inputs", Json::array({input_port("left", left), input_port("right", right)})},
         {"outputs", Json::array({output_port("modelCompletion")})}});
    connect(left, name, "left");
    connect(right, name, "right");
    offer(name, "modelCompletion", left.in_item || right.in_item);
  }

  // A node with one input `text`.
  void add_asking(const char* kind, const std::string& type, const char* output,
                  const Json& configuration) {
    const std::string name = new_name(kind);
    const Source source = random_.pick(sources_);
    std::string key = type;
    key[0] = static_cast<char>(key[0] - 'A' + 'a');
    add({{"name", name},
         {"type", type},
         {"configuration", {{key, configuration}}},
         {"inputs", Json::array({input_port("text", source)})},
         {"outputs", Json::array({output_port(output)})}});
    connect(source, name, "text");
    offer(name, output, source.in_item);
  }

  void add_agent() {
    const std::string name = new_name("Agent");
    const Source source = random_.pick(sources_);
    add({{"name", name},
         {"type", "Agent"},
         {"configuration",
          {{"agent",
            {{"agentAliasArn",
              "arn:aws:bedrock:us-east-1:123456789012:agent-alias/AGENT12345/ALIAS12345"}}}}},
         {"inputs", Json::array({input_port("agentInputText", source)})},
         {"outputs", Json::array({output_port("agentResponse")})}});
    connect(source, name, "agentInputText");
    offer(name, "agentResponse", source.in_item);
  }

  void add_condition() {
    const std::string name = new_name("Choose");
    const Source source = random_.pick(sources_);
    const std::string letter(1, static_cast<char>('a' + random_.below(16)));
    add({{"name", name},
         {"type", "Condition"},
         {"configuration",
          {{"condition",
            {{"conditions",
              {{{"name", "Yes"}, {"expression", fmt::format("text == \"{}\"", letter)}},
               {{"name", "default"}}}}}}}},
         {"inputs", Json::array({input_port("text", source)})}});
    connect(source, name, "text");
    const bool in_item = gate(name, source.in_item);
    branches_.push_back({.node = name, .condition = "Yes", .in_item = in_item});
    branches_.push_back({.node = name, .condition = "default", .in_item = in_item});
  }

  void add_iterator() {
    if (iterator_) return;
    iterator_ = new_name("Each");
    const Source list{.node = "Start", .output = "document", .expression = "$.data.list"};
    add({{"name", *iterator_},
         {"type", "Iterator"},
         {"inputs", Json::array({input_port("array", list, "Array")})},
         {"outputs", Json::array({output_port("arrayItem"), output_port("arraySize", "Number")})}});
    connect(list, *iterator_, "array");
    sources_.push_back({.node = *iterator_, .output = "arrayItem", .in_item = true});
  }

  void add_collector() {
    const Source item = item_source();
    const Source size{.node = *iterator_, .output = "arraySize"};
    add({{"name", "Gather"},
         {"type", "Collector"},
         {"inputs",
          Json::array({input_port("arrayItem", item), input_port("arraySize", size, "Number")})},
         {"outputs", Json::array({output_port("collectedArray", "Array")})}});
    connect(item, "Gather", "arrayItem");
    connect(size, "Gather", "arraySize");
    const Source gathered{.node = "Gather", .output = "collectedArray"};
    add({{"name", "Gathered"},
         {"type", "Output"},
         {"inputs", Json::array({input_port("document", gathered, "Array")})}});
    connect(gathered, "Gathered", "document");
  }

  Source item_source() {
    std::vector<Source> items;
    for (const Source& source : sources_) {
      if (source.in_item) items.push_back(source);
    }
    return random_.pick(items);
  }

  void add_output(const Source& source) {
    const std::string name = new_name("Out");
    add({{"name", name},
         {"type", "Output"},
         {"inputs", Json::array({input_port("document", source)})}});
    connect(source, name, "document");
    gate(name, source.in_item);
  }

  void add_loop() {
    if (depth_ == kLoopDepthMax) return;
    const std::string name = new_name("Loop");
    const Source source = random_.pick(sources_);
    Json body = loop_body(name);
    add({{"name", name},
         {"type", "Loop"},
         {"configuration", {{"loop", {{"definition", std::move(body)}}}}},
         {"inputs", Json::array({input_port("text", source)})},
         {"outputs", Json::array({output_port("result")})}});
    connect(source, name, "text");
    offer(name, "result", source.in_item);
  }

  Json loop_body(const std::string& loop) {
    Definition outer{std::move(definition_), std::move(sources_), std::move(branches_)};
    const bool was_in_loop = std::exchange(in_loop_, true);
    ++depth_;
    definition_ = {{"nodes", Json::array()}, {"connections", Json::array()}};
    branches_.clear();
    const std::string entry = loop + "In";
    add({{"name", entry}, {"type", "LoopInput"}, {"outputs", Json::array({output_port("text")})}});
    sources_ = {{.node = entry, .output = "text"}};
    const std::size_t nodes = 1 + random_.below(3);
    for (std::size_t i = 0; i < nodes; ++i) add_any();
    if (random_.one_in(3)) add_output(random_.pick(sources_));
    add_controller(loop + "Check");
    Json body = std::move(definition_);
    definition_ = std::move(outer.definition);
    sources_ = std::move(outer.sources);
    branches_ = std::move(outer.branches);
    in_loop_ = was_in_loop;
    --depth_;
    return body;
  }

  void add_controller(const std::string& name) {
    Json inputs = Json::array();
    for (const auto& [port, category] :
         {std::pair{"text", "ReturnValueToLoopStart"}, std::pair{"result", "ExitLoop"},
          std::pair{"seen", "LoopCondition"}}) {
      const Source source = random_.pick(sources_);
      Json input = input_port(port, source);
      input["category"] = category;
      inputs.push_back(std::move(input));
      connect(source, name, port);
    }
    const std::string letter(1, static_cast<char>('a' + random_.below(16)));
    add({{"name", name},
         {"type", "LoopController"},
         {"configuration",
          {{"loopController",
            {{"continueCondition",
              {{"name", "Again"}, {"expression", fmt::format("seen != \"{}\"", letter)}}},
             {"maxIterations", 1 + random_.below(4)}}}}},
         {"inputs", std::move(inputs)}});
  }

  void offer(const std::string& node, const char* output, bool in_item) {
    sources_.push_back({.node = node, .output = output, .in_item = gate(node, in_item)});
  }

  RandomSource& random_;
  Json definition_ = {{"nodes", Json::array()}, {"connections", Json::array()}};
  std::vector<Source> sources_;
  std::vector<Branch> branches_;
  std::optional<std::string> iterator_;
  bool in_loop_ = false;
  std::size_t depth_ = 0;
  int names_ = 0;
};

}  // namespace

Json random_flow(RandomSource& random) { return Generator(random).flow(); }

}  // namespace flows::testing
