#include "expr/condition_lexer.h"

#include <fmt/format.h>

#include <utility>

#include "base/text/ascii.h"
#include "expr/text_reading.h"

namespace flows::expr {
namespace {

// An operator of other languages and its spelling in this one.
struct ForeignOperator {
  std::string_view marks;
  std::string_view instead;
};

constexpr ForeignOperator kForeignOperators[] = {
    {"&&", "and"}, {"||", "or"},  {"!", "not"}, {"=", "=="},  {"<>", "!="},
    {"===", "=="}, {"!==", "!="}, {"=>", ">="}, {"=<", "<="},
};

const ForeignOperator* find_foreign(std::string_view text) {
  const ForeignOperator* longest = nullptr;
  for (const ForeignOperator& row : kForeignOperators) {
    if (!text.starts_with(row.marks)) continue;
    if (longest == nullptr || row.marks.size() > longest->marks.size()) longest = &row;
  }
  return longest;
}

class ConditionLexer {
 public:
  explicit ConditionLexer(std::string_view text) : text_(text) {}

  base::Result<std::vector<Token>> split() {
    std::vector<Token> tokens;
    while (true) {
      while (at_ < text_.size() && base::is_white_space(text_[at_])) ++at_;
      if (at_ == text_.size()) break;
      ASSIGN_OR_RETURN(Token token, read_token());
      tokens.push_back(std::move(token));
    }
    tokens.push_back(make(Token::Kind::kEnd, at_));
    return tokens;
  }

 private:
  base::Result<Token> read_token() {
    const char first = text_[at_];
    if (first == '(') return make(Token::Kind::kOpen, at_ + 1);
    if (first == ')') return make(Token::Kind::kClose, at_ + 1);
    if (first == '"' || first == '\'') return read_string();
    if (base::is_letter(first)) return read_word();
    if (base::is_digit(first) || (first == '-' && is_digit_at(at_ + 1))) return read_number();
    return read_marks();
  }

  base::Result<Token> read_string() {
    ASSIGN_OR_RETURN(QuotedText quoted, read_quoted(text_, at_));
    return make_literal(quoted.end, std::move(quoted.content));
  }

  // Reads a letter followed by letters and digits; each of these may have one underscore before it.
  base::Result<Token> read_word() {
    std::size_t end = at_ + 1;
    while (true) {
      if (is_word_byte_at(end)) {
        ++end;
      } else if (end < text_.size() && text_[end] == '_' && is_word_byte_at(end + 1)) {
        end += 2;
      } else {
        break;
      }
    }
    const std::string_view word = text_.substr(at_, end - at_);
    if (word == "true" || word == "false") return make_literal(end, word == "true");
    if (const Operator* row = find_operator(word)) return make_operator(*row);
    return make(Token::Kind::kName, end);
  }

  base::Result<Token> read_number() {
    const std::size_t start = at_;
    const std::size_t whole = text_[start] == '-' ? start + 1 : start;
    std::size_t end = skip_digits(whole);
    if (end < text_.size() && text_[end] == '.') {
      if (!is_digit_at(end + 1))
        return fault_at(text_, end + 1, "a digit must follow the '.' of a number");
      end = skip_digits(end + 1);
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      ++end;
      if (end < text_.size() && (text_[end] == '+' || text_[end] == '-')) ++end;
      if (!is_digit_at(end)) return fault_at(text_, end, "the exponent of a number needs a digit");
      end = skip_digits(end);
    }
    if (is_word_byte_at(end) || (end < text_.size() && (text_[end] == '_' || text_[end] == '.'))) {
      return fault_at(text_, end, fmt::format("a number cannot continue with '{}'", text_[end]));
    }
    return number_token(whole, end);
  }

  // Parses the number as JSON, so that it equals an input of the same spelling. Leading zeros,
  // which JSON does not allow, are skipped.
  base::Result<Token> number_token(std::size_t whole, std::size_t end) {
    std::size_t first = whole;
    while (text_[first] == '0' && is_digit_at(first + 1)) ++first;
    std::string json(text_.substr(at_, whole - at_));
    json += text_.substr(first, end - first);
    auto value = base::parse_json(json);
    if (!value) return fault_at(text_, at_, "the number is too large");
    return make_literal(end, *std::move(value));
  }

  base::Result<Token> read_marks() {
    const std::string_view rest = text_.substr(at_);
    const Operator* row = find_marks_at_start(rest);
    const ForeignOperator* foreign = find_foreign(rest);
    const std::size_t row_bytes = row == nullptr ? 0 : row->token.size();
    if (foreign != nullptr && foreign->marks.size() > row_bytes) {
      return fault_at(
          text_, at_,
          fmt::format("'{}' is not an operator, write '{}'", foreign->marks, foreign->instead));
    }
    if (row != nullptr) return make_operator(*row);
    const char first = rest.front();
    if (first == '.') return fault_at(text_, at_, "dotted paths are not supported");
    if (first == '$') return fault_at(text_, at_, "an input is named without '$'");
    if (std::string_view("+-*/%").find(first) != std::string_view::npos) {
      return fault_at(text_, at_, "arithmetic is not supported");
    }
    return fault_at(text_, at_,
                    fmt::format("{} has no meaning here", describe_character(text_, at_)));
  }

  // Makes the token that reaches from the current position to `end`, and moves to `end`.
  Token make(Token::Kind kind, std::size_t end) {
    Token token;
    token.kind = kind;
    token.offset = at_;
    token.text = text_.substr(at_, end - at_);
    at_ = end;
    return token;
  }

  Token make_literal(std::size_t end, base::Json value) {
    Token token = make(Token::Kind::kLiteral, end);
    token.literal = std::move(value);
    return token;
  }

  Token make_operator(const Operator& row) {
    Token token = make(Token::Kind::kOperator, at_ + row.token.size());
    token.row = &row;
    return token;
  }

  [[nodiscard]] bool is_digit_at(std::size_t offset) const {
    return offset < text_.size() && base::is_digit(text_[offset]);
  }

  [[nodiscard]] bool is_word_byte_at(std::size_t offset) const {
    return offset < text_.size() && base::is_alphanumeric(text_[offset]);
  }

  [[nodiscard]] std::size_t skip_digits(std::size_t offset) const {
    while (is_digit_at(offset)) ++offset;
    return offset;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

base::Result<std::vector<Token>> split_condition(std::string_view text) {
  return ConditionLexer(text).split();
}

}  // namespace flows::expr
