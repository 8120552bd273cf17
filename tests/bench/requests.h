#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What the load asks: whole HTTP requests with the headers that an AWS SDK sends.
namespace flows::bench {

// The account that callers of a fixed resource have.
inline constexpr std::uint64_t kAccount = 123456789013;

std::string get_request(std::string_view path, std::uint64_t account = kAccount);
std::string put_request(std::string_view path, std::string_view body);
std::string post_request(std::string_view path, std::string_view body,
                         std::uint64_t account = kAccount);

// Bodies of CreateFlow. `small` has an Input and an Output node that are joined, `large` a chain of
// Prompt nodes between them and about 3 KB of definition.
std::string small_flow(std::string_view name);
std::string large_flow(std::string_view name);

// A chain of 38 Prompt nodes, about 100 KB of definition.
std::string huge_flow(std::string_view name);

// A Prompt and an InlineCode node, each between Input and Output.
std::string asking_flow(std::string_view name);
std::string code_flow(std::string_view name);

// An Input, a Condition and two Output nodes.
std::string deciding_flow(std::string_view name);

// The body of InvokeFlow for all of them.
std::string_view flow_input();

}  // namespace flows::bench
