#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace flows::base {

// Builds a document from what a parser finds. It neither recurses nor looks up each member among
// its siblings, as ordered_json itself would: the time for an object must not grow with the square
// of its size. Of a repeated member, the last value counts. Threads: one.
class JsonBuilder {
 public:
  // Adds the next value: the document itself, an item, or the value of the latest key.
  void add(Json value) { place(std::move(value)); }
  void key(std::string name) { name_ = std::move(name); }
  // Adds an empty object or array, which receives everything that follows until it is closed.
  void open(Json container) { stack_.push_back(place(std::move(container))); }
  void close_array() { stack_.pop_back(); }
  void close_object();

  // Returns the document, once everything is closed.
  Json take() { return std::move(root_); }

 private:
  Json* place(Json value);

  Json root_;
  std::vector<Json*> stack_;  // the open containers; the innermost one is last
  std::string name_;
};

}  // namespace flows::base
