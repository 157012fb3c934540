// Mean and variance of each channel.
#pragma once

#include "vector.h"

namespace dartboard {
namespace {

// Mean and variance of all images together, from those of each (Chan, Golub, LeVeque 1983).
class Moments {
 public:
  Moments(long channels, Scratch scratch)
      : channels_(channels),
        mean_(doubles(scratch, MEANS, padded(channels))),
        squares_(doubles(scratch, SQUARES, padded(channels))) {}

  void add(const float* z, long pixels) {
    const long channels = channels_, count = count_;
    double *const means = mean_, *const all_squares = squares_;
    by_lanes(channels, [=](long c, auto lanes) {
      Doubles sum = {};
      for (long p = 0; p < pixels; p += RUN) {
        Vector run = {};
        for (long q = p; q < min(p + RUN, pixels); q++) run += lanes.load(z + q * channels + c);
        sum += widen(run);
      }
      const Doubles mean = sum / static_cast<double>(pixels);
      const Vector centre = __builtin_convertvector(mean, Vector);
      Doubles squares = {};
      for (long p = 0; p < pixels; p += RUN) {
        Vector run = {};
        for (long q = p; q < min(p + RUN, pixels); q++) {
          const Vector d = lanes.load(z + q * channels + c) - centre;
          run += d * d;
        }
        squares += widen(run);
      }
      const Doubles rounded = mean - widen(centre);
      squares -= static_cast<double>(pixels) * rounded * rounded;
      const double before = static_cast<double>(count);
      const double all = static_cast<double>(count + pixels);
      const Doubles delta = mean - at(means + c);
      at(means + c) += delta * (static_cast<double>(pixels) / all);
      at(all_squares + c) += squares + delta * delta * (before * static_cast<double>(pixels) / all);
    });
    count_ += pixels;
  }

  void write(float* moments) const {
    for (long c = 0; c < channels_; c++) {
      moments[c] = static_cast<float>(mean_[c]);
      moments[channels_ + c] = static_cast<float>(squares_[c] / static_cast<double>(count_));
    }
  }

 private:
  const long channels_;
  long count_ = 0;
  double* const mean_;
  double* const squares_;
};

}  // namespace
}  // namespace dartboard
