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
    const double all = static_cast<double>(s.batch * p.out_pixels);
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

// The gradients of one part's images.
class PartGradient {
 public:
  PartGradient(const StageGradient& args, const PreparedStage& prepared, const PreparedGradient& gradient,
               GradientSums sums, Scratch scratch)
      : args(args),
        p(prepared),
        s(prepared.s),
        by(gradient),
        sums(sums),
        input(prepared, scratch),
        dz(scratch(OUT_GRADIENT, p.out_pixels * p.out_wide)),
        d_filtered(scratch(FILTERED_GRADIENT, p.out_pixels * p.depth)),
        spread(scratch(SPREAD, s.kernel > 0 ? p.rows * p.row : 1)),
        d_input(scratch(INPUT_GRADIENT, s.height * s.width * p.wide)) {
    if (s.kernel > 0 && s.stride == 1) clear_border(spread, p.rows, p.row, p.pad, p.wide);
    if (s.kernel > 0 && s.stride > 1) fill(spread, p.rows * p.row, 0);
  }

  void add(long image) {
    const float* filtered = input.filtered(image);
    through_normalisation(image);
    correlate(filtered, p.depth, p.used, dz, p.out_wide, p.out_pixels, sums.weights);
    through_rectifier(image, s.kernel > 0 ? through_filter() : through_sampling());
  }

 private:
  // dz from dy and z.
  void through_normalisation(long image) {
    const long outputs = s.outputs, wide = p.out_wide, pixels = p.out_pixels;
    const float *const z = args.z + image * pixels * outputs, *const dy = args.dy + image * pixels * outputs;
    float* const to = dz;
    const PreparedGradient& g = by;
    const float of_image = args.factors ? args.factors[image] : 1;
    by_lanes(outputs, [=, &g](long c, auto lanes) {
      const Vector mean = at(g.mean + c), shift = at(g.shift + c), slope = at(g.slope + c);
      const Vector factor = at(g.factor + c) * of_image;
      for (long i = 0; i < pixels; i++)
        at(to + i * wide + c) =
            factor * lanes.load(dy + i * outputs + c) - shift - slope * (lanes.load(z + i * outputs + c) - mean);
    });
  }

  // The gradient of a depthwise convolution is one with the turned filter, of the spread out and padded gradient.
  const float* through_filter() {
    float* const inner = spread + p.pad * p.row + p.pad * p.wide;
    if (s.stride == 1) {
      for (long y = 0; y < s.height; y++)
        multiply(dz + y * s.width * p.out_wide, p.out_wide, s.outputs, by.transposed, p.depth, inner + y * p.row,
                 p.wide, s.width);
      p.filters.correlate(input.image(), p.row, p.wide, inner, p.row, s.height, s.width, sums.filter);
    } else {
      multiply(dz, p.out_wide, s.outputs, by.transposed, p.depth, d_filtered, p.depth, p.out_pixels);
      p.filters.correlate(input.image(), p.row, p.wide, d_filtered, p.out_width * p.wide, p.out_height, p.out_width,
                          sums.filter);
      for (long y = 0; y < p.out_height; y++)
        for (long x = 0; x < p.out_width; x++)
          for (long c = 0; c < p.wide; c += LANES)
            at(inner + y * s.stride * p.row + x * s.stride * p.wide + c) =
                at(d_filtered + (y * p.out_width + x) * p.wide + c);
    }
    backward.filter(spread, p.row, p.wide, by.flipped, d_input, s.height, s.width);
    return d_input;
  }

  const float* through_sampling() {
    multiply(dz, p.out_wide, s.outputs, by.transposed, p.depth, d_filtered, p.depth, p.out_pixels);
    if (!s.samples()) return d_filtered;
    fill(d_input, s.height * s.width * p.wide, 0);
    for (long y = 0; y < p.out_height; y++)
      for (long x = 0; x < p.out_width; x++)
        for (long offset = 0; offset < 2; offset++) {
          const long v = 2 * y + offset, u = 2 * x + offset;
          if (v >= s.height || u >= s.width) continue;
          for (long c = 0; c < p.wide; c += LANES)
            at(d_input + (v * s.width + u) * p.wide + c) =
                at(d_filtered + (y * p.out_width + x) * p.depth + offset * p.wide + c);
        }
    return d_input;
  }

  // `gradient` where the input was positive.
  void through_rectifier(long image, const float* gradient) {
    const long height = s.height, width = s.width, channels = s.channels, wide = p.wide, row = p.row;
    const long place = image * height * width * channels;
    float* const g = args.g + place;
    const float* const inner = input.image() + p.pad * row + p.pad * wide;
    if (!args.g_sums) {
      const float* const before = args.before ? args.before + place : nullptr;
      // In the order of memory.
      for (long y = 0; y < height; y++)
        for (long x = 0; x < width; x++)
          by_lanes(channels, [=](long c, auto lanes) {
            const long to = (y * width + x) * channels + c;
            const Vector v =
                at(inner + y * row + x * wide + c) > 0 ? at(gradient + (y * width + x) * wide + c) : Vector{};
            lanes.store(g + to, before ? lanes.load(before + to) + v : v);
          });
      return;
    }
    const bool scaled = s.in.scale != nullptr;
    const float* const source = input.raw();
    const float* const means = p.norm.mean;
    double* const all = sums.g;
    by_lanes(channels, [=](long c, auto lanes) {
      const Vector mean = at(means + c);
      for (long y = 0; y < height; y++)
        for (long x = 0; x < width; x += RUN) {
          Vector sum = {}, weighted = {};
          const long end = min(x + RUN, width);
          for (long u = x; u < end; u++) {
            const long to = (y * width + u) * channels + c;
            const Vector a = at(inner + y * row + u * wide + c);
            const Vector v = a > 0 ? at(gradient + (y * width + u) * wide + c) : Vector{};
            lanes.store(g + to, v);
            sum += v;
            // Where the gradient passes, the rectified input is the normalised one, unless that was scaled.
            weighted += v * (scaled ? lanes.load(source + to) - mean : a);
          }
          at(all + c) += widen(sum);
          at(all + wide + c) += widen(weighted);
        }
    });
  }

  const StageGradient& args;
  const PreparedStage& p;
  const Stage& s;
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
  p.each_weight([&](long k, long n, long place) {
    args.d_pointwise[place] = static_cast<float>(all.weights[k * p.out_wide + n]);
  });
  if (args.g_sums)
    for (long c = 0; c < s.channels; c++) {
      const double scale = s.in.scale ? reciprocal_deviation(s.in.moments[s.channels + c]) : 1;
      args.g_sums[c] = static_cast<float>(all.g[c]);
      args.g_sums[s.channels + c] = static_cast<float>(all.g[p.wide + c] * scale);
    }
}

}  // namespace
}  // namespace dartboard
