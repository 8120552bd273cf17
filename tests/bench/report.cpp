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
Spread ratios_of(const Measured& result) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < result.a.size(); ++i) ratios.push_back(result.a[i] / result.b[i]);
  return spread_of(std::move(ratios));
}

double worst_noise(const std::vector<Measured>& results) {
  double worst = 0;
  for (const Measured& result : results) worst = std::max(worst, result.cpus_of_others);
  return worst;
}

Json side(std::string_view name, const std::vector<double>& values) {
  return {{"name", name}, {"median", spread_of(values).median}, {"rounds", values}};
}

Json json_of(const Measured& result) {
  Json json = {{"name", result.row.name}, {"unit", result.row.unit}, {"better", result.row.better}};
  if (!result.failure.empty()) {
    json["failure"] = result.failure;
    return json;
  }
  const Spread ratio = ratios_of(result);
  json["ratio"] = {{"median", ratio.median}, {"min", ratio.min}, {"max", ratio.max}};
  json["a"] = side(result.row.a, result.a);
  json["b"] = side(result.row.b, result.b);
  json["cpusOfOthers"] = result.cpus_of_others;
  return json;
}

std::string table_row(const Measured& result) {
  const Row& row = result.row;
  if (!result.failure.empty()) return fmt::format("{:<44} FAILED: {}\n", row.name, result.failure);
  const Spread ratio = ratios_of(result);
  const double a = spread_of(result.a).median, b = spread_of(result.b).median;
  return fmt::format(
      "{:<44} {:>6.3f} {:>6.3f}-{:<6.3f} {:>6}  {:>6.2f}   {} {:.6g}, {} {:.6g} {}\n", row.name,
      ratio.median, ratio.min, ratio.max, row.better, result.cpus_of_others, row.a, a, row.b, b,
      row.unit);
}

}  // namespace

std::string as_table(const std::vector<Measured>& results, const Cpus& cpus) {
  std::string table = fmt::format("{:<44} {:>6} {:^13} {:>6}  {:>6}   {}\n", "row", "A/B",
                                  "min-max", "better", "others", "A, B (medians)");
  for (const Measured& result : results) table += table_row(result);
  table += fmt::format("noise: other processes took up to {:.2f} CPUs during a row",
                       worst_noise(results));
  table += cpus.server == cpus.load
               ? "; servers and load shared one CPU, so rates per second mean little\n"
               : fmt::format("; servers on CPU {}, load on CPU {}\n", cpus.server, cpus.load);
  return table;
}

std::string as_json(const std::vector<Measured>& results, const Cpus& cpus) {
  Json rows = Json::array();
  for (const Measured& result : results) rows.push_back(json_of(result));
  const Json noise = {{"cpusOfOthersMax", worst_noise(results)},
                      {"serverCpu", cpus.server},
                      {"loadCpu", cpus.load}};
  return base::to_text({{"rows", rows}, {"noise", noise}}) + "\n";
}

}  // namespace flows::bench
