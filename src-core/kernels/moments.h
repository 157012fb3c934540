// Mean and variance of each channel.
#pragma once

#include "vector.h"

namespace dartboard {
namespace {

// Chains of additions that run side by side, so that none waits for itself.
constexpr int CHAINS = 4;

// Adds what `each(p, add)` adds to the sums, for `pixels` pixels: some tens of floats a chain, those in double.
template <int SUMS_, typename Each>
inline void sum_pixels(long pixels, Doubles (&sums)[SUMS_], Each each) {
  for (long start = 0; start < pixels; start += CHAINS * RUN) {
    const long end = min(start + CHAINS * RUN, pixels);
    Vector run[SUMS_][CHAINS] = {};
    long p = start;
    for (; p + CHAINS <= end; p += CHAINS)
#pragma GCC unroll 4
      for (int i = 0; i < CHAINS; i++) each(p + i, [&](int sum, Vector v) { run[sum][i] += v; });
    for (; p < end; p++) each(p, [&](int sum, Vector v) { run[sum][0] += v; });
#pragma GCC unroll 4
    for (int s = 0; s < SUMS_; s++) sums[s] += widen((run[s][0] + run[s][1]) + (run[s][2] + run[s][3]));
  }
}

// Mean and sum of squared deviations of many pixels, from those of their parts (Chan, Golub, LeVeque 1983).
class Moments {
 public:
  // `sums` is [2, channels], padded: zeros, or what an earlier one of `count` pixels left there.
  Moments(long channels, double* sums, long count = 0)
      : channels_(channels), count_(count), mean_(sums), squares_(sums + padded(channels)) {}

  // Deviations are taken from about the mean: that of the pixels before, or of these when they are the first.
  void add(const float* z, long pixels) {
    const long channels = channels_, count = count_;
    double *const means = mean_, *const all_squares = squares_;
    by_lanes(channels, [=](long c, auto lanes) {
      Doubles about = at(means + c);
      if (count == 0) {
        Doubles sum[1] = {};
        sum_pixels<1>(pixels, sum, [&](long p, auto add) { add(0, lanes.load(z + p * channels + c)); });
        about = sum[0] / static_cast<double>(pixels);
      }
      const Vector centre = __builtin_convertvector(about, Vector);
      Doubles sums[2] = {};
      sum_pixels<2>(pixels, sums, [&](long p, auto add) {
        const Vector d = lanes.load(z + p * channels + c) - centre;
        add(0, d);
        add(1, d * d);
      });
      const Doubles off = sums[0] / static_cast<double>(pixels);
      merge(means + c, all_squares + c, count, widen(centre) + off, sums[1] - off * sums[0], pixels);
    });
    count_ += pixels;
  }

  void add(const Moments& other) {
    for (long c = 0; c < padded(channels_); c += LANES)
      merge(mean_ + c, squares_ + c, count_, at(other.mean_ + c), at(other.squares_ + c), other.count_);
    count_ += other.count_;
  }

  void write(float* moments) const {
    for (long c = 0; c < channels_; c++) {
      moments[c] = static_cast<float>(mean_[c]);
      moments[channels_ + c] = static_cast<float>(squares_[c] / static_cast<double>(count_));
    }
  }

 private:
  static void merge(double* means, double* all_squares, long count, Doubles mean, Doubles squares, long pixels) {
    const double before = static_cast<double>(count), more = static_cast<double>(pixels);
    const Doubles delta = mean - at(means);
    at(means) += delta * (more / (before + more));
    at(all_squares) += squares + delta * delta * (before * more / (before + more));
  }

  const long channels_;
  long count_;
  double* const mean_;
  double* const squares_;
};

// The moments of images that are worked on in parts.
class PartMoments {
 public:
  static long size(long channels, long batch) { return (parts_of(batch) + 1) * 2 * padded(channels); }

  // `sums` is `size` zeros.
  PartMoments(long channels, long batch, long pixels, double* sums)
      : channels_(channels), batch_(batch), pixels_(pixels), size_(2 * padded(channels)), sums_(sums) {}

  // Of a part, of whose images some are there already.
  Moments of(long part, long images) const { return Moments(channels_, sums_ + part * size_, images * pixels_); }

  void write(float* moments) const {
    const long parts = parts_of(batch_);
    Moments all(channels_, sums_ + parts * size_);
    for (long part = 0; part < parts; part++) all.add(of(part, end_of(part, batch_) - part * PART));
    all.write(moments);
  }

 private:
  const long channels_, batch_, pixels_, size_;
  double* const sums_;
};

}  // namespace
}  // namespace dartboard
