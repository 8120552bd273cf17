#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/rows.h"
#include "bench/server_process.h"

// The program under test as a server, and what its answers say. Everything throws Failure.
namespace flows::bench {

inline constexpr int kOk = 200, kCreated = 201, kAccepted = 202;

using Server = std::shared_ptr<ServerProcess>;

std::vector<std::string> program_arguments(const std::filesystem::path& database);

// With a database in the row's folder, and further flags.
Server start_program(const Setup& setup, const std::vector<std::string>& flags = {});

// The answer if it has that status.
std::string expect(int status, std::string answer);

std::string_view body_of(std::string_view answer);

// A string member of the JSON object in an answer.
std::string member(const std::string& answer, std::string_view name);

// Each creates a flow and returns its path, "/flows/ID/"; the second can be invoked.
std::string create_flow(std::uint16_t port, const std::string& body);
std::string create_prepared_flow(std::uint16_t port, const std::string& body);

// POST to where the test alias of a flow is invoked.
std::string invoke_request(const std::string& flow_path);

}  // namespace flows::bench
