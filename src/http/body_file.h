#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace flows::http {

// The bytes of a body where the kernel can send them from without a copy: worth it for a long body
// that is sent again and again. Costs a file descriptor. Threads: any.
class BodyFile {
 public:
  // nullptr where the operating system gives no file.
  static std::shared_ptr<const BodyFile> make(std::string_view bytes);

  ~BodyFile();
  BodyFile(const BodyFile&) = delete;
  BodyFile& operator=(const BodyFile&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  BodyFile(int descriptor, std::size_t size) : descriptor_(descriptor), size_(size) {}

  int descriptor_;
  std::size_t size_;
};

}  // namespace flows::http
