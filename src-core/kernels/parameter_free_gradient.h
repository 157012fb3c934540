// The gradient of a tensor by the operations without weights: 3x3 poolings and identities.
#pragma once

#include "pool.h"

namespace dartboard {
namespace {

// What the images of a pooling have in common.
struct PreparedPooling {
  // `number` among the poolings of one tensor.
  void prepare(const PooledUses& pooled, const Pool& pool, long number, Scratch scratch) {
    args = &pooled;
    const long wide = padded(pool.channels);
    norm = norm_of({pooled.moments, nullptr, nullptr}, pool.channels, scratch, number * SLOTS + NORM);
    shift = scratch(number * SLOTS + FACTORS, 2 * wide);
    slope = shift + wide;
    fill(shift, 2 * wide, 0);
    if (!pooled.moments) return;
    // The uses' gradients add up before they go through the normalisation, which is linear in them.
    const double all = static_cast<double>(pool.batch * pool.out_height() * pool.out_width());
    for (long c = 0; c < pool.channels; c++) {
      double sum = 0, weighted = 0;
      for (long i = 0; i < pooled.of.count; i++) {
        const Use& use = pooled.of.uses[i];
        sum += static_cast<double>(use.gain) * use.sum_dy[c];
        weighted += static_cast<double>(use.gain) * use.sum_dy_yhat[c];
      }
      shift[c] = static_cast<float>(sum / all);
      slope[c] = static_cast<float>(weighted / all);
    }
  }

  const PooledUses* args;
  Norm norm;
  float *shift, *slope;
};

// The uses of an image: their gradients by what they are multiplied by.
class ImageUses {
 public:
  ImageUses(const Uses& of, long image, float* gains) : of_(of), gains_(gains) {
    for (long i = 0; i < of.count; i++) gains[i] = of.uses[i].gain * factor_of(of.uses[i], image);
  }

  template <typename Lanes>
  Vector sum(long place, Lanes lanes) const {
    Vector d = {};
    for (long i = 0; i < of_.count; i++) d += lanes.load(of_.uses[i].dy + place) * gains_[i];
    return d;
  }

  void expect_at(long place) const {
    for (long i = 0; i < of_.count; i++) expect(of_.uses[i].dy + place);
  }

 private:
  const Uses& of_;
  const float* const gains_;
};

// One image after the other.
class ParameterFreeImages {
 public:
  ParameterFreeImages(const ParameterFreeGradient& args, const PreparedPooling* prepared, Scratch scratch)
      : args(args),
        prepared(prepared),
        scratch(scratch),
        wide(padded(s.channels)),
        row((s.width + 2) * wide),
        gradient(scratch(INPUT_GRADIENT, (s.height + 2) * row)) {
    for (long i = 0; i < args.poolings; i++)
      if (args.pooled[i].max) input = scratch(INPUT, (s.height + 2) * row);
    if (input) fill(input, (s.height + 2) * row, -__builtin_inff());
  }

  void add(long image) {
    if (input) surround(s, image, wide, input);
    fill(gradient, (s.height + 2) * row, 0);
    for (long i = 0; i < args.poolings; i++) {
      const ImageUses uses(args.pooled[i].of, image, scratch(WEIGHTS, args.pooled[i].of.count));
      by_lanes(s.channels, [&](long c, auto lanes) { through_pooling(prepared[i], uses, image, c, lanes); });
    }
    const ImageUses identities(args.identities, image, scratch(WEIGHTS, args.identities.count));
    const long offset = image * s.height * s.width * s.channels;
    by_lanes(s.channels, [&](long c, auto lanes) {
      for (long y = 0; y < s.height; y++)
        for (long x = 0; x < s.width; x++) {
          const long place = offset + (y * s.width + x) * s.channels + c;
          const Vector sum = at(gradient + (y + 1) * row + (x + 1) * wide + c) + identities.sum(place, lanes);
          lanes.store(args.g + place, args.before ? lanes.load(args.before + place) + sum : sum);
        }
    });
  }

 private:
  // For the channels of one register.
  template <typename Lanes>
  void through_pooling(const PreparedPooling& by, const ImageUses& uses, long image, long c, Lanes lanes) {
    const Vector mean = at(by.norm.mean + c), scale = at(by.norm.scale + c);
    const Vector shift = at(by.shift + c), slope = at(by.slope + c);
    const long offset = image * s.out_height() * s.out_width() * s.channels, ahead = AHEAD * s.channels;
    const float* const pooled = by.args->y;
    for (long y = 0; y < s.out_height(); y++)
      for (long x = 0; x < s.out_width(); x++) {
        const long place = offset + (y * s.out_width() + x) * s.channels + c;
        const long corner = y * s.stride * row + x * s.stride * wide + c;
        expect(pooled + place + ahead);
        uses.expect_at(place + ahead);
        const Vector v = lanes.load(pooled + place);
        Vector d = scale * (uses.sum(place, lanes) - shift - (v - mean) * scale * slope);
        if (!by.args->max) {
          d /= static_cast<float>(inside(y * s.stride, s.height) * inside(x * s.stride, s.width));
          for (long k = 0; k < 9; k++) at(gradient + corner + k / 3 * row + k % 3 * wide) += d;
          continue;
        }
        // The first maximum in row-major order gets it all.
        Mask left = ~Mask{};
        for (long k = 0; k < 9; k++) {
          const long tap = corner + k / 3 * row + k % 3 * wide;
          const Mask hit = (at(input + tap) == v) & left;
          left &= ~hit;
          at(gradient + tap) += hit ? d : Vector{};
        }
      }
  }

  const ParameterFreeGradient& args;
  const Pool& s = args.pool;
  const PreparedPooling* const prepared;
  const Scratch scratch;
  const long wide, row;
  // With a border of one pixel: the image, if there is a maximum, and its gradient.
  float* input = nullptr;
  float* const gradient;
};

void parameter_free_gradient(const ParameterFreeGradient& args, const Host& host) {
  PreparedPooling prepared[MOST_POOLINGS];
  for (long i = 0; i < args.poolings; i++) prepared[i].prepare(args.pooled[i], args.pool, i, host.scratch);
  const long batch = args.pool.batch;
  in_parts(host, parts_of(batch), [&](long part) {
    ParameterFreeImages images(args, prepared, host.scratch);
    for (long image = part * PART; image < end_of(part, batch); image++) images.add(image);
  });
}

}  // namespace
}  // namespace dartboard
