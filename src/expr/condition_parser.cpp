#include "expr/condition_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "expr/condition_lexer.h"
#include "expr/text_reading.h"

namespace flows::expr {
namespace {

// Precedence climbing over the rows of the operator table.
class ConditionParser {
 public:
  ConditionParser(std::string_view text, std::vector<Token> tokens,
                  const std::vector<Operand>& inputs)
      : text_(text), tokens_(std::move(tokens)), inputs_(inputs) {}

  base::Result<ConditionNode> parse() {
    ASSIGN_OR_RETURN(ConditionNode root, parse_binding(0));
    if (!at(Token::Kind::kEnd))
      return fault(fmt::format("an operator must come next, not {}", here()));
    return root;
  }

 private:
  // Parses the longest expression whose operators outside of parentheses have at least this
  // precedence.
  base::Result<ConditionNode> parse_binding(int precedence_min) {
    ASSIGN_OR_RETURN(ConditionNode left, parse_operand(precedence_min));
    // The precedence of the chain in `left` that the next operator may extend; 0 if there is none.
    int open_precedence = 0;
    while (at(Token::Kind::kOperator)) {
      const Operator& row = *token().row;
      if (row.position != Position::kBetween || row.precedence < precedence_min) break;
      const bool continues = row.precedence == open_precedence;
      if (continues && !row.chains) {
        return fault(
            fmt::format("'{}' cannot follow another comparison without parentheses", row.token));
      }
      ++at_;
      ASSIGN_OR_RETURN(ConditionNode right, parse_binding(row.precedence + 1));
      if (!continues) left = ConditionNode{left.offset, first_of(std::move(left))};
      auto& chain = std::get<Operation>(left.content);
      chain.operators.push_back(&row);
      chain.operands.push_back(std::move(right));
      open_precedence = row.precedence;
    }
    return left;
  }

  static Operation first_of(ConditionNode operand) {
    Operation chain;
    chain.operands.push_back(std::move(operand));
    return chain;
  }

  base::Result<ConditionNode> parse_operand(int precedence_min) {
    if (!at(Token::Kind::kOperator)) return parse_primary();
    const Operator& row = *token().row;
    if (row.position != Position::kBefore)
      return fault(fmt::format("'{}' has no left operand", row.token));
    if (row.precedence < precedence_min) {
      return fault(fmt::format("'{}' needs parentheses here", row.token));
    }
    RETURN_IF_ERROR(go_deeper());
    const std::size_t offset = token().offset;
    ++at_;
    ASSIGN_OR_RETURN(ConditionNode operand, parse_binding(row.precedence));
    --depth_;
    Operation operation = first_of(std::move(operand));
    operation.operators.push_back(&row);
    return ConditionNode{offset, std::move(operation)};
  }

  base::Result<ConditionNode> parse_primary() {
    const Token& first = token();
    switch (first.kind) {
      case Token::Kind::kOpen: return parse_parentheses();
      case Token::Kind::kName: return parse_name();
      case Token::Kind::kLiteral: ++at_; return ConditionNode{first.offset, Literal{first.literal}};
      default: return fault(fmt::format("an operand must come next, not {}", here()));
    }
  }

  base::Result<ConditionNode> parse_parentheses() {
    RETURN_IF_ERROR(go_deeper());
    const std::size_t offset = token().offset;
    ++at_;
    ASSIGN_OR_RETURN(ConditionNode inside, parse_binding(0));
    if (!at(Token::Kind::kClose)) return fault(fmt::format("')' must come next, not {}", here()));
    ++at_;
    --depth_;
    inside.offset = offset;
    return inside;
  }

  base::Result<ConditionNode> parse_name() {
    const Token& name = token();
    if (tokens_[at_ + 1].kind == Token::Kind::kOpen) return fault("functions are not supported");
    const auto input = std::find_if(inputs_.begin(), inputs_.end(),
                                    [&name](const Operand& row) { return row.name == name.text; });
    if (input == inputs_.end()) {
      return fault(fmt::format("the node has no input named '{}'", name.text));
    }
    ++at_;
    const auto position = static_cast<std::size_t>(input - inputs_.begin());
    return ConditionNode{name.offset, InputReference{position, input->name}};
  }

  base::Result<void> go_deeper() {
    if (depth_ == base::limits::kExpressionDepthMax) {
      return fault(fmt::format("parentheses and 'not' nest deeper than {} levels", depth_));
    }
    ++depth_;
    return {};
  }

  [[nodiscard]] const Token& token() const { return tokens_[at_]; }
  [[nodiscard]] bool at(Token::Kind kind) const { return token().kind == kind; }

  [[nodiscard]] std::string here() const {
    return at(Token::Kind::kEnd) ? "the end of the expression" : fmt::format("'{}'", token().text);
  }

  [[nodiscard]] base::Error fault(std::string_view what) const {
    return fault_at(text_, token().offset, what);
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  const std::vector<Operand>& inputs_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

base::Result<ConditionNode> parse_condition(std::string_view text,
                                            const std::vector<Operand>& inputs) {
  ASSIGN_OR_RETURN(std::vector<Token> tokens, split_condition(text));
  return ConditionParser(text, std::move(tokens), inputs).parse();
}

}  // namespace flows::expr
