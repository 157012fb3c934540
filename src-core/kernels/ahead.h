// Asking for memory while something else is computed.
#pragma once

#include "vector.h"

namespace dartboard {
namespace {

// Lines of the cache that are asked for with each block of a product and of a filter: as many as come in meanwhile.
constexpr int LINES_A_PRODUCT = 16;
constexpr int LINES_A_FILTER = 4;

// Stretches of memory that will be read soon, in their order, a few lines at a time. Asked for all at once, memory has
// nothing to do while the processor computes, and the processor nothing while memory answers.
class Ahead {
 public:
  // Begins anew: what was not asked for yet never will be.
  void clear() {
    count_ = next_ = 0;
    place_ = end_ = nullptr;
  }

  void add(const float* start, long floats) { stretches_[count_++] = {start, start + floats}; }

  // Asks for the next lines, but for the last few of a stretch.
  template <int LINES>
  void lines() {
    if (end_ - place_ < LINES * LINE) {
      if (next_ == count_) return;
      place_ = stretches_[next_].start;
      end_ = stretches_[next_++].end;
    }
#pragma GCC unroll 16
    for (int i = 0; i < LINES; i++) expect(place_ + i * LINE);
    place_ += LINES * LINE;
  }

 private:
  // Floats of a line.
  static constexpr long LINE = 16;
  struct Stretch {
    const float *start, *end;
  };
  // As many as one image of a stage's gradient needs.
  Stretch stretches_[4];
  int count_ = 0, next_ = 0;
  const float *place_ = nullptr, *end_ = nullptr;
};

}  // namespace
}  // namespace dartboard
