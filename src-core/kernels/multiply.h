// A 1x1 convolution of many pixels, and its gradient by the weights.
#pragma once

#include "ahead.h"

namespace dartboard {
namespace {

// sum[q][n] = sum over k of in[q, k] * other[k, n]: a block of a product of matrices that stays in the registers.
template <int Q, int N>
inline __attribute__((always_inline)) void product_block(const float* in, long q_step, long k_step, long depth,
                                                         const float* other, long width, Vector (&sum)[Q][N]) {
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++)
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) sum[q][n] = Vector{};
  for (long k = 0; k < depth; k++) {
    Vector v[N];
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) v[n] = at(other + k * width + n * LANES);
#pragma GCC unroll 16
    for (int q = 0; q < Q; q++) {
      const Vector u = splat(in[q * q_step + k * k_step]);
#pragma GCC unroll 16
      for (int n = 0; n < N; n++) sum[q][n] += u * v[n];
    }
  }
}

// out[p] = in[p] * weights, for `pixels` rows; all padded.
template <int Q, int N>
inline void multiply_block(const float* in, long in_stride, long depth, const float* weights, long width, float* out,
                           long out_stride) {
  Vector sum[Q][N];
  product_block<Q, N>(in, in_stride, 1, depth, weights, width, sum);
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++)
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) at(out + q * out_stride + n * LANES) = sum[q][n];
}

template <int N>
inline void multiply_columns(const float* in, long in_stride, long depth, const float* weights, long width, float* out,
                             long out_stride, long pixels, Ahead& ahead) {
  // One column has registers for twice as many pixels.
  constexpr int Q = N == 1 ? 2 * BLOCK : BLOCK;
  long p = 0;
  for (; p + Q <= pixels; p += Q) {
    ahead.lines<LINES_A_PRODUCT>();
    multiply_block<Q, N>(in + p * in_stride, in_stride, depth, weights, width, out + p * out_stride, out_stride);
  }
  for (; p < pixels; p++)
    multiply_block<1, N>(in + p * in_stride, in_stride, depth, weights, width, out + p * out_stride, out_stride);
}

void multiply(const float* in, long in_stride, long depth, const float* weights, long width, float* out,
              long out_stride, long pixels, Ahead& ahead) {
  long n = 0;
  for (; n + 2 * LANES <= width; n += 2 * LANES)
    multiply_columns<2>(in, in_stride, depth, weights + n, width, out + n, out_stride, pixels, ahead);
  for (; n < width; n += LANES)
    multiply_columns<1>(in, in_stride, depth, weights + n, width, out + n, out_stride, pixels, ahead);
}

// sums[a][b] += sum over pixels of in[p][a] * out[p][b], for the first `used` a at least; `sums` is [depth, width].
template <int Q, int N>
inline void correlate_block(const float* in, long in_stride, const float* out, long width, long pixels, double* sums) {
  Vector sum[Q][N];
  product_block<Q, N>(in, 1, in_stride, pixels, out, width, sum);
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++)
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) at(sums + q * width + n * LANES) += widen(sum[q][n]);
}

void correlate(const float* in, long depth, long used, const float* out, long width, long pixels, double* sums) {
  for (long p = 0; p < pixels; p += 2 * RUN) {
    const long count = min(2 * RUN, pixels - p);
    for (long k = 0; k < used; k += BLOCK) {
      long n = 0;
      for (; n + 2 * LANES <= width; n += 2 * LANES)
        correlate_block<BLOCK, 2>(in + p * depth + k, depth, out + p * width + n, width, count, sums + k * width + n);
      for (; n < width; n += LANES)
        correlate_block<BLOCK, 1>(in + p * depth + k, depth, out + p * width + n, width, count, sums + k * width + n);
    }
  }
}

}  // namespace
}  // namespace dartboard
