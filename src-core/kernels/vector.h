// Registers and the buffers that kernels work in.
#pragma once

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include "arguments.h"

namespace dartboard {
namespace {

// Channels that one register holds, and pixels that are worked on at once: as many as there are registers for.
#if defined(__AVX512F__)
constexpr long LANES = 16;
constexpr int BLOCK = 8;
#elif defined(__AVX2__)
constexpr long LANES = 8;
constexpr int BLOCK = 4;
#else
constexpr long LANES = 4;
constexpr int BLOCK = 4;
#endif

typedef float Vector __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));
typedef int Mask __attribute__((vector_size(LANES * sizeof(int))));
typedef double Doubles __attribute__((vector_size(LANES * sizeof(double)), aligned(8), may_alias));

// Pixels after which a sum of floats is added to a double.
constexpr long RUN = 32;

constexpr double EPSILON = 1e-5;

inline long padded(long channels) { return (channels + LANES - 1) / LANES * LANES; }
inline long min(long a, long b) { return a < b ? a : b; }
inline long max(long a, long b) { return a > b ? a : b; }
// Not `Vector{} + value`: that would have to turn -0 into 0, by an addition.
inline Vector splat(float value) { return value - Vector{}; }
inline Doubles widen(Vector v) { return __builtin_convertvector(v, Doubles); }

inline Vector& at(float* p) { return *reinterpret_cast<Vector*>(p); }
inline const Vector& at(const float* p) { return *reinterpret_cast<const Vector*>(p); }
inline Doubles& at(double* p) { return *reinterpret_cast<Doubles*>(p); }

// The channels of one register: all there, or fewer, when the rest counts as zero. `by_lanes` compiles a loop for each.
struct All {
  static Vector load(const float* p) { return at(p); }
  static void store(float* p, Vector v) { at(p) = v; }
};
struct Some {
#if defined(__AVX512F__)
  explicit Some(long count) : mask(static_cast<__mmask16>((1u << count) - 1)) {}
  Vector load(const float* p) const { return Vector(_mm512_maskz_loadu_ps(mask, p)); }
  void store(float* p, Vector v) const { _mm512_mask_storeu_ps(p, mask, __m512(v)); }
  __mmask16 mask;
#elif defined(__AVX2__)
  explicit Some(long count)
      : mask(_mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)),
                                _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7))) {}
  Vector load(const float* p) const { return Vector(_mm256_maskload_ps(p, mask)); }
  void store(float* p, Vector v) const { _mm256_maskstore_ps(p, mask, __m256(v)); }
  __m256i mask;
#else
  explicit Some(long count) : count(count) {}
  Vector load(const float* p) const {
    Vector v = {};
    for (long i = 0; i < count; i++) v[i] = p[i];
    return v;
  }
  void store(float* p, Vector v) const {
    for (long i = 0; i < count; i++) p[i] = v[i];
  }
  long count;
#endif
};

template <typename Body>
inline void by_lanes(long channels, Body body) {
  for (long c = 0; c < channels; c += LANES) {
    if (channels - c >= LANES)
      body(c, All{});
    else
      body(c, Some(channels - c));
  }
}

// Asks for memory that will be read or written soon. Nothing happens when there is none.
inline void expect(const float* p) { __builtin_prefetch(p, 0, 2); }

// How many pixels ahead that is.
constexpr long AHEAD = 64;

void fill(float* p, long count, float value) {
  for (long i = 0; i < count; i++) p[i] = value;
}

void clear(double* p, long count) {
  for (long i = 0; i < count; i++) p[i] = 0;
}

double* doubles(Scratch scratch, int slot, long count) {
  double* p = reinterpret_cast<double*>(scratch(slot, 2 * count));
  clear(p, count);
  return p;
}

// What an image of a term, a use or a stage's output is multiplied by.
template <typename Of>
inline float factor_of(const Of& of, long image) {
  return of.factors ? of.factors[image] : 1;
}

// Images that one thread works on; always the same ones together, so that sums do not depend on the number of threads.
constexpr long PART = 8;

inline long parts_of(long batch) { return (batch + PART - 1) / PART; }
inline long end_of(long part, long batch) { return min((part + 1) * PART, batch); }

// Calls `part` with 0 to `parts` - 1, in any order and on several threads. Buffers that a part asks for are its
// thread's.
template <typename Part>
void in_parts(const Host& host, long parts, Part part) {
  host.parallel(parts, [](long index, void* work) { (*static_cast<Part*>(work))(index); }, &part);
}

// Adds the sums of the other parts, [parts, count], to those of the first, in order.
inline void add_parts(double* sums, long parts, long count) {
  for (long part = 1; part < parts; part++)
    for (long i = 0; i < count; i++) sums[i] += sums[part * count + i];
}

inline double reciprocal_deviation(float variance) {
  return 1 / __builtin_sqrt(static_cast<double>(variance) + EPSILON);
}

// Of each channel: what is taken off it, multiplies it and is added to it, padded with zeros.
struct Norm {
  const float* mean;
  const float* scale;
  const float* offset;
};

// `p` has room for three times the padded channels.
Norm write_norm(const Normalisation& by, long channels, float* p) {
  const long wide = padded(channels);
  fill(p, 3 * wide, 0);
  for (long c = 0; c < channels; c++) {
    const double scale = by.moments ? reciprocal_deviation(by.moments[channels + c]) : 1;
    p[c] = by.moments ? by.moments[c] : 0;
    p[wide + c] = static_cast<float>(by.scale ? by.scale[c] * scale : scale);
    p[2 * wide + c] = by.offset ? by.offset[c] : 0;
  }
  return {p, p + wide, p + 2 * wide};
}

Norm norm_of(const Normalisation& by, long channels, Scratch scratch, int slot) {
  return write_norm(by, channels, scratch(slot, 3 * padded(channels)));
}

enum Slot {
  INPUT,
  FILTERED,
  OUT,
  OUT_GRADIENT,
  FILTERED_GRADIENT,
  SPREAD,
  STRIDED,
  INPUT_GRADIENT,
  WEIGHTS,
  TRANSPOSED,
  FILTER,
  FLIPPED,
  NORM,
  IN_NORM,
  MOMENTS,
  SUMS,
  FACTORS,
  // Buffers of which siblings have one each are this far apart.
  SLOTS
};

}  // namespace
}  // namespace dartboard
