// A stage: normalise, rectify, filter, 1x1 convolution, moments.
#pragma once

#include "filter.h"
#include "moments.h"
#include "multiply.h"

namespace dartboard {
namespace {

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

}  // namespace
}  // namespace dartboard
