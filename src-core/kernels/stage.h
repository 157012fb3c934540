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
        strip(max(1, STRIP / (out_width * max(depth, out_wide)))),
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
  const long pad, wide, row, rows, depth, used, out_wide, out_height, out_width;
  // Rows of the output that are worked on at once.
  const long strip;
  float* const weights;
  float* const filter;
  const Filters filters = filters_of(s.kernel, s.stride, s.dilation);
  const Norm norm;

 private:
  // Floats of a strip: few enough to stay in the nearest cache with what it is made from.
  static constexpr long STRIP = 100000;
};

// One image after the other on its way to the 1x1 convolution, a strip of rows at a time.
class StageInput {
 public:
  StageInput(const PreparedStage& prepared, Scratch scratch)
      : p(prepared),
        image_(scratch(INPUT, p.rows * p.row)),
        filtered_(scratch(FILTERED, p.strip * p.out_width * p.depth)) {
    if (p.s.kernel > 0)
      clear_border(image_, p.rows, p.row, p.pad, p.wide);
    else if (p.s.samples() || p.wide != p.s.channels)
      fill(image_, p.rows * p.row, 0);
  }

  void start(long image) {
    x_ = p.s.x + image * p.s.height * p.s.width * p.s.channels;
    rectified_ = 0;
  }

  // What goes into the 1x1 convolution for `count` rows of the output from `y` on, [count, out_width, depth].
  const float* rows(long y, long count) {
    const Stage& s = p.s;
    rectify(min(s.height, s.kernel > 0 ? (y + count - 1) * s.stride + p.pad + 1 : (y + count) * s.stride));
    const float* from = image_ + y * s.stride * p.row;
    if (s.kernel > 0) {
      p.filters.filter(from, p.row, p.wide, p.filter, filtered_, count, p.out_width);
      return filtered_;
    }
    if (!s.samples()) return from;
    for (long v = 0; v < count; v++)
      for (long u = 0; u < p.out_width; u++)
        for (long offset = 0; offset < 2; offset++) {
          const float* source = from + (2 * v + offset) * p.row + (2 * u + offset) * p.wide;
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
  // Rectifies (and before that normalises) rows up to `end`; a NaN stays one.
  void rectify(long end) {
    const Stage& s = p.s;
    const long width = s.width, channels = s.channels, line = p.row, step = p.wide, begin = rectified_;
    const float* const x = x_;
    float* const inner = image_ + p.pad * line + p.pad * step;
    const Norm by = p.norm;
    if (!s.in.moments) {
      // In the order of memory.
      for (long y = begin; y < end; y++)
        for (long u = 0; u < width; u++)
          by_lanes(channels, [=](long c, auto lanes) {
            const Vector v = lanes.load(x + (y * width + u) * channels + c);
            at(inner + y * line + u * step + c) = v < 0 ? Vector{} : v;
          });
      rectified_ = max(begin, end);
      return;
    }
    by_lanes(channels, [=](long c, auto lanes) {
      const Vector mean = at(by.mean + c), scale = at(by.scale + c), offset = at(by.offset + c);
      for (long y = begin; y < end; y++)
        for (long u = 0; u < width; u++) {
          const Vector v = (lanes.load(x + (y * width + u) * channels + c) - mean) * scale + offset;
          at(inner + y * line + u * step + c) = v < 0 ? Vector{} : v;
        }
    });
    rectified_ = max(begin, end);
  }

  const PreparedStage& p;
  float* const image_;
  float* const filtered_;
  const float* x_ = nullptr;
  long rectified_ = 0;
};

void stage(const StageForward& args, const Host& host) {
  const Stage& s = args.stage;
  const PreparedStage prepared(s, host.scratch);
  const long pixels = prepared.out_height * prepared.out_width, out_wide = prepared.out_wide;
  const bool direct = s.outputs == out_wide;
  const PartMoments part_moments(s.outputs, s.batch, pixels, host.scratch);
  in_parts(host, parts_of(s.batch), [&](long part) {
    StageInput input(prepared, host.scratch);
    float* buffer = host.scratch(OUT, direct ? 1 : prepared.strip * prepared.out_width * out_wide);
    Moments moments = part_moments.of(part);
    for (long image = part * PART; image < end_of(part, s.batch); image++) {
      input.start(image);
      for (long y = 0; y < prepared.out_height; y += prepared.strip) {
        const long count = min(prepared.strip, prepared.out_height - y);
        const long some = count * prepared.out_width;
        float* z = args.z + (image * pixels + y * prepared.out_width) * s.outputs;
        multiply(input.rows(y, count), prepared.depth, prepared.used, prepared.weights, out_wide, direct ? z : buffer,
                 out_wide, some);
        if (!direct)
          for (long i = 0; i < some; i++)
            for (long c = 0; c < s.outputs; c++) z[i * s.outputs + c] = buffer[i * out_wide + c];
        moments.add(z, some);
      }
    }
  });
  part_moments.write(args.moments);
}

}  // namespace
}  // namespace dartboard
