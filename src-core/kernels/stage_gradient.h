// The gradient of stages.
#pragma once

#include "stage.h"

namespace dartboard {
namespace {

// What the gradients of a stage's images have in common; threads share it.
struct PreparedGradient {
  // `number` among all stages that are worked on.
  void prepare(const StageGradient& of, const Frame& frame, long number, Scratch scratch) {
    args = &of;
    p.prepare(of.stage, frame, number, scratch);
    const Stage& s = of.stage;
    transposed = scratch(number * SLOTS + TRANSPOSED, p.depth * p.out_wide);
    for (long k = 0; k < p.depth; k++)
      for (long n = 0; n < p.out_wide; n++) transposed[n * p.depth + k] = p.weights[k * p.out_wide + n];
    flipped = scratch(number * SLOTS + FLIPPED, max(1, p.taps * p.wide));
    for (long k = 0; k < p.taps; k++)
      for (long c = 0; c < p.wide; c++) flipped[k * p.wide + c] = p.filter[(p.taps - 1 - k) * p.wide + c];
    backward = filters_of(s.kernel, 1, s.dilation);
    mean = scratch(number * SLOTS + FACTORS, 4 * p.out_wide);
    factor = mean + p.out_wide;
    shift = factor + p.out_wide;
    slope = shift + p.out_wide;
    fill(mean, 4 * p.out_wide, 0);
    const double all = static_cast<double>(s.batch * p.out_pixels);
    for (long c = 0; c < s.outputs; c++) {
      const double scale = reciprocal_deviation(of.moments[s.outputs + c]);
      const double gain = (of.scale ? static_cast<double>(of.gain) * of.scale[c] : of.gain) * scale;
      mean[c] = of.moments[c];
      factor[c] = static_cast<float>(gain);
      shift[c] = static_cast<float>(gain * of.sum_dy[c] / all);
      slope[c] = static_cast<float>(gain * of.sum_dy_zhat[c] / all * scale);
    }
  }

  // Whether the gradient of its weights is asked for.
  bool of_weights() const { return args->d_pointwise != nullptr; }

  // How many sums over pixels that needs.
  long sums() const { return of_weights() ? p.taps * p.wide + p.depth * p.out_wide : 0; }

  const StageGradient* args;
  PreparedStage p;
  Filters backward;
  float* transposed;
  // The filter, turned by half a turn.
  float* flipped;
  // dz = factor * the image's factor * dy - shift - slope * (z - mean)
  float *mean, *factor, *shift, *slope;
};

// The gradients of one part's images. Sums over their pixels are added to those of the other parts in the end: for each
// stage those of its filter and of its weights, one stage after another, then the two of g.
class PartGradient {
 public:
  PartGradient(const StagesGradient& args, const Frame& frame, const PreparedGradient* prepared, double* sums,
               Scratch scratch)
      : args(args),
        f(frame),
        s(*frame.s),
        prepared(prepared),
        sums(sums),
        scratch(scratch),
        input(frame, scratch),
        spread(scratch(SPREAD, f.size())),
        d_input(scratch(INPUT_GRADIENT, s.height * s.width * f.wide)) {
    if (f.pad > 0) f.clear(spread);
    for (long i = 0; i < args.count && strided == nullptr; i++)
      if (prepared[i].p.s->kernel > 0 && prepared[i].p.s->stride > 1) strided = scratch(STRIDED, f.size());
    if (strided != nullptr) fill(strided, f.size(), 0);
  }

  // `last`: whether none follows.
  void add(long image, bool last) {
    input.rectify(image);
    double* own = sums;
    for (long i = 0; i < args.count; i++) {
      const PreparedGradient& by = prepared[i];
      const bool more = i > 0;
      expect_after(image, i, last);
      if (by.p.s->samples() && !more) fill(d_input, s.height * s.width * f.wide, 0);
      by.p.by_rows([&](long first, long rows) { add_rows(by, image, first, rows, own); });
      if (by.p.s->kernel > 0)
        // The gradient of a depthwise convolution is one with the turned filter, of the spread out and padded gradient.
        by.backward.filter(spread_of(by.p) + by.p.corner, f.row, f.wide, by.flipped, d_input, s.height, s.width, more,
                           input.ahead);
      own += by.sums();
    }
    through_rectifier(image, own);
  }

 private:
  // Asks for what is read after the sibling i.
  void expect_after(long image, long i, bool last) {
    input.ahead.clear();
    if (i + 1 < args.count) {
      expect_output(prepared[i + 1], image);
      return;
    }
    if (args.before) input.ahead.add(args.before + image * input.size(), input.size());
    if (last) return;
    input.expect_image(image + 1);
    expect_output(prepared[0], image + 1);
  }

  void expect_output(const PreparedGradient& of, long image) {
    const long size = of.p.out_pixels * of.p.s->outputs;
    input.ahead.add(of.args->z + image * size, size);
    input.ahead.add(of.args->dy + image * size, size);
  }

  float* spread_of(const PreparedStage& p) const { return p.s->stride == 1 ? spread : strided; }

  // From some rows of a stage's output to what its filter was given, or, without one, to its input.
  void add_rows(const PreparedGradient& by, long image, long first, long rows, double* own) {
    const PreparedStage& p = by.p;
    const long pixels = rows * p.out_width, stride = p.s->stride, outputs = p.s->outputs;
    const float* const dz = through_normalisation(by, image * p.out_pixels + first * p.out_width, pixels, image);
    if (by.of_weights())
      correlate(input.filtered(p, first, rows), p.depth, p.used, dz, p.out_wide, pixels, own + p.taps * p.wide);
    if (p.s->kernel == 0 && stride == 1) {
      multiply(dz, p.out_wide, outputs, by.transposed, p.depth, d_input + first * p.out_width * p.depth, p.depth,
               pixels, input.ahead);
      return;
    }
    const float* const image_rows = input.image() + p.corner + first * stride * f.row;
    float* const inner = spread_of(p) + f.corner(f.pad) + first * stride * f.row;
    if (p.s->kernel > 0 && stride == 1) {
      for (long y = 0; y < rows; y++)
        multiply(dz + y * p.out_width * p.out_wide, p.out_wide, outputs, by.transposed, p.depth, inner + y * f.row,
                 f.wide, p.out_width, input.ahead);
      if (by.of_weights()) p.filters.correlate(image_rows, f.row, f.wide, inner, f.row, rows, p.out_width, own);
      return;
    }
    float* const d_filtered = scratch(FILTERED_GRADIENT, p.rows * p.out_width * p.depth);
    multiply(dz, p.out_wide, outputs, by.transposed, p.depth, d_filtered, p.depth, pixels, input.ahead);
    if (p.s->kernel == 0) {
      spread_samples(p, d_filtered, first, rows);
      return;
    }
    if (by.of_weights())
      p.filters.correlate(image_rows, f.row, f.wide, d_filtered, p.out_width * f.wide, rows, p.out_width, own);
    for (long y = 0; y < rows; y++)
      for (long x = 0; x < p.out_width; x++)
        for (long c = 0; c < f.wide; c += LANES)
          at(inner + y * stride * f.row + x * stride * f.wide + c) =
              at(d_filtered + (y * p.out_width + x) * f.wide + c);
  }

  // dz from dy and z, of pixels from `first` on, which are of one image.
  const float* through_normalisation(const PreparedGradient& g, long first, long pixels, long image) {
    const PreparedStage& p = g.p;
    const long outputs = p.s->outputs, wide = p.out_wide;
    const float *const z = g.args->z + first * outputs, *const dy = g.args->dy + first * outputs;
    float* const dz = scratch(OUT_GRADIENT, p.rows * p.out_width * wide);
    const float of_image = factor_of(*g.args, image);
    by_lanes(outputs, [=, &g](long c, auto lanes) {
      const Vector mean = at(g.mean + c), shift = at(g.shift + c), slope = at(g.slope + c);
      const Vector factor = at(g.factor + c) * of_image;
      for (long i = 0; i < pixels; i++) {
        const long place = i * outputs + c;
        at(dz + i * wide + c) = factor * lanes.load(dy + place) - shift - slope * (lanes.load(z + place) - mean);
      }
    });
    return dz;
  }

  // Adds the gradient of samples to that of the pixels they are.
  void spread_samples(const PreparedStage& p, const float* d_sampled, long first, long rows) {
    for (long y = 0; y < rows; y++)
      for (long x = 0; x < p.out_width; x++)
        for (long offset = 0; offset < 2; offset++) {
          const long v = 2 * (first + y) + offset, u = 2 * x + offset;
          if (v >= s.height || u >= s.width) continue;
          for (long c = 0; c < f.wide; c += LANES)
            at(d_input + (v * s.width + u) * f.wide + c) +=
                at(d_sampled + (y * p.out_width + x) * p.depth + offset * f.wide + c);
        }
  }

  // The gradient where the input was positive.
  void through_rectifier(long image, double* g_sums) {
    const long height = s.height, width = s.width, channels = s.channels, wide = f.wide, row = f.row;
    const long place = image * height * width * channels;
    float* const g = args.g + place;
    const float *const inner = input.image() + f.corner(f.pad), *const gradient = d_input;
    if (!args.g_sums) {
      const float* const before = args.before ? args.before + place : nullptr;
      // In the order of memory.
      for (long y = 0; y < height; y++)
        for (long x = 0; x < width; x++)
          by_lanes(channels, [=](long c, auto lanes) {
            const long to = (y * width + x) * channels + c;
            expect(g + to + AHEAD * LANES);
            const Vector v =
                at(inner + y * row + x * wide + c) > 0 ? at(gradient + (y * width + x) * wide + c) : Vector{};
            lanes.store(g + to, before ? lanes.load(before + to) + v : v);
          });
      return;
    }
    const bool scaled = s.in.scale != nullptr;
    const long ahead = AHEAD * channels;
    const float* const source = input.raw();
    const float* const means = f.norm.mean;
    by_lanes(channels, [=](long c, auto lanes) {
      const Vector mean = at(means + c);
      for (long y = 0; y < height; y++)
        for (long x = 0; x < width; x += RUN) {
          Vector sum = {}, weighted = {};
          const long end = min(x + RUN, width);
          for (long u = x; u < end; u++) {
            const long to = (y * width + u) * channels + c;
            expect(g + to + ahead);
            const Vector a = at(inner + y * row + u * wide + c);
            const Vector v = a > 0 ? at(gradient + (y * width + u) * wide + c) : Vector{};
            lanes.store(g + to, v);
            sum += v;
            // Where the gradient passes, the rectified input is the normalised one, unless that was scaled.
            weighted += v * (scaled ? lanes.load(source + to) - mean : a);
          }
          at(g_sums + c) += widen(sum);
          at(g_sums + wide + c) += widen(weighted);
        }
    });
  }

  const StagesGradient& args;
  const Frame& f;
  const Stage& s;
  const PreparedGradient* const prepared;
  double* const sums;
  const Scratch scratch;
  StageInput input;
  // A gradient in the frame: all of its pixels, or those of a stage with a stride, between which are zeros.
  float *const spread, *strided = nullptr;
  float* const d_input;
};

// What the images of siblings have in common; threads share it.
struct PreparedGroup {
  // `first`: the number of the first sibling among all stages that are worked on, and its place.
  void prepare(const StagesGradient& of, long first, PreparedGradient* prepared, Scratch scratch) {
    args = &of;
    siblings = prepared + first;
    frame.prepare(of, first, scratch);
    size = 2 * frame.wide;
    for (long i = 0; i < of.count; i++) {
      siblings[i].prepare(of.siblings[i], frame, first + i, scratch);
      size += siblings[i].sums();
    }
    sums = doubles(scratch, first * SLOTS + SUMS, parts_of(frame.s->batch) * size);
  }

  void run(long part, Scratch scratch) const {
    PartGradient gradient(*args, frame, siblings, sums + part * size, scratch);
    const long end = end_of(part, frame.s->batch);
    for (long image = part * PART; image < end; image++) gradient.add(image, image + 1 == end);
  }

  // The gradients that are sums over all parts.
  void write() const {
    const Stage& s = *frame.s;
    add_parts(sums, parts_of(s.batch), size);
    const double* own = sums;
    for (long i = 0; i < args->count; i++) {
      if (!siblings[i].of_weights()) continue;
      const StageGradient& of = args->siblings[i];
      const PreparedStage& p = siblings[i].p;
      for (long k = 0; k < p.taps; k++)
        for (long c = 0; c < s.channels; c++)
          of.d_depthwise[k * s.channels + c] = static_cast<float>(own[k * p.wide + c]);
      const double* const of_weights = own + p.taps * p.wide;
      p.each_weight([&](long k, long n, long place) {
        of.d_pointwise[place] = static_cast<float>(of_weights[k * p.out_wide + n]);
      });
      own += siblings[i].sums();
    }
    if (!args->g_sums) return;
    for (long c = 0; c < s.channels; c++) {
      const double scale = s.in.scale ? reciprocal_deviation(s.in.moments[s.channels + c]) : 1;
      args->g_sums[c] = static_cast<float>(own[c]);
      args->g_sums[s.channels + c] = static_cast<float>(own[frame.wide + c] * scale);
    }
  }

  const StagesGradient* args;
  Frame frame;
  PreparedGradient* siblings;
  // Of each part's sums.
  long size;
  double* sums;
};

void stages_gradient(long groups, const StagesGradient* args, const Host& host) {
  PreparedGradient prepared[MOST_STAGES];
  PreparedGroup each[MOST_STAGES];
  long first = 0;
  for (long g = 0; g < groups; g++) {
    each[g].prepare(args[g], first, prepared, host.scratch);
    first += args[g].count;
  }
  const long parts = parts_of(each[0].frame.s->batch);
  in_parts(host, groups * parts, [&](long index) { each[index / parts].run(index % parts, host.scratch); });
  for (long g = 0; g < groups; g++) each[g].write();
}

}  // namespace
}  // namespace dartboard
