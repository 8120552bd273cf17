#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace flows::base {

// Builds a document from what a parser finds, without recursion and without looking up each member
// among its siblings, which ordered_json itself would do: an object with a million members must not
// cost a million squared. A repeated member keeps its last value. Threads: one.
class JsonBuilder {
 public:
  // The next value: the document itself, an item, or the value of the latest key.
  void add(Json value) { place(std::move(value)); }
  void key(std::string name) { name_ = std::move(name); }
  // An empty object or array, which holds what follows until it is closed.
  void open(Json container) { stack_.push_back(place(std::move(container))); }
  void close_array() { stack_.pop_back(); }
  void close_object();

  // What was built, once all is closed.
  Json take() { return std::move(root_); }

 private:
  Json* place(Json value);

  Json root_;
  std::vector<Json*> stack_;  // the open containers; the innermost one is last
  std::string name_;
};

}  // namespace flows::base
