// Depthwise convolutions, and their gradient by the filter.
#pragma once

#include "ahead.h"

namespace dartboard {
namespace {

// Goes on to the next pixel, so that the compiler does not keep the places of all pixels for itself: there are too few
// registers for that.
inline void step(const float*& p, long wide) {
  p += wide;
  asm("" : "+r"(p));
}

// Q neighbouring outputs of a depthwise convolution, for the channels of one register; each input is loaded once a row.
template <int Q, int K, int S, int D>
inline void filter_block(const float* in, long row, long wide, const float* filter, float* out, bool more) {
  Vector sum[Q];
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++) sum[q] = more ? at(out + q * wide) : Vector{};
  for (long ky = 0; ky < K; ky++) {
    const float* line = in + ky * D * row;
    Vector f[K];
#pragma GCC unroll 16
    for (int kx = 0; kx < K; kx++) f[kx] = at(filter + (ky * K + kx) * wide);
    Vector v[(Q - 1) * S + (K - 1) * D + 1];
#pragma GCC unroll 64
    for (int j = 0; j <= (Q - 1) * S + (K - 1) * D; j++, line += wide) v[j] = at(line);
    // One output after another, so that none waits for itself.
#pragma GCC unroll 16
    for (int kx = 0; kx < K; kx++)
#pragma GCC unroll 16
      for (int q = 0; q < Q; q++) sum[q] += f[kx] * v[q * S + kx * D];
  }
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++) at(out + q * wide) = sum[q];
}

template <int K, int S, int D>
void filter_rows(const float* in, long row, long wide, const float* filter, float* out, long height, long width,
                 bool more, Ahead& ahead) {
  for (long y = 0; y < height; y++)
    for (long c = 0; c < wide; c += LANES) {
      const float* line = in + y * S * row + c;
      float* target = out + y * width * wide + c;
      long x = 0;
      for (; x + BLOCK <= width; x += BLOCK) {
        ahead.lines<LINES_A_FILTER>();
        filter_block<BLOCK, K, S, D>(line + x * S * wide, row, wide, filter + c, target + x * wide, more);
      }
      for (; x < width; x++)
        filter_block<1, K, S, D>(line + x * S * wide, row, wide, filter + c, target + x * wide, more);
    }
}

// sums[ky][kx] += sum over pixels of in[...] * gradient, as in filter_rows. For Q neighbouring pixels and R rows of the
// filter.
template <int Q, int R, int K, int S, int D>
inline void correlate_filter_block(const float* in, long row, long wide, const float* gradient, Vector (&sum)[R][K]) {
  Vector d[Q];
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++) d[q] = at(gradient), step(gradient, wide);
  const float* lines[R];
#pragma GCC unroll 16
  for (int r = 0; r < R; r++) lines[r] = in + r * D * row;
#pragma GCC unroll 64
  for (int j = 0; j <= (Q - 1) * S + (K - 1) * D; j++)
#pragma GCC unroll 16
    for (int r = 0; r < R; r++) {
      const Vector v = at(lines[r]);
      step(lines[r], wide);
#pragma GCC unroll 16
      for (int kx = 0; kx < K; kx++) {
        const int q = (j - kx * D) / S;
        if (j >= kx * D && q < Q && q * S + kx * D == j) sum[r][kx] += d[q] * v;
      }
    }
}

template <int K, int S, int D>
void correlate_filter_rows(const float* in, long row, long wide, const float* gradient, long gradient_row, long height,
                           long width, double* sums) {
  // Enough sums at once that none waits for itself.
  constexpr int R = K == 3 ? 3 : K == 5 && BLOCK == 8 ? 5 : 1;
  constexpr int Q = R == 5 ? BLOCK / 2 : BLOCK;
  const long rows = max(1, 2 * RUN / width);
  for (long c = 0; c < wide; c += LANES)
    for (long y = 0; y < height; y += rows)
      for (long ky = 0; ky < K; ky += R)
        for (long x = 0; x < width; x += 2 * RUN) {
          Vector sum[R][K] = {};
          for (long v = y; v < min(y + rows, height); v++) {
            const float* line = in + (v * S + ky * D) * row + c;
            const float* g = gradient + v * gradient_row + c;
            const long end = min(x + 2 * RUN, width);
            long u = x;
            for (; u + Q <= end; u += Q)
              correlate_filter_block<Q, R, K, S, D>(line + u * S * wide, row, wide, g + u * wide, sum);
            for (; u < end; u++)
              correlate_filter_block<1, R, K, S, D>(line + u * S * wide, row, wide, g + u * wide, sum);
          }
#pragma GCC unroll 16
          for (int r = 0; r < R; r++)
#pragma GCC unroll 16
            for (int kx = 0; kx < K; kx++) at(sums + ((ky + r) * K + kx) * wide + c) += widen(sum[r][kx]);
        }
}

// The depthwise filters that there are, with all that depends on their size known when this is compiled.
struct Filters {
  // out[y][x] = sum of filter[ky][kx] * in[y * stride + ky * dilation][x * stride + kx * dilation]; `row` is in's row
  // in floats. Added to what is in `out` when there is `more` of it.
  void (*filter)(const float* in, long row, long wide, const float* filter, float* out, long height, long width,
                 bool more, Ahead& ahead);
  void (*correlate)(const float* in, long row, long wide, const float* gradient, long gradient_row, long height,
                    long width, double* sums);
};

template <int K>
Filters filters_of(long stride, long dilation) {
  if (stride == 1 && dilation == 1) return {filter_rows<K, 1, 1>, correlate_filter_rows<K, 1, 1>};
  if (stride == 1) return {filter_rows<K, 1, 2>, correlate_filter_rows<K, 1, 2>};
  if (dilation == 1) return {filter_rows<K, 2, 1>, correlate_filter_rows<K, 2, 1>};
  return {filter_rows<K, 2, 2>, correlate_filter_rows<K, 2, 2>};
}

Filters filters_of(long kernel, long stride, long dilation) {
  if (kernel == 3) return filters_of<3>(stride, dilation);
  if (kernel == 5) return filters_of<5>(stride, dilation);
  if (kernel == 7) return filters_of<7>(stride, dilation);
  return {};
}

// Zeros around an image.
void clear_border(float* image, long rows, long row, long pad, long wide) {
  fill(image, pad * row, 0);
  fill(image + (rows - pad) * row, pad * row, 0);
  for (long y = pad; y < rows - pad; y++) {
    fill(image + y * row, pad * wide, 0);
    fill(image + (y + 1) * row - pad * wide, pad * wide, 0);
  }
}

}  // namespace
}  // namespace dartboard
