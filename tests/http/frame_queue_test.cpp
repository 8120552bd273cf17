#include "http/frame_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>

#include "support/wait.h"

namespace flows::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void wait_until_ready(FrameQueue& queue) {
  testing::Signal ready;
  queue.call_when_ready([&ready] { ready.raise(); });
  ready.wait("news of the queue");
}

TEST(FrameQueue, GivesAllThatIsThereInOrder) {
  FrameQueue queue(100);
  EXPECT_TRUE(queue.push("a"));
  EXPECT_TRUE(queue.push("b"));
  FrameQueue::Batch batch = queue.take();
  EXPECT_THAT(batch.frames, ElementsAre("a", "b"));
  EXPECT_FALSE(batch.finished);
  EXPECT_THAT(queue.take().frames, IsEmpty());
}

TEST(FrameQueue, KeepsWhatWasPushedBeforeTheEnd) {
  FrameQueue queue(100);
  EXPECT_TRUE(queue.push("a"));
  queue.finish();
  const FrameQueue::Batch batch = queue.take();
  EXPECT_THAT(batch.frames, ElementsAre("a"));
  EXPECT_TRUE(batch.finished);
}

TEST(FrameQueue, CallsBackAtOnceIfThereIsNews) {
  FrameQueue queue(100);
  bool called = false;
  EXPECT_TRUE(queue.push("a"));
  queue.call_when_ready([&called] { called = true; });
  EXPECT_TRUE(called);
}

TEST(FrameQueue, CallsBackOnceWhenNewsCome) {
  FrameQueue queue(100);
  int calls = 0;
  queue.call_when_ready([&calls] { ++calls; });
  EXPECT_EQ(calls, 0);
  EXPECT_TRUE(queue.push("a"));
  EXPECT_TRUE(queue.push("b"));
  queue.finish();
  EXPECT_EQ(calls, 1);
}

TEST(FrameQueue, TheEndAndTheClosingAreNews) {
  FrameQueue finished(100);
  FrameQueue closed(100);
  int calls = 0;
  finished.call_when_ready([&calls] { ++calls; });
  closed.call_when_ready([&calls] { ++calls; });
  finished.finish();
  closed.close();
  EXPECT_EQ(calls, 2);
  EXPECT_TRUE(closed.take().closed);
}

TEST(FrameQueue, AFullQueueMakesTheProducerWait) {
  FrameQueue queue(10);
  testing::TestThread producer("fills the queue", [&queue] {
    for (const char* frame : {"12345678", "abcdefgh", "ABCDEFGH"}) EXPECT_TRUE(queue.push(frame));
    queue.finish();
  });
  // No two frames fit together, so each batch holds one.
  std::vector<std::string> frames;
  FrameQueue::Batch batch;
  while (!batch.finished) {
    wait_until_ready(queue);
    batch = queue.take();
    EXPECT_LE(batch.frames.size(), 1U);
    for (std::string& frame : batch.frames) frames.push_back(std::move(frame));
  }
  producer.join();
  EXPECT_THAT(frames, ElementsAre("12345678", "abcdefgh", "ABCDEFGH"));
}

TEST(FrameQueue, AFrameLargerThanTheQueueGoesThroughAlone) {
  FrameQueue queue(10);
  EXPECT_TRUE(queue.push(std::string(1000, 'x')));
  EXPECT_EQ(queue.take().frames.at(0).size(), 1000U);
}

TEST(FrameQueue, ClosingFreesAProducerThatWaits) {
  FrameQueue queue(10);
  EXPECT_TRUE(queue.push("1234567890"));
  std::promise<bool> pushed;
  testing::TestThread producer("waits for a place", [&] { pushed.set_value(queue.push("more")); });
  queue.close();
  EXPECT_FALSE(testing::await(pushed, "the producer to be freed"));
  producer.join();
  EXPECT_FALSE(queue.push("later"));
  EXPECT_THAT(queue.take().frames, IsEmpty());
}

TEST(FrameQueue, LosesNothingBetweenTwoThreads) {
  constexpr int kFrames = 20'000;
  FrameQueue queue(64);
  testing::TestThread producer("fills the queue", [&queue] {
    for (int number = 0; number < kFrames; ++number) queue.push(std::to_string(number));
    queue.finish();
  });
  int next = 0;
  FrameQueue::Batch batch;
  while (!batch.finished) {
    wait_until_ready(queue);
    batch = queue.take();
    for (const std::string& frame : batch.frames) EXPECT_EQ(frame, std::to_string(next++));
  }
  producer.join();
  EXPECT_EQ(next, kFrames);
}

}  // namespace
}  // namespace flows::http
