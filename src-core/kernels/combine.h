// Sums of normalised and weighted tensors, and what their gradients need.
#pragma once

#include "moments.h"

namespace dartboard {
namespace {

// How the pixels of a sum are gone through: in chunks of all terms that are added up before the next ones, few enough
// to stay in the cache and long enough stretches of memory; and some chunks make a part, which one thread works on.
class Chunks {
 public:
  // No chunk goes over the end of an image when a term has factors.
  template <typename Args>
  explicit Chunks(const Args& args)
      : pixels_(factored(args) ? args.pixels : args.batch * args.pixels),
        chunk_(max(RUN, RUN * 16 / max(args.channels, 1) / RUN * RUN)),
        of_image_((pixels_ + chunk_ - 1) / chunk_),
        chunks_(factored(args) ? args.batch * of_image_ : of_image_) {}

  long parts() const { return (chunks_ + CHUNKS_A_PART - 1) / CHUNKS_A_PART; }

  // Calls with the image, the first pixel and the end of each chunk of a part.
  template <typename Each>
  void of(long part, Each each) const {
    const long end = min((part + 1) * CHUNKS_A_PART, chunks_);
    for (long i = part * CHUNKS_A_PART; i < end; i++) {
      const long image = i / of_image_, first = i % of_image_ * chunk_;
      each(image, image * pixels_ + first, image * pixels_ + min(first + chunk_, pixels_));
    }
  }

 private:
  template <typename Args>
  static bool factored(const Args& args) {
    for (long i = 0; i < args.count; i++)
      if (args.terms[i].factors) return true;
    return false;
  }

  static constexpr long CHUNKS_A_PART = 64;
  const long pixels_, chunk_, of_image_, chunks_;
};

// Terms that are read side by side.
constexpr int AT_ONCE = 4;

template <int N, typename Lanes>
inline void add_terms(const Combine& args, const float* norms, long wide, long image, long first, long c, Lanes lanes,
                      long start, long end) {
  const float* z[N];
  Vector mean[N], scale[N], offset = {};
#pragma GCC unroll 16
  for (int n = 0; n < N; n++) {
    const Term& term = args.terms[first + n];
    const float* const norm = norms + 3 * (first + n) * wide + c;
    const float factor = term.gain * factor_of(term, image);
    z[n] = term.z + c;
    mean[n] = at(norm);
    scale[n] = at(norm + wide) * factor;
    offset += at(norm + 2 * wide) * factor;
  }
  const bool fresh = first == 0;
  const long channels = args.channels, ahead = (end - start) * channels;
  float* const out = args.y + c;
  for (long p = start; p < end; p++) {
    Vector sum = fresh ? offset : lanes.load(out + p * channels) + offset;
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) {
      const float* const place = z[n] + p * channels;
      expect(place + ahead);
      sum += (lanes.load(place) - mean[n]) * scale[n];
    }
    lanes.store(out + p * channels, sum);
  }
}

void combine(const Combine& args, const Host& host) {
  const long channels = args.channels, wide = padded(channels);
  float* norms = host.scratch(FACTORS, 3 * args.count * wide);
  for (long i = 0; i < args.count; i++) write_norm(args.terms[i].norm, channels, norms + 3 * i * wide);
  const Chunks chunks(args);
  in_parts(host, chunks.parts(), [&](long part) {
    chunks.of(part, [&](long image, long start, long end) {
      by_lanes(channels, [&](long c, auto lanes) {
        long i = 0;
        for (; i + AT_ONCE <= args.count; i += AT_ONCE)
          add_terms<AT_ONCE>(args, norms, wide, image, i, c, lanes, start, end);
        for (; i < args.count; i++) add_terms<1>(args, norms, wide, image, i, c, lanes, start, end);
      });
    });
  });
}

template <int N, typename Lanes>
inline void correlate_terms(const CombineGradient& args, const float* means, long wide, long image, long first, long c,
                            Lanes lanes, long start, long end, double* sums) {
  const float* z[N];
  Vector mean[N];
  const long ahead = (end - start) * args.channels;
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
      for (int n = 0; n < N; n++) {
        const float* const place = z[n] + q * args.channels;
        expect(place + ahead);
        run[n] += dy * (lanes.load(place) - mean[n]);
      }
    }
#pragma GCC unroll 16
    for (int n = 0; n < N; n++)
      at(sums + (first + n + 1) * wide + c) += widen(run[n]) * factor_of(args.terms[first + n], image);
  }
}

void combine_gradient(const CombineGradient& args, const Host& host) {
  const long channels = args.channels, wide = padded(channels), count = args.count;
  float* means = host.scratch(FACTORS, max(1, count * wide));
  fill(means, count * wide, 0);
  for (long i = 0; i < count; i++)
    if (args.terms[i].norm.moments)
      for (long c = 0; c < channels; c++) means[i * wide + c] = args.terms[i].norm.moments[c];
  const Chunks chunks(args);
  const long rows = args.factored ? 2 * count + 1 : count + 1, size = rows * wide;
  double* sums = doubles(host.scratch, SUMS, chunks.parts() * size);
  in_parts(host, chunks.parts(), [&](long part) {
    double* own = sums + part * size;
    chunks.of(part, [&](long image, long start, long end) {
      by_lanes(channels, [&](long c, auto lanes) {
        Doubles sum[1] = {};
        sum_pixels<1>(end - start, sum,
                      [&](long p, auto add) { add(0, lanes.load(args.dy + (start + p) * channels + c)); });
        at(own + c) += sum[0];
        for (long i = 0; args.factored && i < count; i++)
          at(own + (count + 1 + i) * wide + c) += sum[0] * factor_of(args.terms[i], image);
        long i = 0;
        for (; i + AT_ONCE <= count; i += AT_ONCE)
          correlate_terms<AT_ONCE>(args, means, wide, image, i, c, lanes, start, end, own);
        for (; i < count; i++) correlate_terms<1>(args, means, wide, image, i, c, lanes, start, end, own);
      });
    });
  });
  add_parts(sums, chunks.parts(), size);
  for (long row = 0; row < rows; row++) {
    const bool of_term = row > 0 && row <= count;
    const float* moments = of_term ? args.terms[row - 1].norm.moments : nullptr;
    double total = 0;
    for (long c = 0; c < channels; c++) {
      const double sum = sums[row * wide + c] * (moments ? reciprocal_deviation(moments[channels + c]) : 1);
      args.sums[row * channels + c] = static_cast<float>(sum);
      total += sum;
    }
    if (of_term) args.d_gains[row - 1] = static_cast<float>(total);
  }
}

}  // namespace
}  // namespace dartboard
