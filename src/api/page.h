#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/operation.h"
#include "base/json_text.h"
#include "store/flow_store.h"

namespace flows::api {

// Which page of a list a caller asks for. A page is cut by key: its token holds the key of its last
// row, and the next one begins after it.
class Page {
 public:
  // `parent` is what the list is inside of, "" at the top; with the operation and the caller it
  // tells lists apart. `key_parts` is how many texts make a key. Errors: kValidation, for a token
  // of another list.
  static base::Result<Page> read(const ApiRequest& request, std::string_view parent,
                                 std::size_t key_parts);

  // How many rows to ask the store for: one more than a page has, to learn whether there is one.
  [[nodiscard]] int rows() const { return static_cast<int>(size_) + 1; }

  // The key to go on after; nullopt on the first page.
  [[nodiscard]] const std::optional<std::vector<std::string>>& after() const { return after_; }
  // The same, of a list whose keys begin with a number. Errors: kValidation if it is none.
  [[nodiscard]] base::Result<std::int64_t> after_number() const;
  // The same, of a list whose keys creation_key makes.
  [[nodiscard]] base::Result<std::optional<store::CreationKey>> after_creation() const;

  // The key of a row in a list by creation: two parts.
  static std::vector<std::string> creation_key(base::TimePoint created_at, const std::string& id);

  // How many rows it has at most.
  [[nodiscard]] std::size_t size() const { return size_; }

  // The answer: under `name` a finished list, and where there is more the nextToken of the key of
  // its last row.
  [[nodiscard]] std::string answer(std::string_view name, std::string_view list,
                                   const std::optional<std::vector<std::string>>& last_key) const;

  // The answer: under `name` the first `size` of `rows`, each as the text that `print` makes of it;
  // if there are more, the nextToken of the last one's key, which `key` makes.
  template <class Row, class Print, class Key>
  [[nodiscard]] std::string answer(std::string_view name, const std::vector<Row>& rows,
                                   const Print& print, const Key& key) const {
    const auto list = base::list_text(std::span(rows).first(std::min(rows.size(), size_)), print);
    if (rows.size() <= size_) return answer(name, list, std::nullopt);
    return answer(name, list, key(rows[size_ - 1]));
  }

  // The same in steps, for a list that is written where it stays: between the two it is appended,
  // of about `list_bytes`.
  static std::string begin_answer(std::string_view name, std::size_t list_bytes);
  void end_answer(std::string& text, const std::optional<std::vector<std::string>>& last_key) const;

 private:
  std::string scope_;
  std::size_t size_ = 0;
  std::optional<std::vector<std::string>> after_;
};

}  // namespace flows::api
