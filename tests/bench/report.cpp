#include "bench/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"

namespace flows::bench {
namespace {

using base::Json;

struct Spread {
  double median = 0;
  double min = 0;
  double max = 0;
};

// Of at least one value.
Spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t count = values.size();
  const double median = (values[(count - 1) / 2] + values[count / 2]) / 2;
  return {median, values.front(), values.back()};
}

// Round by round: what disturbs both sides of a round stays out of its ratio.
Spread results_of(const Measured& measured) {
  std::vector<double> results = measured.a;
  for (std::size_t i = 0; i < measured.b.size(); ++i) results[i] /= measured.b[i];
  return spread_of(std::move(results));
}

std::string_view verdict_on(const Measured& measured) {
  if (meets_goal(measured)) return "met";
  return measured.row.goal.is_alarming(results_of(measured).median) ? "ALARM" : "missed";
}

double worst_noise(const std::vector<Measured>& results) {
  double worst = 0;
  for (const Measured& result : results) worst = std::max(worst, result.cpus_of_others);
  return worst;
}

Json side(std::string_view name, const std::vector<double>& values) {
  return {{"name", name}, {"median", spread_of(values).median}, {"rounds", values}};
}

Json json_of(const Measured& measured) {
  const Row& row = measured.row;
  Json json = {{"name", row.name},
               {"unit", row.unit},
               {"wanted", row.goal.wanted == Wanted::kAtLeast ? "at least" : "at most"},
               {"goal", row.goal.goal},
               {"alarm", row.goal.alarm}};
  if (!measured.failure.empty()) {
    json["failure"] = measured.failure;
    return json;
  }
  const Spread result = results_of(measured);
  json["result"] = {{"median", result.median}, {"min", result.min}, {"max", result.max}};
  json["verdict"] = verdict_on(measured);
  json["a"] = side(row.a, measured.a);
  json["b"] = side(row.b, measured.b);
  json["cpusOfOthers"] = measured.cpus_of_others;
  return json;
}

std::string goal_text(const Goal& goal) {
  return fmt::format("{} {:g}", goal.wanted == Wanted::kAtLeast ? ">=" : "<=", goal.goal);
}

std::string table_row(const Measured& measured) {
  const Row& row = measured.row;
  if (!measured.failure.empty())
    return fmt::format("{:<46} FAILED: {}\n", row.name, measured.failure);
  const Spread result = results_of(measured);
  return fmt::format(
      "{:<46} {:>8} {:>8.4g} {:>8.4g} - {:<8.4g} {:<6} {:>6.2f}   {} {:.5g}, {} {:.5g} {}\n",
      row.name, goal_text(row.goal), result.median, result.min, result.max, verdict_on(measured),
      measured.cpus_of_others, row.a, spread_of(measured.a).median, row.b,
      spread_of(measured.b).median, row.unit);
}

}  // namespace

bool meets_goal(const Measured& measured) {
  return measured.failure.empty() && measured.row.goal.is_met(results_of(measured).median);
}

std::string as_table(const std::vector<Measured>& results, const Run& run) {
  std::string table = fmt::format("{:<46} {:>8} {:>8} {:^19} {:<6} {:>6}   {}\n", "row", "goal",
                                  "result", "min - max", "", "others", "A, B (medians)");
  for (const Measured& measured : results) table += table_row(measured);
  table += fmt::format("noise: other processes took up to {:.2f} CPUs during a row",
                       worst_noise(results));
  table +=
      run.cpus.server == run.cpus.load
          ? "; servers and load shared one CPU, so rates per second mean little\n"
          : fmt::format("; servers on CPU {}, load on CPU {}\n", run.cpus.server, run.cpus.load);
  return table;
}

std::string as_json(const std::vector<Measured>& results, const Run& run) {
  Json rows = Json::array();
  for (const Measured& measured : results) rows.push_back(json_of(measured));
  const Json noise = {{"cpusOfOthersMax", worst_noise(results)},
                      {"serverCpu", run.cpus.server},
                      {"loadCpu", run.cpus.load}};
  const Json report = {
      {"date", run.date}, {"commit", run.commit}, {"rows", rows}, {"noise", noise}};
  return report.dump(1) + "\n";
}

}  // namespace flows::bench
