// The fused operations of a search cell on a CPU. An image at a time, so that all that lies between a stage's input and
// its output stays in the cache; sums over pixels are taken over some tens of floats and go on in double.
//
// Compiled once for each kind of processor (KERNELS names the result). Everything here is local and no header with
// inline functions is used, so that no code for a newer processor can end up in the library's common part.
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

// The 16 channels from one on: all there, or fewer, when the rest counts as zero. Loops are compiled for each
// (`by_lanes`).
struct All {
  static Vector load(const float* p) { return at(p); }
  static void store(float* p, Vector v) { at(p) = v; }
};
struct Some {
  long count;
  Vector load(const float* p) const {
    Vector v = {};
    for (long i = 0; i < count; i++) v[i] = p[i];
    return v;
  }
  void store(float* p, Vector v) const {
    for (long i = 0; i < count; i++) p[i] = v[i];
  }
};

template <typename Body>
inline void by_lanes(long channels, Body body) {
  for (long c = 0; c < channels; c += LANES) {
    if (channels - c >= LANES)
      body(c, All{});
    else
      body(c, Some{channels - c});
  }
}

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

inline double reciprocal_deviation(float variance) {
  return 1 / __builtin_sqrt(static_cast<double>(variance) + EPSILON);
}

// Mean and 1 / deviation of each channel, padded with zeros.
struct Norm {
  const float* mean;
  const float* scale;
};

Norm norm_of(const float* moments, long channels, Scratch scratch, int slot) {
  const long wide = padded(channels);
  float* p = scratch(slot, 2 * wide);
  fill(p, 2 * wide, 0);
  for (long c = 0; c < channels; c++) {
    p[c] = moments[c];
    p[wide + c] = static_cast<float>(reciprocal_deviation(moments[channels + c]));
  }
  return {p, p + wide};
}

enum Slot {
  INPUT,
  FILTERED,
  OUT,
  OUT_GRADIENT,
  FILTERED_GRADIENT,
  SPREAD,
  INPUT_GRADIENT,
  WEIGHTS,
  TRANSPOSED,
  FILTER,
  FLIPPED,
  NORM,
  IN_NORM,
  MEANS,
  SQUARES,
  SUMS,
  FILTER_SUMS,
  WEIGHT_SUMS,
  FACTORS
};

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

// out[p] = in[p] * weights, for `pixels` rows; all padded.
template <int Q, int N>
inline void multiply_block(const float* in, long in_stride, long depth, const float* weights, long width, float* out,
                           long out_stride) {
  Vector sum[Q][N];
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++)
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) sum[q][n] = Vector{};
  for (long k = 0; k < depth; k++) {
    Vector w[N];
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) w[n] = at(weights + k * width + n * LANES);
#pragma GCC unroll 16
    for (int q = 0; q < Q; q++) {
      const Vector v = splat(in[q * in_stride + k]);
#pragma GCC unroll 16
      for (int n = 0; n < N; n++) sum[q][n] += v * w[n];
    }
  }
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++)
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) at(out + q * out_stride + n * LANES) = sum[q][n];
}

template <int N>
inline void multiply_columns(const float* in, long in_stride, long depth, const float* weights, long width, float* out,
                             long out_stride, long pixels) {
  long p = 0;
  for (; p + BLOCK <= pixels; p += BLOCK)
    multiply_block<BLOCK, N>(in + p * in_stride, in_stride, depth, weights, width, out + p * out_stride, out_stride);
  for (; p < pixels; p++)
    multiply_block<1, N>(in + p * in_stride, in_stride, depth, weights, width, out + p * out_stride, out_stride);
}

void multiply(const float* in, long in_stride, long depth, const float* weights, long width, float* out,
              long out_stride, long pixels) {
  long n = 0;
  for (; n + 2 * LANES <= width; n += 2 * LANES)
    multiply_columns<2>(in, in_stride, depth, weights + n, width, out + n, out_stride, pixels);
  for (; n < width; n += LANES)
    multiply_columns<1>(in, in_stride, depth, weights + n, width, out + n, out_stride, pixels);
}

// sums[a][b] += sum over pixels of in[p][a] * out[p][b]; `sums` is [depth, width].
template <int Q, int N>
inline void correlate_block(const float* in, long in_stride, const float* out, long width, long pixels, double* sums) {
  Vector sum[Q][N];
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++)
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) sum[q][n] = Vector{};
  for (long p = 0; p < pixels; p++) {
    Vector v[N];
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) v[n] = at(out + p * width + n * LANES);
#pragma GCC unroll 16
    for (int q = 0; q < Q; q++) {
      const Vector u = splat(in[p * in_stride + q]);
#pragma GCC unroll 16
      for (int n = 0; n < N; n++) sum[q][n] += u * v[n];
    }
  }
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++)
#pragma GCC unroll 16
    for (int n = 0; n < N; n++) at(sums + q * width + n * LANES) += widen(sum[q][n]);
}

void correlate(const float* in, long depth, const float* out, long width, long pixels, double* sums) {
  for (long p = 0; p < pixels; p += 2 * RUN) {
    const long count = min(2 * RUN, pixels - p);
    for (long k = 0; k < depth; k += BLOCK) {
      long n = 0;
      for (; n + 2 * LANES <= width; n += 2 * LANES)
        correlate_block<BLOCK, 2>(in + p * depth + k, depth, out + p * width + n, width, count, sums + k * width + n);
      for (; n < width; n += LANES)
        correlate_block<BLOCK, 1>(in + p * depth + k, depth, out + p * width + n, width, count, sums + k * width + n);
    }
  }
}

// Q neighbouring outputs of a depthwise convolution, for the channels of one register; each input is loaded once a row.
template <int Q, int K, int S, int D>
inline void filter_block(const float* in, long row, long wide, const float* filter, float* out) {
  Vector sum[Q];
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++) sum[q] = Vector{};
  for (long ky = 0; ky < K; ky++) {
    const float* line = in + ky * D * row;
    Vector f[K];
#pragma GCC unroll 16
    for (int kx = 0; kx < K; kx++) f[kx] = at(filter + (ky * K + kx) * wide);
#pragma GCC unroll 64
    for (int j = 0; j <= (Q - 1) * S + (K - 1) * D; j++) {
      const Vector v = at(line + j * wide);
#pragma GCC unroll 16
      for (int kx = 0; kx < K; kx++) {
        const int q = (j - kx * D) / S;
        if (j >= kx * D && q < Q && q * S + kx * D == j) sum[q] += f[kx] * v;
      }
    }
  }
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++) at(out + q * wide) = sum[q];
}

template <int K, int S, int D>
void filter_rows(const float* in, long row, long wide, const float* filter, float* out, long height, long width) {
  for (long y = 0; y < height; y++)
    for (long c = 0; c < wide; c += LANES) {
      const float* line = in + y * S * row + c;
      float* target = out + y * width * wide + c;
      long x = 0;
      for (; x + BLOCK <= width; x += BLOCK)
        filter_block<BLOCK, K, S, D>(line + x * S * wide, row, wide, filter + c, target + x * wide);
      for (; x < width; x++) filter_block<1, K, S, D>(line + x * S * wide, row, wide, filter + c, target + x * wide);
    }
}

// sums[ky][kx] += sum over pixels of in[...] * gradient, as in filter_rows. For Q neighbouring pixels and R rows of the
// filter.
template <int Q, int R, int K, int S, int D>
inline void correlate_filter_block(const float* in, long row, long wide, const float* gradient, Vector (&sum)[R][K]) {
  Vector d[Q];
#pragma GCC unroll 16
  for (int q = 0; q < Q; q++) d[q] = at(gradient + q * wide);
#pragma GCC unroll 16
  for (int r = 0; r < R; r++) {
    const float* line = in + r * D * row;
#pragma GCC unroll 64
    for (int j = 0; j <= (Q - 1) * S + (K - 1) * D; j++) {
      const Vector v = at(line + j * wide);
#pragma GCC unroll 16
      for (int kx = 0; kx < K; kx++) {
        const int q = (j - kx * D) / S;
        if (j >= kx * D && q < Q && q * S + kx * D == j) sum[r][kx] += d[q] * v;
      }
    }
  }
}

template <int K, int S, int D>
void correlate_filter_rows(const float* in, long row, long wide, const float* gradient, long gradient_row, long height,
                           long width, double* sums) {
  // Enough sums at once that none waits for itself.
  constexpr int R = K == 3 ? 3 : 1;
  const long rows = max(1, RUN / width);
  for (long c = 0; c < wide; c += LANES)
    for (long y = 0; y < height; y += rows)
      for (long ky = 0; ky < K; ky += R)
        for (long x = 0; x < width; x += RUN) {
          Vector sum[R][K] = {};
          for (long v = y; v < min(y + rows, height); v++) {
            const float* line = in + (v * S + ky * D) * row + c;
            const float* g = gradient + v * gradient_row + c;
            const long end = min(x + RUN, width);
            long u = x;
            for (; u + BLOCK <= end; u += BLOCK)
              correlate_filter_block<BLOCK, R, K, S, D>(line + u * S * wide, row, wide, g + u * wide, sum);
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
  // in floats.
  void (*filter)(const float* in, long row, long wide, const float* filter, float* out, long height, long width);
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

// A stage with all that does not depend on the image made ready.
class PreparedStage {
 public:
  PreparedStage(const Stage& stage, Scratch scratch)
      : s(stage),
        pad(stage.padding()),
        wide(padded(stage.channels)),
        // Odd sides are sampled as if padded with one zero.
        row((stage.width + 2 * pad + (stage.samples() ? stage.width % 2 : 0)) * wide),
        rows(stage.height + 2 * pad + (stage.samples() ? stage.height % 2 : 0)),
        depth(stage.samples() ? 2 * wide : wide),
        out_wide(padded(stage.outputs)),
        out_pixels(stage.out_height() * stage.out_width()),
        input(scratch(INPUT, rows * row)),
        filtered_(scratch(FILTERED, out_pixels * depth)),
        weights(scratch(WEIGHTS, depth * out_wide)),
        filter(scratch(FILTER, max(1, s.kernel * s.kernel * wide))) {
    if (s.kernel > 0)
      clear_border(input, rows, row, pad, wide);
    else if (s.samples() || wide != s.channels)
      fill(input, rows * row, 0);
    fill(weights, depth * out_wide, 0);
    each_weight([this](long k, long n, long place) { weights[k * out_wide + n] = s.pointwise[place]; });
    fill(filter, s.kernel * s.kernel * wide, 0);
    for (long k = 0; k < s.kernel * s.kernel; k++)
      for (long c = 0; c < s.channels; c++) filter[k * wide + c] = s.depthwise[k * s.channels + c];
    if (s.in_moments) norm = norm_of(s.in_moments, s.channels, scratch, IN_NORM);
  }

  // Calls with (row, column, place in `pointwise`) for each weight of the 1x1 convolution.
  template <typename Each>
  void each_weight(Each each) const {
    const long halves = s.samples() ? 2 : 1;
    const long part = s.outputs / halves;
    for (long h = 0; h < halves; h++)
      for (long c = 0; c < s.channels; c++)
        for (long o = 0; o < part; o++) each(h * wide + c, h * part + o, (h * s.channels + c) * part + o);
  }

  // The rectified (and before that normalised) image in the middle of `input`; a NaN stays one.
  void rectify(long image) {
    const long height = s.height, width = s.width, channels = s.channels, line = row, step = wide;
    const float* const x = s.x + image * height * width * channels;
    float* const inner = input + pad * row + pad * wide;
    const bool normalised = s.in_moments != nullptr;
    const Norm by = norm;
    by_lanes(channels, [=](long c, auto lanes) {
      const Vector mean = normalised ? at(by.mean + c) : Vector{};
      const Vector scale = normalised ? at(by.scale + c) : splat(1);
      for (long y = 0; y < height; y++)
        for (long u = 0; u < width; u++) {
          const Vector v = (lanes.load(x + (y * width + u) * channels + c) - mean) * scale;
          at(inner + y * line + u * step + c) = v < 0 ? Vector{} : v;
        }
    });
  }

  // What goes into the 1x1 convolution, [out_pixels, depth].
  const float* filtered() {
    if (s.kernel > 0) {
      filters.filter(input, row, wide, filter, filtered_, s.out_height(), s.out_width());
      return filtered_;
    }
    if (!s.samples()) return input;
    for (long y = 0; y < s.out_height(); y++)
      for (long x = 0; x < s.out_width(); x++)
        for (long offset = 0; offset < 2; offset++) {
          const float* source = input + (2 * y + offset) * row + (2 * x + offset) * wide;
          float* target = filtered_ + (y * s.out_width() + x) * depth + offset * wide;
          for (long c = 0; c < wide; c += LANES) at(target + c) = at(source + c);
        }
    return filtered_;
  }

  const Stage& s;
  const long pad, wide, row, rows, depth, out_wide, out_pixels;
  float* const input;
  float* const filtered_;
  float* const weights;
  float* const filter;
  const Filters filters = filters_of(s.kernel, s.stride, s.dilation);
  Norm norm = {};
};

void stage(const StageForward& args, Scratch scratch) {
  const Stage& s = args.stage;
  PreparedStage prepared(s, scratch);
  const long pixels = prepared.out_pixels;
  const bool direct = s.outputs == prepared.out_wide;
  float* buffer = scratch(OUT, pixels * prepared.out_wide);
  Moments moments(s.outputs, scratch);
  for (long image = 0; image < s.batch; image++) {
    float* z = args.z + image * pixels * s.outputs;
    prepared.rectify(image);
    multiply(prepared.filtered(), prepared.depth, prepared.depth, prepared.weights, prepared.out_wide,
             direct ? z : buffer, prepared.out_wide, pixels);
    if (!direct)
      for (long p = 0; p < pixels; p++)
        for (long c = 0; c < s.outputs; c++) z[p * s.outputs + c] = buffer[p * prepared.out_wide + c];
    moments.add(z, pixels);
  }
  moments.write(args.moments);
}

void stage_gradient(const StageGradient& args, Scratch scratch) {
  const Stage& s = args.stage;
  PreparedStage prepared(s, scratch);
  const long wide = prepared.wide, depth = prepared.depth, out_wide = prepared.out_wide, pixels = prepared.out_pixels;
  const long taps = s.kernel * s.kernel;
  const long row = prepared.row, rows = prepared.rows;

  float* transposed = scratch(TRANSPOSED, depth * out_wide);
  for (long k = 0; k < depth; k++)
    for (long n = 0; n < out_wide; n++) transposed[n * depth + k] = prepared.weights[k * out_wide + n];
  float* flipped = scratch(FLIPPED, max(1, taps * wide));
  for (long k = 0; k < taps; k++)
    for (long c = 0; c < wide; c++) flipped[k * wide + c] = prepared.filter[(taps - 1 - k) * wide + c];

  // dz = factor * (dy - shift - zhat * slope), with zhat = (z - mean) * scale.
  const Norm norm = norm_of(args.moments, s.outputs, scratch, NORM);
  float* factor = scratch(FACTORS, 3 * out_wide);
  float* shift = factor + out_wide;
  float* slope = shift + out_wide;
  fill(factor, 3 * out_wide, 0);
  const double all = static_cast<double>(s.batch * pixels);
  for (long c = 0; c < s.outputs; c++) {
    factor[c] = static_cast<float>(args.gain * reciprocal_deviation(args.moments[s.outputs + c]));
    shift[c] = static_cast<float>(args.sum_dy[c] / all);
    slope[c] = static_cast<float>(args.sum_dy_zhat[c] / all);
  }

  float* dz = scratch(OUT_GRADIENT, pixels * out_wide);
  float* d_filtered = scratch(FILTERED_GRADIENT, pixels * depth);
  // The gradient of a depthwise convolution is one with the flipped filter, of the spread out and padded gradient.
  float* spread = scratch(SPREAD, s.kernel > 0 ? rows * row : 1);
  if (s.kernel > 0 && s.stride == 1) clear_border(spread, rows, row, prepared.pad, wide);
  if (s.kernel > 0 && s.stride > 1) fill(spread, rows * row, 0);
  const Filters backward = filters_of(s.kernel, 1, s.dilation);
  float* d_input = scratch(INPUT_GRADIENT, s.height * s.width * wide);
  double* filter_sums = doubles(scratch, FILTER_SUMS, max(1, taps * wide));
  double* weight_sums = doubles(scratch, WEIGHT_SUMS, depth * out_wide);
  double* g_sums = doubles(scratch, SUMS, 2 * wide);

  for (long image = 0; image < s.batch; image++) {
    prepared.rectify(image);
    const float* filtered = prepared.filtered();
    const float* z = args.z + image * pixels * s.outputs;
    const float* dy = args.dy + image * pixels * s.outputs;
    const long outputs = s.outputs;
    by_lanes(outputs, [=](long c, auto lanes) {
      const Vector mean = at(norm.mean + c), scale = at(norm.scale + c);
      const Vector f = at(factor + c), h = at(shift + c), l = at(slope + c);
      for (long p = 0; p < pixels; p++) {
        const Vector zhat = (lanes.load(z + p * outputs + c) - mean) * scale;
        at(dz + p * out_wide + c) = f * (lanes.load(dy + p * outputs + c) - h - zhat * l);
      }
    });
    correlate(filtered, depth, dz, out_wide, pixels, weight_sums);
    const float* gradient = d_filtered;
    if (s.kernel > 0 && s.stride == 1) {
      float* inner = spread + prepared.pad * row + prepared.pad * wide;
      for (long y = 0; y < s.height; y++)
        multiply(dz + y * s.width * out_wide, out_wide, out_wide, transposed, depth, inner + y * row, wide, s.width);
      prepared.filters.correlate(prepared.input, row, wide, inner, row, s.height, s.width, filter_sums);
    } else {
      multiply(dz, out_wide, out_wide, transposed, depth, d_filtered, depth, pixels);
    }
    if (s.kernel > 0 && s.stride > 1) {
      prepared.filters.correlate(prepared.input, row, wide, d_filtered, s.out_width() * wide, s.out_height(),
                                 s.out_width(), filter_sums);
      for (long y = 0; y < s.out_height(); y++)
        for (long x = 0; x < s.out_width(); x++)
          for (long c = 0; c < wide; c += LANES)
            at(spread + (prepared.pad + y * s.stride) * row + (prepared.pad + x * s.stride) * wide + c) =
                at(d_filtered + (y * s.out_width() + x) * wide + c);
    }
    if (s.kernel > 0) {
      backward.filter(spread, row, wide, flipped, d_input, s.height, s.width);
      gradient = d_input;
    } else if (s.samples()) {
      fill(d_input, s.height * s.width * wide, 0);
      for (long y = 0; y < s.out_height(); y++)
        for (long x = 0; x < s.out_width(); x++)
          for (long offset = 0; offset < 2; offset++) {
            const long v = 2 * y + offset, u = 2 * x + offset;
            if (v >= s.height || u >= s.width) continue;
            for (long c = 0; c < wide; c += LANES)
              at(d_input + (v * s.width + u) * wide + c) =
                  at(d_filtered + (y * s.out_width() + x) * depth + offset * wide + c);
          }
      gradient = d_input;
    }

    float* g = args.g + image * s.height * s.width * s.channels;
    const float* const inner = prepared.input + prepared.pad * row + prepared.pad * wide;
    const long height = s.height, width = s.width, channels = s.channels;
    const bool summed = args.g_sums != nullptr;
    by_lanes(channels, [=](long c, auto lanes) {
      for (long y = 0; y < height; y++)
        for (long x = 0; x < width; x += RUN) {
          Vector sum = {}, weighted = {};
          const long end = min(x + RUN, width);
          for (long u = x; u < end; u++) {
            const Vector a = at(inner + y * row + u * wide + c);
            const Vector d = a > 0 ? at(gradient + (y * width + u) * wide + c) : Vector{};
            lanes.store(g + (y * width + u) * channels + c, d);
            // Where the gradient passes, the rectified input is the input.
            sum += d;
            weighted += d * a;
          }
          if (summed) {
            at(g_sums + c) += widen(sum);
            at(g_sums + wide + c) += widen(weighted);
          }
        }
    });
  }

  for (long k = 0; k < taps; k++)
    for (long c = 0; c < s.channels; c++)
      args.d_depthwise[k * s.channels + c] = static_cast<float>(filter_sums[k * wide + c]);
  prepared.each_weight(
      [&](long k, long n, long place) { args.d_pointwise[place] = static_cast<float>(weight_sums[k * out_wide + n]); });
  if (args.g_sums)
    for (long c = 0; c < s.channels; c++) {
      args.g_sums[c] = static_cast<float>(g_sums[c]);
      args.g_sums[s.channels + c] = static_cast<float>(g_sums[wide + c]);
    }
}

// Pixels of all terms that are added up before the next ones: few enough to stay in the cache, and long enough
// stretches of memory.
inline long chunk_of(long channels) { return max(RUN, RUN * 64 / max(channels, 1) / RUN * RUN); }

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

void combine(const Combine& args, Scratch scratch) {
  const long channels = args.channels, wide = padded(channels);
  const long chunk = chunk_of(channels);
  float* factors = scratch(FACTORS, 2 * args.count * wide);
  fill(factors, 2 * args.count * wide, 0);
  for (long i = 0; i < args.count; i++)
    for (long c = 0; c < channels; c++) {
      const Term& term = args.terms[i];
      factors[2 * i * wide + c] = term.moments ? term.moments[c] : 0;
      factors[(2 * i + 1) * wide + c] =
          static_cast<float>(term.moments ? term.gain * reciprocal_deviation(term.moments[channels + c]) : term.gain);
    }
  for (long start = 0; start < args.pixels; start += chunk) {
    const long end = min(start + chunk, args.pixels);
    by_lanes(channels, [&](long c, auto lanes) {
      long i = 0;
      for (; i + AT_ONCE <= args.count; i += AT_ONCE) add_terms<AT_ONCE>(args, factors, wide, i, c, lanes, start, end);
      for (; i < args.count; i++) add_terms<1>(args, factors, wide, i, c, lanes, start, end);
    });
  }
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

void combine_gradient(const CombineGradient& args, Scratch scratch) {
  const long channels = args.channels, wide = padded(channels);
  const long chunk = chunk_of(channels);
  double* sums = doubles(scratch, SUMS, (args.count + 1) * wide);
  float* means = scratch(FACTORS, max(1, args.count * wide));
  fill(means, args.count * wide, 0);
  for (long i = 0; i < args.count; i++)
    if (args.terms[i].moments)
      for (long c = 0; c < channels; c++) means[i * wide + c] = args.terms[i].moments[c];
  for (long start = 0; start < args.pixels; start += chunk) {
    const long end = min(start + chunk, args.pixels);
    by_lanes(channels, [&](long c, auto lanes) {
      for (long p = start; p < end; p += RUN) {
        Vector run = {};
        for (long q = p; q < min(p + RUN, end); q++) run += lanes.load(args.dy + q * channels + c);
        at(sums + c) += widen(run);
      }
      long i = 0;
      for (; i + AT_ONCE <= args.count; i += AT_ONCE)
        correlate_terms<AT_ONCE>(args, means, wide, i, c, lanes, start, end, sums);
      for (; i < args.count; i++) correlate_terms<1>(args, means, wide, i, c, lanes, start, end, sums);
    });
  }
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

// An image with a border of one pixel around it.
void surround(const Pool& pool, long image, long wide, float* target) {
  const float* x = pool.x + image * pool.height * pool.width * pool.channels;
  by_lanes(pool.channels, [&](long c, auto lanes) {
    for (long y = 0; y < pool.height; y++)
      for (long u = 0; u < pool.width; u++)
        at(target + ((y + 1) * (pool.width + 2) + u + 1) * wide + c) =
            lanes.load(x + (y * pool.width + u) * pool.channels + c);
  });
}

// Of how many pixels of the image the window around row or column `i` holds.
inline long inside(long i, long side) { return min(i + 1, side - 1) - max(i - 1, 0) + 1; }

void pool(const PoolForward& args, Scratch scratch) {
  const Pool& s = args.pool;
  const long wide = padded(s.channels), row = (s.width + 2) * wide;
  const long pixels = s.out_height() * s.out_width();
  float* input = scratch(INPUT, (s.height + 2) * row);
  fill(input, (s.height + 2) * row, s.max ? -__builtin_inff() : 0);
  Moments moments(s.channels, scratch);
  for (long image = 0; image < s.batch; image++) {
    surround(s, image, wide, input);
    float* out = args.y + image * pixels * s.channels;
    by_lanes(s.channels, [&](long c, auto lanes) {
      for (long y = 0; y < s.out_height(); y++)
        for (long x = 0; x < s.out_width(); x++) {
          const float count = static_cast<float>(inside(y * s.stride, s.height) * inside(x * s.stride, s.width));
          const float* window = input + y * s.stride * row + x * s.stride * wide + c;
          Vector v = at(window);
          for (long k = 1; k < 9; k++) {
            const Vector w = at(window + k / 3 * row + k % 3 * wide);
            v = s.max ? (w > v ? w : v) : v + w;
          }
          lanes.store(out + (y * s.out_width() + x) * s.channels + c, s.max ? v : v / count);
        }
    });
    moments.add(out, pixels);
  }
  moments.write(args.moments);
}

void pool_gradient(const PoolGradient& args, Scratch scratch) {
  const Pool& s = args.pool;
  const long wide = padded(s.channels), row = (s.width + 2) * wide;
  const long pixels = s.out_height() * s.out_width();
  float* input = scratch(INPUT, (s.height + 2) * row);
  if (s.max) fill(input, (s.height + 2) * row, -__builtin_inff());
  float* gradient = scratch(INPUT_GRADIENT, (s.height + 2) * row);
  const Norm norm = norm_of(args.moments, s.channels, scratch, NORM);
  // The uses' gradients add up before they go through the normalisation, which is linear in them.
  float* shift = scratch(FACTORS, 2 * wide);
  float* slope = shift + wide;
  fill(shift, 2 * wide, 0);
  const double all = static_cast<double>(s.batch * pixels);
  for (long c = 0; c < s.channels; c++) {
    double sum = 0, weighted = 0;
    for (long i = 0; i < args.count; i++) {
      sum += static_cast<double>(args.uses[i].gain) * args.uses[i].sum_dy[c];
      weighted += static_cast<double>(args.uses[i].gain) * args.uses[i].sum_dy_yhat[c];
    }
    shift[c] = static_cast<float>(sum / all);
    slope[c] = static_cast<float>(weighted / all);
  }
  for (long image = 0; image < s.batch; image++) {
    if (s.max) surround(s, image, wide, input);
    fill(gradient, (s.height + 2) * row, 0);
    const long offset = image * pixels * s.channels;
    by_lanes(s.channels, [&](long c, auto lanes) {
      const Vector mean = at(norm.mean + c), scale = at(norm.scale + c), h = at(shift + c), l = at(slope + c);
      for (long y = 0; y < s.out_height(); y++)
        for (long x = 0; x < s.out_width(); x++) {
          const long place = offset + (y * s.out_width() + x) * s.channels + c;
          const long corner = y * s.stride * row + x * s.stride * wide + c;
          const Vector pooled = lanes.load(args.y + place);
          Vector d = {};
          for (long i = 0; i < args.count; i++) d += lanes.load(args.uses[i].dy + place) * args.uses[i].gain;
          d = scale * (d - h - (pooled - mean) * scale * l);
          if (!s.max) {
            d /= static_cast<float>(inside(y * s.stride, s.height) * inside(x * s.stride, s.width));
            for (long k = 0; k < 9; k++) at(gradient + corner + k / 3 * row + k % 3 * wide) += d;
            continue;
          }
          // The first maximum in row-major order gets it all.
          Mask left = ~Mask{};
          for (long k = 0; k < 9; k++) {
            const long tap = corner + k / 3 * row + k % 3 * wide;
            const Mask hit = (at(input + tap) == pooled) & left;
            left &= ~hit;
            at(gradient + tap) += hit ? d : Vector{};
          }
        }
      float* g = args.g + image * s.height * s.width * s.channels + c;
      for (long y = 0; y < s.height; y++)
        for (long x = 0; x < s.width; x++)
          lanes.store(g + (y * s.width + x) * s.channels, at(gradient + (y + 1) * row + (x + 1) * wide + c));
    });
  }
}

}  // namespace

extern const Kernels KERNELS;
const Kernels KERNELS = {stage, stage_gradient, combine, combine_gradient, pool, pool_gradient};

}  // namespace dartboard
