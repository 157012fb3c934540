// Stages: normalise, rectify, filter, 1x1 convolution, moments.
#pragma once

#include "filter.h"
#include "moments.h"
#include "multiply.h"

namespace dartboard {
namespace {

// How an image that siblings share lies in a buffer: rectified, in the middle of the border that the widest of their
// filters needs.
struct Frame {
  // `number` of the first of the siblings among all stages that are worked on.
  template <typename Args>
  void prepare(const Args& args, long number, Scratch scratch) {
    s = &args.siblings[0].stage;
    wide = padded(s->channels);
    norm = norm_of(s->in, s->channels, scratch, number * SLOTS + IN_NORM);
    bool samples = false;
    for (long i = 0; i < args.count; i++) {
      pad = max(pad, args.siblings[i].stage.padding());
      samples = samples || args.siblings[i].stage.samples();
    }
    // Odd sides are sampled as if padded with one zero.
    const bool odd = samples && pad == 0;
    row = (s->width + 2 * pad + (odd ? s->width % 2 : 0)) * wide;
    rows = s->height + 2 * pad + (odd ? s->height % 2 : 0);
    bare = pad == 0 && !samples && wide == s->channels;
  }

  long size() const { return rows * row; }
  // Where a border that is narrower by `less` begins.
  long corner(long less) const { return less * (row + wide); }

  void clear(float* buffer) const {
    if (pad > 0)
      clear_border(buffer, rows, row, pad, wide);
    else if (!bare)
      fill(buffer, size(), 0);
  }

  const Stage* s;
  long wide;
  Norm norm;
  long pad = 0, row, rows;
  // Whether there is nothing but the image.
  bool bare;
};

// A stage with all that does not depend on the image made ready; threads share it.
struct PreparedStage {
  // `number` among all stages that are worked on.
  void prepare(const Stage& stage, const Frame& frame, long number, Scratch scratch) {
    s = &stage;
    wide = frame.wide;
    depth = stage.samples() ? 2 * wide : wide;
    used = stage.samples() ? wide + stage.channels : stage.channels;
    out_wide = padded(stage.outputs);
    out_height = stage.out_height();
    out_width = stage.out_width();
    out_pixels = out_height * out_width;
    rows = max(1, 2 * RUN / out_width);
    taps = stage.kernel * stage.kernel;
    corner = frame.corner(frame.pad - stage.padding());
    filters = filters_of(stage.kernel, stage.stride, stage.dilation);
    weights = scratch(number * SLOTS + WEIGHTS, depth * out_wide);
    fill(weights, depth * out_wide, 0);
    each_weight([this](long k, long n, long place) { weights[k * out_wide + n] = s->pointwise[place]; });
    filter = scratch(number * SLOTS + FILTER, max(1, taps * wide));
    fill(filter, taps * wide, 0);
    for (long k = 0; k < taps; k++)
      for (long c = 0; c < stage.channels; c++) filter[k * wide + c] = stage.depthwise[k * stage.channels + c];
  }

  // Calls with the first and the number of some rows of the output, until all were there.
  template <typename Each>
  void by_rows(Each each) const {
    for (long first = 0; first < out_height; first += rows) each(first, min(rows, out_height - first));
  }

  // Calls with (row, column, place in `pointwise`) for each weight of the 1x1 convolution.
  template <typename Each>
  void each_weight(Each each) const {
    const long halves = s->samples() ? 2 : 1;
    const long part = s->outputs / halves;
    for (long h = 0; h < halves; h++)
      for (long c = 0; c < s->channels; c++)
        for (long o = 0; o < part; o++) each(h * wide + c, h * part + o, (h * s->channels + c) * part + o);
  }

  const Stage* s;
  // `used` of the `depth` inputs of the 1x1 convolution are more than padding.
  long wide, depth, used, out_wide, out_height, out_width, out_pixels, taps;
  // Rows of the output that are worked on at once: few enough that all of theirs stays in the nearest cache.
  long rows;
  // Where its own border begins in the frame.
  long corner;
  Filters filters;
  float* weights;
  float* filter;
};

// One image after the other on its way to the 1x1 convolutions.
class StageInput {
 public:
  StageInput(const Frame& frame, Scratch scratch) : f(frame), scratch_(scratch), image_(scratch(INPUT, frame.size())) {
    f.clear(image_);
  }

  // The rectified (and before that normalised) image into the middle of its frame; a NaN stays one.
  void rectify(long image) {
    const Stage& s = *f.s;
    const long height = s.height, width = s.width, channels = s.channels, line = f.row, step = f.wide;
    x_ = s.x + image * height * width * channels;
    const float* const x = x_;
    float* const inner = image_ + f.corner(f.pad);
    const Norm by = f.norm;
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

  // Asks for an image that will be rectified.
  void expect_image(long image) { ahead.add(f.s->x + image * size(), size()); }

  // What goes from the rectified image into a stage's 1x1 convolution, for rows from `first` on of its output, [rows,
  // out_width, depth]; until the next.
  const float* filtered(const PreparedStage& p, long first, long rows) {
    const Stage& s = *p.s;
    const float* const image = image_ + p.corner + first * s.stride * f.row;
    if (s.kernel == 0 && s.stride == 1) return image;
    float* const out = scratch_(FILTERED, p.rows * p.out_width * p.depth);
    if (s.kernel > 0) {
      p.filters.filter(image, f.row, f.wide, p.filter, out, rows, p.out_width, false, ahead);
      return out;
    }
    for (long v = 0; v < rows; v++)
      for (long u = 0; u < p.out_width; u++)
        for (long offset = 0; offset < 2; offset++) {
          const float* source = image + (2 * v + offset) * f.row + (2 * u + offset) * f.wide;
          float* target = out + (v * p.out_width + u) * p.depth + offset * f.wide;
          for (long c = 0; c < f.wide; c += LANES) at(target + c) = at(source + c);
        }
    return out;
  }

  // Of an image as it is given.
  long size() const { return f.s->height * f.s->width * f.s->channels; }

  // The image as it was given.
  const float* raw() const { return x_; }

  // The rectified image in its frame.
  const float* image() const { return image_; }

  // What is read after that which is worked on.
  Ahead ahead;

 private:
  const Frame& f;
  const Scratch scratch_;
  float* const image_;
  const float* x_ = nullptr;
};

// What the images of a stage have in common; threads share it.
struct PreparedForward {
  // `number` among all stages that are worked on.
  void prepare(const StageForward& of, const Frame& frame, long number, Scratch scratch) {
    args = &of;
    p.prepare(of.stage, frame, number, scratch);
    sums = doubles(scratch, number * SLOTS + MOMENTS, PartMoments::size(of.stage.outputs, of.stage.batch));
  }

  PartMoments moments() const { return PartMoments(p.s->outputs, p.s->batch, p.out_pixels, sums); }

  // The output of an image of this part.
  void run(StageInput& input, long part, long image, Scratch scratch) const {
    const long pixels = p.out_pixels, outputs = p.s->outputs, out_wide = p.out_wide;
    const bool direct = outputs == out_wide;
    float* const z = args->z + image * pixels * outputs;
    float* const buffer = direct ? z : scratch(OUT, pixels * out_wide);
    p.by_rows([&](long first, long rows) {
      multiply(input.filtered(p, first, rows), p.depth, p.used, p.weights, out_wide,
               buffer + first * p.out_width * out_wide, out_wide, rows * p.out_width, input.ahead);
    });
    for (long pixel = 0; !direct && pixel < pixels; pixel++)
      for (long c = 0; c < outputs; c++) z[pixel * outputs + c] = buffer[pixel * out_wide + c];
    moments().of(part, image - part * PART).add(z, pixels);
  }

  const StageForward* args;
  PreparedStage p;
  double* sums;
};

void stages(long groups, const StagesForward* args, const Host& host) {
  const long batch = args[0].siblings[0].stage.batch, parts = parts_of(batch);
  Frame frames[MOST_STAGES];
  PreparedForward prepared[MOST_STAGES];
  // Numbers of the groups' first stages.
  long firsts[MOST_STAGES + 1] = {0};
  for (long g = 0; g < groups; g++) {
    const long first = firsts[g];
    frames[g].prepare(args[g], first, host.scratch);
    for (long i = 0; i < args[g].count; i++)
      prepared[first + i].prepare(args[g].siblings[i], frames[g], first + i, host.scratch);
    firsts[g + 1] = first + args[g].count;
  }
  in_parts(host, groups * parts, [&](long index) {
    const long g = index / parts, part = index % parts;
    StageInput input(frames[g], host.scratch);
    const long end = end_of(part, batch);
    for (long image = part * PART; image < end; image++) {
      input.rectify(image);
      input.ahead.clear();
      if (image + 1 < end) input.expect_image(image + 1);
      for (long i = firsts[g]; i < firsts[g + 1]; i++) prepared[i].run(input, part, image, host.scratch);
    }
  });
  for (long i = 0; i < firsts[groups]; i++) prepared[i].moments().write(prepared[i].args->moments);
}

}  // namespace
}  // namespace dartboard
