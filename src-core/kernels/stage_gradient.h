// The gradient of a stage.
#pragma once

#include "stage.h"

namespace dartboard {
namespace {

// What the gradients of a stage's images have in common; threads share it.
struct PreparedGradient {
  PreparedGradient(const StageGradient& args, const PreparedStage& p, Scratch scratch)
      : transposed(scratch(TRANSPOSED, p.depth * p.out_wide)),
        flipped(scratch(FLIPPED, max(1, p.s.kernel * p.s.kernel * p.wide))),
        mean(scratch(FACTORS, 4 * p.out_wide)),
        factor(mean + p.out_wide),
        shift(factor + p.out_wide),
        slope(shift + p.out_wide) {
    const Stage& s = p.s;
    for (long k = 0; k < p.depth; k++)
      for (long n = 0; n < p.out_wide; n++) transposed[n * p.depth + k] = p.weights[k * p.out_wide + n];
    const long taps = s.kernel * s.kernel;
    for (long k = 0; k < taps; k++)
      for (long c = 0; c < p.wide; c++) flipped[k * p.wide + c] = p.filter[(taps - 1 - k) * p.wide + c];
    fill(mean, 4 * p.out_wide, 0);
    const double all = static_cast<double>(s.batch * p.out_height * p.out_width);
    for (long c = 0; c < s.outputs; c++) {
      const double scale = reciprocal_deviation(args.moments[s.outputs + c]);
      const double gain = (args.scale ? static_cast<double>(args.gain) * args.scale[c] : args.gain) * scale;
      mean[c] = args.moments[c];
      factor[c] = static_cast<float>(gain);
      shift[c] = static_cast<float>(gain * args.sum_dy[c] / all);
      slope[c] = static_cast<float>(gain * args.sum_dy_zhat[c] / all * scale);
    }
  }

  float* const transposed;
  // The filter, turned by half a turn.
  float* const flipped;
  // dz = factor * the image's factor * dy - shift - slope * (z - mean)
  float *const mean, *const factor, *const shift, *const slope;
};

// Sums over the pixels of one part's images, which those of the other parts are added to in the end.
struct GradientSums {
  GradientSums(double* sums, const PreparedStage& p)
      : filter(sums), weights(filter + taps_of(p)), g(weights + p.depth * p.out_wide) {}

  static long taps_of(const PreparedStage& p) { return p.s.kernel * p.s.kernel * p.wide; }
  static long size(const PreparedStage& p) { return taps_of(p) + p.depth * p.out_wide + 2 * p.wide; }

  double *const filter, *const weights, *const g;
};

// The gradients of one part's images, a strip of rows at a time.
class PartGradient {
 public:
  PartGradient(const StageGradient& args, const PreparedStage& prepared, const PreparedGradient& gradient,
               GradientSums sums, Scratch scratch)
      : args(args),
        p(prepared),
        by(gradient),
        sums(sums),
        input(prepared, scratch),
        dz(scratch(OUT_GRADIENT, p.strip * p.out_width * p.out_wide)),
        d_filtered(scratch(FILTERED_GRADIENT, p.strip * p.out_width * p.depth)),
        spread(scratch(SPREAD, p.s.kernel > 0 ? p.rows * p.row : 1)),
        d_input(scratch(INPUT_GRADIENT, (p.strip * p.s.stride + 2 * p.pad) * p.s.width * p.wide)) {
    if (p.s.kernel > 0 && p.s.stride == 1) clear_border(spread, p.rows, p.row, p.pad, p.wide);
    if (p.s.kernel > 0 && p.s.stride > 1) fill(spread, p.rows * p.row, 0);
  }

  void add(long image) {
    const Stage& s = p.s;
    input.start(image);
    long done = 0;
    for (long y = 0; y < p.out_height; y += p.strip) {
      const long count = min(p.strip, p.out_height - y);
      const long pixels = count * p.out_width;
      const float* filtered = input.rows(y, count);
      through_normalisation(image, y, pixels);
      correlate(filtered, p.depth, p.used, dz, p.out_wide, pixels, sums.weights);
      // Rows of the input that no later row of the output reaches.
      const bool last = y + count == p.out_height;
      const long end = last ? s.height : max(done, (y + count) * s.stride - p.pad);
      const float* gradient = s.kernel > 0 ? through_filter(y, count, done, end) : through_sampling(y, count, end);
      through_rectifier(image, gradient, done, end);
      done = end;
    }
  }

 private:
  // dz of a strip from dy and z.
  void through_normalisation(long image, long y, long pixels) {
    const long outputs = p.s.outputs, wide = p.out_wide;
    const long place = (image * p.out_height + y) * p.out_width * outputs;
    const float *const z = args.z + place, *const dy = args.dy + place;
    float* const to = dz;
    const PreparedGradient& g = by;
    const float of_image = args.factors ? args.factors[image] : 1;
    by_lanes(outputs, [=, &g](long c, auto lanes) {
      const Vector mean = at(g.mean + c), factor = at(g.factor + c) * of_image, shift = at(g.shift + c), slope = at(g.slope + c);
      for (long i = 0; i < pixels; i++)
        at(to + i * wide + c) =
            factor * lanes.load(dy + i * outputs + c) - shift - slope * (lanes.load(z + i * outputs + c) - mean);
    });
  }

  // The gradient of a depthwise convolution is one with the turned filter, of the spread out and padded gradient.
  const float* through_filter(long y, long count, long done, long end) {
    const Stage& s = p.s;
    const float* in = input.image() + y * s.stride * p.row;
    if (s.stride == 1) {
      float* inner = spread + (p.pad + y) * p.row + p.pad * p.wide;
      for (long v = 0; v < count; v++)
        multiply(dz + v * s.width * p.out_wide, p.out_wide, s.outputs, by.transposed, p.depth, inner + v * p.row,
                 p.wide, s.width);
      p.filters.correlate(in, p.row, p.wide, inner, p.row, count, s.width, sums.filter);
    } else {
      multiply(dz, p.out_wide, s.outputs, by.transposed, p.depth, d_filtered, p.depth, count * p.out_width);
      p.filters.correlate(in, p.row, p.wide, d_filtered, p.out_width * p.wide, count, p.out_width, sums.filter);
      for (long v = 0; v < count; v++)
        for (long u = 0; u < p.out_width; u++) {
          float* target = spread + (p.pad + (y + v) * s.stride) * p.row + (p.pad + u * s.stride) * p.wide;
          for (long c = 0; c < p.wide; c += LANES)
            at(target + c) = at(d_filtered + (v * p.out_width + u) * p.wide + c);
        }
    }
    backward.filter(spread + done * p.row, p.row, p.wide, by.flipped, d_input, end - done, s.width);
    return d_input;
  }

  const float* through_sampling(long y, long count, long end) {
    const Stage& s = p.s;
    multiply(dz, p.out_wide, s.outputs, by.transposed, p.depth, d_filtered, p.depth, count * p.out_width);
    if (!s.samples()) return d_filtered;
    const long begin = 2 * y;
    fill(d_input, (end - begin) * s.width * p.wide, 0);
    for (long v = 0; v < count; v++)
      for (long u = 0; u < p.out_width; u++)
        for (long offset = 0; offset < 2; offset++) {
          const long to = 2 * v + offset, x = 2 * u + offset;
          if (begin + to >= s.height || x >= s.width) continue;
          for (long c = 0; c < p.wide; c += LANES)
            at(d_input + (to * s.width + x) * p.wide + c) =
                at(d_filtered + (v * p.out_width + u) * p.depth + offset * p.wide + c);
        }
    return d_input;
  }

  // `gradient` where the input was positive, for rows `begin` to `end` of it.
  void through_rectifier(long image, const float* gradient, long begin, long end) {
    const Stage& s = p.s;
    const long width = s.width, channels = s.channels, wide = p.wide, row = p.row;
    float* const g = args.g + (image * s.height + begin) * width * channels;
    const float* const inner = input.image() + (p.pad + begin) * row + p.pad * wide;
    double* const all = sums.g;
    const bool summed = args.g_sums != nullptr, scaled = s.in.scale != nullptr;
    const float* const source = input.raw() + begin * width * channels;
    const float* const means = p.norm.mean;
    if (!summed) {
      // In the order of memory.
      for (long y = 0; y < end - begin; y++)
        for (long x = 0; x < width; x++)
          by_lanes(channels, [=](long c, auto lanes) {
            const long place = y * width + x;
            lanes.store(g + place * channels + c,
                        at(inner + y * row + x * wide + c) > 0 ? at(gradient + place * wide + c) : Vector{});
          });
      return;
    }
    by_lanes(channels, [=](long c, auto lanes) {
      const Vector mean = at(means + c);
      for (long y = 0; y < end - begin; y++) {
        const float* a = inner + y * row + c;
        const float* d = gradient + y * width * wide + c;
        float* to = g + y * width * channels + c;
        const auto pass = [=](long x) {
          const Vector v = at(a + x * wide) > 0 ? at(d + x * wide) : Vector{};
          lanes.store(to + x * channels, v);
          return v;
        };
        Doubles both[2] = {};
        sum_pixels<2>(width, both, [&](long x, auto add) {
          const Vector v = pass(x);
          add(0, v);
          // Where the gradient passes, the rectified input is the normalised one, unless that was scaled.
          add(1, v * (scaled ? lanes.load(source + (y * width + x) * channels + c) - mean : at(a + x * wide)));
        });
        at(all + c) += both[0];
        at(all + wide + c) += both[1];
      }
    });
  }

  const StageGradient& args;
  const PreparedStage& p;
  const PreparedGradient& by;
  const GradientSums sums;
  StageInput input;
  float *const dz, *const d_filtered, *const spread, *const d_input;
  const Filters backward = filters_of(p.s.kernel, 1, p.s.dilation);
};

void stage_gradient(const StageGradient& args, const Host& host) {
  const Stage& s = args.stage;
  const PreparedStage p(s, host.scratch);
  const PreparedGradient gradient(args, p, host.scratch);
  const long parts = parts_of(s.batch), size = GradientSums::size(p);
  double* sums = doubles(host.scratch, SUMS, parts * size);
  in_parts(host, parts, [&](long part) {
    PartGradient part_gradient(args, p, gradient, GradientSums(sums + part * size, p), host.scratch);
    for (long image = part * PART; image < end_of(part, s.batch); image++) part_gradient.add(image);
  });
  add_parts(sums, parts, size);

  const GradientSums all(sums, p);
  for (long k = 0; k < s.kernel * s.kernel; k++)
    for (long c = 0; c < s.channels; c++)
      args.d_depthwise[k * s.channels + c] = static_cast<float>(all.filter[k * p.wide + c]);
  p.each_weight(
      [&](long k, long n, long place) { args.d_pointwise[place] = static_cast<float>(all.weights[k * p.out_wide + n]); });
  if (args.g_sums)
    for (long c = 0; c < s.channels; c++) {
      const double scale = s.in.scale ? reciprocal_deviation(s.in.moments[s.channels + c]) : 1;
      args.g_sums[c] = static_cast<float>(all.g[c]);
      args.g_sums[s.channels + c] = static_cast<float>(all.g[p.wide + c] * scale);
    }
}

}  // namespace
}  // namespace dartboard
