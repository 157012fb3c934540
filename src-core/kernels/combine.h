// Sums of normalised and weighted tensors, and what their gradients need.
#pragma once

#include "moments.h"

namespace dartboard {
namespace {

// How the pixels of a sum are gone through: in chunks of all terms that are added up before the next ones, few enough to
// stay in the cache and long enough stretches of memory; and some chunks make a part, which one thread works on.
class Chunks {
 public:
  Chunks(long pixels, long channels)
      : pixels_(pixels), chunk_(max(RUN, RUN * 64 / max(channels, 1) / RUN * RUN)), chunks_((pixels + chunk_ - 1) / chunk_) {}

  long parts() const { return (chunks_ + CHUNKS_A_PART - 1) / CHUNKS_A_PART; }

  // Calls with the first pixel and the end of each chunk of a part.
  template <typename Each>
  void of(long part, Each each) const {
    const long end = min((part + 1) * CHUNKS_A_PART, chunks_);
    for (long i = part * CHUNKS_A_PART; i < end; i++) each(i * chunk_, min((i + 1) * chunk_, pixels_));
  }

 private:
  static constexpr long CHUNKS_A_PART = 16;
  const long pixels_, chunk_, chunks_;
};

// Terms that are read side by side.
constexpr int AT_ONCE = 4;

template <int N, typename Lanes>
inline void add_terms(const Combine& args, const float* factors, long wide, long first, long c, Lanes lanes, long start,
                      long end) {
  const float* z[N];
  Vector mean[N], factor[N];
#pragma GCC unroll 16
  for (int n = 0; n < N; n++) {
    z[n] = args.terms[first + n].z + c;
    mean[n] = at(factors + 2 * (first + n) * wide + c);
    factor[n] = at(factors + (2 * (first + n) + 1) * wide + c);
  }
  const bool fresh = first == 0;
  const long channels = args.channels;
  float* const out = args.y + c;
  for (long p = start; p < end; p++) {
    Vector sum = fresh ? Vector{} : lanes.load(out + p * channels);
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) sum += (lanes.load(z[n] + p * channels) - mean[n]) * factor[n];
    lanes.store(out + p * channels, sum);
  }
}

void combine(const Combine& args, const Host& host) {
  const long channels = args.channels, wide = padded(channels);
  float* factors = host.scratch(FACTORS, 2 * args.count * wide);
  fill(factors, 2 * args.count * wide, 0);
  for (long i = 0; i < args.count; i++)
    for (long c = 0; c < channels; c++) {
      const Term& term = args.terms[i];
      factors[2 * i * wide + c] = term.moments ? term.moments[c] : 0;
      factors[(2 * i + 1) * wide + c] =
          static_cast<float>(term.moments ? term.gain * reciprocal_deviation(term.moments[channels + c]) : term.gain);
    }
  const Chunks chunks(args.pixels, channels);
  in_parts(host, chunks.parts(), [&](long part) {
    chunks.of(part, [&](long start, long end) {
      by_lanes(channels, [&](long c, auto lanes) {
        long i = 0;
        for (; i + AT_ONCE <= args.count; i += AT_ONCE) add_terms<AT_ONCE>(args, factors, wide, i, c, lanes, start, end);
        for (; i < args.count; i++) add_terms<1>(args, factors, wide, i, c, lanes, start, end);
      });
    });
  });
}

template <int N, typename Lanes>
inline void correlate_terms(const CombineGradient& args, const float* means, long wide, long first, long c, Lanes lanes,
                            long start, long end, double* sums) {
  const float* z[N];
  Vector mean[N];
#pragma GCC unroll 16
  for (int n = 0; n < N; n++) {
    z[n] = args.terms[first + n].z + c;
    mean[n] = at(means + (first + n) * wide + c);
  }
  for (long p = start; p < end; p += RUN) {
    Vector run[N] = {};
    for (long q = p; q < min(p + RUN, end); q++) {
      const Vector dy = lanes.load(args.dy + q * args.channels + c);
#pragma GCC unroll 16
      for (int n = 0; n < N; n++) run[n] += dy * (lanes.load(z[n] + q * args.channels) - mean[n]);
    }
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) at(sums + (first + n + 1) * wide + c) += widen(run[n]);
  }
}

void combine_gradient(const CombineGradient& args, const Host& host) {
  const long channels = args.channels, wide = padded(channels);
  float* means = host.scratch(FACTORS, max(1, args.count * wide));
  fill(means, args.count * wide, 0);
  for (long i = 0; i < args.count; i++)
    if (args.terms[i].moments)
      for (long c = 0; c < channels; c++) means[i * wide + c] = args.terms[i].moments[c];
  const Chunks chunks(args.pixels, channels);
  const long size = (args.count + 1) * wide;
  double* sums = doubles(host.scratch, SUMS, chunks.parts() * size);
  in_parts(host, chunks.parts(), [&](long part) {
    double* own = sums + part * size;
    chunks.of(part, [&](long start, long end) {
      by_lanes(channels, [&](long c, auto lanes) {
        Doubles sum[1] = {at(own + c)};
        sum_pixels<1>(end - start, sum, [&](long p, auto add) { add(0, lanes.load(args.dy + (start + p) * channels + c)); });
        at(own + c) = sum[0];
        long i = 0;
        for (; i + AT_ONCE <= args.count; i += AT_ONCE)
          correlate_terms<AT_ONCE>(args, means, wide, i, c, lanes, start, end, own);
        for (; i < args.count; i++) correlate_terms<1>(args, means, wide, i, c, lanes, start, end, own);
      });
    });
  });
  add_parts(sums, chunks.parts(), size);
  for (long c = 0; c < channels; c++) args.sums[c] = static_cast<float>(sums[c]);
  for (long i = 0; i < args.count; i++) {
    const float* moments = args.terms[i].moments;
    double total = 0;
    for (long c = 0; c < channels; c++) {
      const double sum = sums[(i + 1) * wide + c] * (moments ? reciprocal_deviation(moments[channels + c]) : 1);
      args.sums[(i + 1) * channels + c] = static_cast<float>(sum);
      total += sum;
    }
    args.d_gains[i] = static_cast<float>(total);
  }
}

}  // namespace
}  // namespace dartboard
