// A stage: normalise, rectify, filter, 1x1 convolution, moments.
#pragma once

#include "filter.h"
#include "moments.h"
#include "multiply.h"

namespace dartboard {
namespace {

// A stage with all that does not depend on the image made ready; threads share it.
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
        used(stage.samples() ? wide + stage.channels : stage.channels),
        out_wide(padded(stage.outputs)),
        out_height(stage.out_height()),
        out_width(stage.out_width()),
        out_pixels(out_height * out_width),
        weights(scratch(WEIGHTS, depth * out_wide)),
        filter(scratch(FILTER, max(1, s.kernel * s.kernel * wide))),
        norm(norm_of(s.in, s.channels, scratch, IN_NORM)) {
    fill(weights, depth * out_wide, 0);
    each_weight([this](long k, long n, long place) { weights[k * out_wide + n] = s.pointwise[place]; });
    fill(filter, s.kernel * s.kernel * wide, 0);
    for (long k = 0; k < s.kernel * s.kernel; k++)
      for (long c = 0; c < s.channels; c++) filter[k * wide + c] = s.depthwise[k * s.channels + c];
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

  const Stage& s;
  // `used` of the `depth` inputs of the 1x1 convolution are more than padding.
  const long pad, wide, row, rows, depth, used, out_wide, out_height, out_width, out_pixels;
  float* const weights;
  float* const filter;
  const Filters filters = filters_of(s.kernel, s.stride, s.dilation);
  const Norm norm;
};

// One image after the other on its way to the 1x1 convolution.
class StageInput {
 public:
  StageInput(const PreparedStage& prepared, Scratch scratch)
      : p(prepared), image_(scratch(INPUT, p.rows * p.row)), filtered_(scratch(FILTERED, p.out_pixels * p.depth)) {
    if (p.s.kernel > 0)
      clear_border(image_, p.rows, p.row, p.pad, p.wide);
    else if (p.s.samples() || p.wide != p.s.channels)
      fill(image_, p.rows * p.row, 0);
  }

  // What goes into the 1x1 convolution of an image, [out_height, out_width, depth].
  const float* filtered(long image) {
    const Stage& s = p.s;
    x_ = s.x + image * s.height * s.width * s.channels;
    rectify();
    if (s.kernel > 0) {
      p.filters.filter(image_, p.row, p.wide, p.filter, filtered_, p.out_height, p.out_width);
      return filtered_;
    }
    if (!s.samples()) return image_;
    for (long v = 0; v < p.out_height; v++)
      for (long u = 0; u < p.out_width; u++)
        for (long offset = 0; offset < 2; offset++) {
          const float* source = image_ + (2 * v + offset) * p.row + (2 * u + offset) * p.wide;
          float* target = filtered_ + (v * p.out_width + u) * p.depth + offset * p.wide;
          for (long c = 0; c < p.wide; c += LANES) at(target + c) = at(source + c);
        }
    return filtered_;
  }

  // The image as it was given.
  const float* raw() const { return x_; }

  // The rectified image with its border, [rows, row].
  const float* image() const { return image_; }

 private:
  // The rectified (and before that normalised) image into the middle of `image_`; a NaN stays one.
  void rectify() {
    const Stage& s = p.s;
    const long height = s.height, width = s.width, channels = s.channels, line = p.row, step = p.wide;
    const float* const x = x_;
    float* const inner = image_ + p.pad * line + p.pad * step;
    const Norm by = p.norm;
    if (!s.in.moments) {
      // In the order of memory.
      for (long y = 0; y < height; y++)
        for (long u = 0; u < width; u++)
          by_lanes(channels, [=](long c, auto lanes) {
            const Vector v = lanes.load(x + (y * width + u) * channels + c);
            at(inner + y * line + u * step + c) = v < 0 ? Vector{} : v;
          });
      return;
    }
    by_lanes(channels, [=](long c, auto lanes) {
      const Vector mean = at(by.mean + c), scale = at(by.scale + c), offset = at(by.offset + c);
      for (long y = 0; y < height; y++)
        for (long u = 0; u < width; u++) {
          const Vector v = (lanes.load(x + (y * width + u) * channels + c) - mean) * scale + offset;
          at(inner + y * line + u * step + c) = v < 0 ? Vector{} : v;
        }
    });
  }

  const PreparedStage& p;
  float* const image_;
  float* const filtered_;
  const float* x_ = nullptr;
};

void stage(const StageForward& args, const Host& host) {
  const Stage& s = args.stage;
  const PreparedStage prepared(s, host.scratch);
  const long pixels = prepared.out_pixels, out_wide = prepared.out_wide;
  const bool direct = s.outputs == out_wide;
  const PartMoments part_moments(s.outputs, s.batch, pixels, host.scratch);
  in_parts(host, parts_of(s.batch), [&](long part) {
    StageInput input(prepared, host.scratch);
    float* buffer = host.scratch(OUT, direct ? 1 : pixels * out_wide);
    Moments moments = part_moments.of(part);
    for (long image = part * PART; image < end_of(part, s.batch); image++) {
      float* z = args.z + image * pixels * s.outputs;
      multiply(input.filtered(image), prepared.depth, prepared.used, prepared.weights, out_wide, direct ? z : buffer,
               out_wide, pixels);
      if (!direct)
        for (long i = 0; i < pixels; i++)
          for (long c = 0; c < s.outputs; c++) z[i * s.outputs + c] = buffer[i * out_wide + c];
      moments.add(z, pixels);
    }
  });
  part_moments.write(args.moments);
}

}  // namespace
}  // namespace dartboard
