#include "http/run_on.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "support/wait.h"

namespace flows::http {
namespace {

namespace asio = boost::asio;

// Runs one coroutine to its end on this thread and returns or throws what it did.
template <class Value>
Value complete(asio::io_context& io, Task<Value> task) {
  auto guard = asio::make_work_guard(io);
  std::promise<Value> promise;
  auto done = [&](std::exception_ptr thrown, Value value) {
    if (thrown) {
      promise.set_exception(thrown);
    } else {
      promise.set_value(std::move(value));
    }
    guard.reset();
  };
  asio::co_spawn(io.get_executor(), std::move(task), std::move(done));
  io.run();
  return testing::await(promise, "the coroutine to end");
}

Task<bool> work_elsewhere_and_come_back(base::WorkerPool& pool) {
  const std::thread::id here = std::this_thread::get_id();
  auto job = [] { return std::this_thread::get_id(); };
  const std::optional<std::thread::id> there = co_await run_on(pool, std::move(job));
  co_return there.has_value() && *there != here&& std::this_thread::get_id() == here;
}

TEST(RunOn, WorksOnThePoolAndResumesHere) {
  asio::io_context io(1);
  base::WorkerPool pool("test", 1, 1);
  EXPECT_TRUE(complete(io, work_elsewhere_and_come_back(pool)));
}

Task<std::optional<std::string>> return_text(base::WorkerPool& pool) {
  auto text = std::make_shared<std::string>("a result that is longer than a short string");
  auto job = [text] { return *text; };
  std::optional<std::string> result = co_await run_on(pool, std::move(job));
  // The job has been destroyed, and with it what it owned.
  EXPECT_EQ(text.use_count(), 1);
  co_return result;
}

TEST(RunOn, CarriesTheResult) {
  asio::io_context io(1);
  base::WorkerPool pool("test", 1, 1);
  EXPECT_EQ(complete(io, return_text(pool)), "a result that is longer than a short string");
}

Task<std::optional<int>> throw_there(base::WorkerPool& pool) {
  auto job = []() -> int { throw std::runtime_error("thrown on the pool"); };
  std::optional<int> result = co_await run_on(pool, std::move(job));
  co_return result;
}

TEST(RunOn, CarriesTheException) {
  asio::io_context io(1);
  base::WorkerPool pool("test", 1, 1);
  EXPECT_THROW(complete(io, throw_there(pool)), std::runtime_error);
}

Task<std::optional<int>> return_number(base::WorkerPool& pool) {
  auto job = [] { return 7; };
  std::optional<int> result = co_await run_on(pool, std::move(job));
  co_return result;
}

TEST(RunOn, SaysSoIfThePoolTakesNothing) {
  asio::io_context io(1);
  base::WorkerPool pool("test", 1, 1);
  pool.close();
  EXPECT_FALSE(complete(io, return_number(pool)));
}

Task<int> add_up(base::WorkerPool& pool) {
  int sum = 0;
  for (int turn = 0; turn < 500; ++turn) {
    auto job = [turn] { return turn; };
    const std::optional<int> result = co_await run_on(pool, std::move(job));
    sum += result.value_or(0);
  }
  co_return sum;
}

TEST(RunOn, GoesToAndFroManyTimes) {
  asio::io_context io(1);
  base::WorkerPool pool("test", 4, 4);
  EXPECT_EQ(complete(io, add_up(pool)), 499 * 500 / 2);
}

}  // namespace
}  // namespace flows::http
