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

// The page of a list that a caller asks for. Pages are cut by key: the token of a page holds the
// key of its last row, and the next page begins after it.
class Page {
 public:
  // `parent` is the resource that contains the list, or "" at the top; together with the operation
  // and the caller it identifies the list. `key_parts` is the number of texts in a key. Errors:
  // kValidation for a token of another list.
  static base::Result<Page> read(const ApiRequest& request, std::string_view parent,
                                 std::size_t key_parts);

  // Returns the number of rows to read from the store: one more than a page has, which shows
  // whether there are more.
  [[nodiscard]] int rows() const { return static_cast<int>(size_) + 1; }

  // Returns the key after which the page begins; nullopt on the first page.
  [[nodiscard]] const std::optional<std::vector<std::string>>& after() const { return after_; }
  // Like `after`, for a list whose keys begin with a number. Errors: kValidation if it is not a
  // number.
  [[nodiscard]] base::Result<std::int64_t> after_number() const;
  // Like `after`, for a list whose keys creation_key makes.
  [[nodiscard]] base::Result<std::optional<store::CreationKey>> after_creation() const;

  // Makes the key of a row in a list by creation time, which has two parts.
  static std::vector<std::string> creation_key(base::TimePoint created_at, const std::string& id);

  // Returns how many rows the page may have at most.
  [[nodiscard]] std::size_t size() const { return size_; }

  // Returns the response: under `name` a finished list, and nextToken with `last_key`, the key of
  // its last row, if there are more rows.
  [[nodiscard]] std::string response(std::string_view name, std::string_view list,
                                     const std::optional<std::vector<std::string>>& last_key) const;

  // Returns the response: under `name` the first `size` of `rows`, each as the text that `print`
  // makes of it, and nextToken with the key that `key` makes of the last one, if there are more
  // rows.
  template <class Row, class Print, class Key>
  [[nodiscard]] std::string response(std::string_view name, const std::vector<Row>& rows,
                                     const Print& print, const Key& key) const {
    const auto list = base::list_text(std::span(rows).first(std::min(rows.size(), size_)), print);
    if (rows.size() <= size_) return response(name, list, std::nullopt);
    return response(name, list, key(rows[size_ - 1]));
  }

  // Like `response`, but in two steps: the caller appends the list between the two calls, so that
  // it is written in its final place. `list_bytes` is its approximate size.
  static std::string begin_response(std::string_view name, std::size_t list_bytes);
  void end_response(std::string& text,
                    const std::optional<std::vector<std::string>>& last_key) const;

 private:
  std::string scope_;
  std::size_t size_ = 0;
  std::optional<std::vector<std::string>> after_;
};

}  // namespace flows::api
