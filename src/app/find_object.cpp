// Makes exceptions work with C libraries before 2.35. The static unwinder of g++ 12 calls
// _dl_find_object to learn where the unwind tables of a function are, and has no other way; glibc
// has that function only since 2.35. The definition in this file replaces glibc's within this
// program.
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

#include <cstdint>
#include <span>

// An unwinder that does not know the function does not need it either.
#ifdef DLFO_STRUCT_HAS_EH_DBASE

namespace {

using Headers = std::span<const ElfW(Phdr)>;

struct Search {
  std::uintptr_t address;
  dl_find_object& found;
};

// Whether one of the segments holds the address. If so, `found` is set to what the unwinder reads.
bool find_in(const Headers& headers, std::uintptr_t base, const Search& search) {
  bool holds = false;
  std::uintptr_t unwind_table = 0;
  for (const ElfW(Phdr) & header : headers) {
    const std::uintptr_t begin = base + header.p_vaddr;
    if (header.p_type == PT_GNU_EH_FRAME) unwind_table = begin;
    if (header.p_type != PT_LOAD || search.address - begin >= header.p_memsz) continue;
    holds = true;
    search.found.dlfo_map_start = reinterpret_cast<void*>(begin);                 // NOLINT
    search.found.dlfo_map_end = reinterpret_cast<void*>(begin + header.p_memsz);  // NOLINT
  }
  search.found.dlfo_eh_frame = reinterpret_cast<void*>(unwind_table);  // NOLINT
  return holds && unwind_table != 0;
}

int find_in_object(dl_phdr_info* object, std::size_t /*size*/, void* search) {
  return find_in({object->dlpi_phdr, object->dlpi_phnum}, object->dlpi_addr,
                 *static_cast<const Search*>(search))
             ? 1
             : 0;
}

// Searches the segments of this program without taking the lock of the loader. They contain all of
// the program's own code, so threads that throw do not wait for each other.
bool find_in_program(const Search& search) {
  const auto* const first = reinterpret_cast<const ElfW(Phdr)*>(getauxval(AT_PHDR));  // NOLINT
  const Headers headers(first, getauxval(AT_PHNUM));
  for (const ElfW(Phdr) & header : headers) {
    if (header.p_type != PT_PHDR) continue;
    return find_in(headers, reinterpret_cast<std::uintptr_t>(first) - header.p_vaddr,  // NOLINT
                   search);
  }
  return false;
}

}  // namespace

// The name is glibc's. NOLINTNEXTLINE(readability-identifier-naming, bugprone-reserved-identifier)
extern "C" __attribute__((visibility("hidden"))) int _dl_find_object(
    void* address, dl_find_object* result) noexcept {
  Search search{reinterpret_cast<std::uintptr_t>(address), *result};  // NOLINT
  result->dlfo_flags = 0;
  result->dlfo_link_map = nullptr;  // the unwinder does not use it
  if (find_in_program(search)) return 0;
  return dl_iterate_phdr(find_in_object, &search) == 0 ? -1 : 0;
}

#endif
