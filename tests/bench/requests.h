#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What the load asks: whole HTTP requests with the headers that an AWS SDK sends.
namespace flows::bench {

// The account that callers of a fixed resource have.
inline constexpr std::uint64_t kAccount = 123456789013;

std::string get_request(std::string_view path, std::uint64_t account = kAccount);
std::string post_request(std::string_view path, std::string_view body,
                         std::uint64_t account = kAccount);

// Bodies of CreateFlow. `small` has an Input and an Output node that are joined, `large` a chain of
// Prompt nodes between them and about 3 KB of definition.
std::string small_flow(std::string_view name);
std::string large_flow(std::string_view name);

// The body of InvokeFlow for both of them.
std::string_view flow_input();

}  // namespace flows::bench
