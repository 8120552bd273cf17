#include "bench/rows.h"

#include <array>

#include "bench/code_rows.h"
#include "bench/execution_rows.h"
#include "bench/http_rows.h"
#include "bench/list_rows.h"
#include "bench/process_rows.h"
#include "bench/validation.h"
#include "bench/waiting_rows.h"

namespace flows::bench {
namespace {

constexpr std::string_view kPerCpu = "/CPU s";
constexpr std::string_view kExecutions = "executions/s";
constexpr std::string_view kMicroseconds = "us";

constexpr Goal at_least(double goal, double alarm) { return {Wanted::kAtLeast, goal, alarm}; }
constexpr Goal at_most(double goal, double alarm) { return {Wanted::kAtMost, goal, alarm}; }

constexpr std::array kRows{
    Row{"GetFlow, 3 KB", "program", "nginx", kPerCpu, at_least(0.95, 0.7), prepare_get_small_flow},
    Row{"GetFlow, 100 KB", "program", "nginx", kPerCpu, at_least(0.6, 0.4), prepare_get_large_flow},
    Row{"GetFlow, one connection, p50", "program", "nginx", kMicroseconds, at_most(1.2, 2),
        prepare_median_latency},
    Row{"GetFlow, one connection, p99", "program", "nginx", kMicroseconds, at_most(2, 4),
        prepare_tail_latency},
    Row{"GetFlow beside 1,000 idle connections", "with them", "without", kPerCpu,
        at_least(0.95, 0.8), prepare_idle_connections},
    Row{"InvokeFlow, Input to Output", "program", "nginx", kPerCpu, at_least(0.45, 0.25),
        prepare_invoke_flow},
    Row{"First byte of an idle stream", "program", "bare server", kMicroseconds, at_most(3, 5),
        prepare_first_byte},
    Row{"GetFlow, HTTP/2, 32 streams", "program", "nginx", kPerCpu, at_least(0.8, 0.6),
        prepare_get_flow_over_http2},
    Row{"First byte of an idle stream, HTTP/2", "HTTP/2", "HTTP/1.1", kMicroseconds,
        at_most(1.1, 1.3), prepare_first_byte_over_http2},
    // The goals of these three: what results/2026-11-21-7fdf253.json holds, the median less the
    // distance from the smallest result to the largest. Beyond twice that distance is the alarm.
    Row{"Executions, 32 connections", "program", "bare SQLite", kExecutions, at_least(0.32, 0.3),
        prepare_start_rate},
    Row{"Executions, 256 connections", "program", "bare SQLite", kExecutions, at_least(0.21, 0.09),
        prepare_start_rate_of_many},
    Row{"Executions, 32 connections, FULL", "program", "bare SQLite", kExecutions,
        at_least(0.16, 0.09), prepare_start_rate_synced},
    Row{"The fourth 100,000 executions", "fourth", "first", kExecutions, at_least(0.75, 0.5),
        prepare_fourth_executions, false},
    Row{"Page of 100 out of 1,000,000", "program", "bare SQLite", kPerCpu, at_least(0.5, 0.3),
        prepare_page},
    Row{"1,000,000 stored: GetFlow", "1,000,000", "5,000", kMicroseconds, at_most(1.2, 2),
        prepare_growth_of_get_flow},
    Row{"1,000,000 stored: GetFlowExecution", "1,000,000", "5,000", kMicroseconds, at_most(1.2, 2),
        prepare_growth_of_get_execution},
    Row{"1,000,000 stored: first page", "1,000,000", "5,000", kMicroseconds, at_most(1.2, 2),
        prepare_growth_of_first_page},
    Row{"1,000,000 stored: last page", "1,000,000", "5,000", kMicroseconds, at_most(1.2, 2),
        prepare_growth_of_last_page},
    Row{"1,000,000 stored: start", "1,000,000", "5,000", kMicroseconds, at_most(1.2, 2),
        prepare_growth_of_start},
    Row{"1,000 flows that wait, in flight at once", "in flight", "asked for", "flows",
        at_least(1, 1), prepare_flows_in_flight},
    Row{"1,000 flows that wait, memory of each", "program", "bare thread", "KiB", at_most(8, 12),
        prepare_memory_of_waiting_flows},
    Row{"1,000 flows that wait, p99 of GetFlow", "with them", "without", kMicroseconds,
        at_most(3, 3), prepare_latency_beside_waiting_flows},
    Row{"CreateFlow, 100 KB", "program", "one parse", "CPU us", at_most(1.5, 3), prepare_creation},
    Row{"Validating and compiling 40 nodes", "both", "parse and print", kMicroseconds,
        at_most(1.3, 3), prepare_compilation},
    // A hundred times as many: look-ups by name grow with the logarithm, and the processor's caches
    // end.
    Row{"Validation, per 40 nodes", "of 4,000 nodes", "of 40", kMicroseconds, at_most(3, 10),
        prepare_validation_growth},
    Row{"InlineCode, one at a time", "program", "warm worker", kMicroseconds, at_most(3, 3),
        prepare_code_latency},
    Row{"InlineCode, sustained", "program", "warm parent that forks", "runs/s", at_least(0.7, 0.7),
        prepare_code_rate},
    Row{"Start to first answer, fresh database", "program", "bare server", "ms", at_most(1.5, 3),
        prepare_start_time},
    Row{"Idle memory", "program", "bare server", "MiB", at_most(3, 5), prepare_idle_memory},
    // The bare server speaks no TLS, which is a third of the program.
    Row{"Binary without symbols", "program", "bare server", "MiB", at_most(4, 5),
        prepare_binary_size},
};

}  // namespace

std::span<const Row> rows() { return kRows; }

}  // namespace flows::bench
