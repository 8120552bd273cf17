#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/thread.h"
#include "base/worker_pool.h"

namespace flows::http {

// The executor type is explicit and not type-erased, so that a coroutine costs no more than a
// callback.
using Executor = boost::asio::io_context::executor_type;
template <class T>
using Task = boost::asio::awaitable<T, Executor>;
using UseTask = boost::asio::use_awaitable_t<Executor>;
inline constexpr UseTask kUseTask;

// Resumes a coroutine on its own executor: in `resume`, or in the destructor if `resume` was never
// called, because a coroutine that is never resumed would hold its connection for ever.
template <class Handler>
class Resumption {
 public:
  explicit Resumption(Handler handler) : handler_(std::move(handler)) {}
  ~Resumption() {
    if (handler_) base::run_guarded("resumption of a connection", [this] { resume(); });
  }
  Resumption(const Resumption&) = delete;
  Resumption& operator=(const Resumption&) = delete;

  void resume() {
    std::optional<Handler> handler = std::exchange(handler_, std::nullopt);
    const auto executor = boost::asio::get_associated_executor(*handler);
    boost::asio::post(executor, *std::move(handler));
  }

 private:
  std::optional<Handler> handler_;
};

// Passes a function to `start` and suspends until that function is called, or destroyed with all
// its copies. It may be called once, on any thread, at once or later.
template <class Start>
Task<void> until_called(Start start) {
  auto initiate = [](auto handler, Start begin) {
    auto waiting = std::make_shared<Resumption<decltype(handler)>>(std::move(handler));
    begin(std::function<void()>([waiting] { waiting->resume(); }));
  };
  return boost::asio::async_initiate<const UseTask, void()>(std::move(initiate), kUseTask,
                                                            std::move(start));
}

// Runs `job` on a thread of `pool` and resumes on the coroutine's executor with its result, or with
// nullopt if the pool had no room. Rethrows what the job threw. The job is destroyed before the
// coroutine resumes.
template <class Job, class Value = std::invoke_result_t<Job&>>
Task<std::optional<Value>> run_on(base::WorkerPool& pool, Job job) {
  std::optional<Job> work(std::move(job));
  std::optional<Value> value;
  std::exception_ptr failure;
  auto start = [&](std::function<void()> resume) {
    auto run = [&, resume] {
      try {
        value = (*work)();
      } catch (...) {
        failure = std::current_exception();
      }
      work.reset();
      resume();
    };
    if (!pool.submit(std::move(run))) resume();
  };
  co_await until_called(std::move(start));
  if (failure) std::rethrow_exception(failure);
  co_return std::move(value);
}

}  // namespace flows::http
