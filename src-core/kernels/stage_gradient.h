// The gradient of a stage.
#pragma once

#include "stage.h"

namespace dartboard {
namespace {

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

}  // namespace
}  // namespace dartboard
