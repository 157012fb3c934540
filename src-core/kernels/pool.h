// 3x3 pooling and its gradient.
#pragma once

#include "moments.h"

namespace dartboard {
namespace {

// An image with a border of one pixel around it.
void surround(const Pool& pool, long image, long wide, float* target) {
  const float* x = pool.x + image * pool.height * pool.width * pool.channels;
  const long ahead = AHEAD * pool.channels;
  by_lanes(pool.channels, [&](long c, auto lanes) {
    for (long y = 0; y < pool.height; y++)
      for (long u = 0; u < pool.width; u++) {
        const float* const place = x + (y * pool.width + u) * pool.channels + c;
        expect(place + ahead);
        at(target + ((y + 1) * (pool.width + 2) + u + 1) * wide + c) = lanes.load(place);
      }
  });
}

// Of how many pixels of the image the window around row or column `i` holds.
inline long inside(long i, long side) { return min(i + 1, side - 1) - max(i - 1, 0) + 1; }

void pool(const PoolForward& args, const Host& host) {
  const Pool& s = args.pool;
  const long wide = padded(s.channels), row = (s.width + 2) * wide;
  const long pixels = s.out_height() * s.out_width();
  const PartMoments moments(s.channels, s.batch, pixels,
                            doubles(host.scratch, MOMENTS, PartMoments::size(s.channels, s.batch)));
  in_parts(host, parts_of(s.batch), [&](long part) {
    float* input = host.scratch(INPUT, (s.height + 2) * row);
    fill(input, (s.height + 2) * row, s.max ? -__builtin_inff() : 0);
    for (long image = part * PART; image < end_of(part, s.batch); image++) {
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
      if (args.moments) moments.of(part, image - part * PART).add(out, pixels);
    }
  });
  if (args.moments) moments.write(args.moments);
}

void pool_gradient(const PoolGradient& args, const Host& host) {
  const Pool& s = args.pool;
  const long wide = padded(s.channels), row = (s.width + 2) * wide;
  const long pixels = s.out_height() * s.out_width();
  const Norm norm = norm_of({args.moments, nullptr, nullptr}, s.channels, host.scratch, NORM);
  // The uses' gradients add up before they go through the normalisation, which is linear in them.
  float* shift = host.scratch(FACTORS, 2 * wide);
  float* slope = shift + wide;
  fill(shift, 2 * wide, 0);
  const double all = static_cast<double>(s.batch * pixels);
  for (long c = 0; args.moments && c < s.channels; c++) {
    double sum = 0, weighted = 0;
    for (long i = 0; i < args.count; i++) {
      sum += static_cast<double>(args.uses[i].gain) * args.uses[i].sum_dy[c];
      weighted += static_cast<double>(args.uses[i].gain) * args.uses[i].sum_dy_yhat[c];
    }
    shift[c] = static_cast<float>(sum / all);
    slope[c] = static_cast<float>(weighted / all);
  }
  in_parts(host, parts_of(s.batch), [&](long part) {
    float* input = host.scratch(INPUT, (s.height + 2) * row);
    if (s.max) fill(input, (s.height + 2) * row, -__builtin_inff());
    float* gradient = host.scratch(INPUT_GRADIENT, (s.height + 2) * row);
    float* gains = host.scratch(WEIGHTS, args.count);
    for (long image = part * PART; image < end_of(part, s.batch); image++) {
      if (s.max) surround(s, image, wide, input);
      fill(gradient, (s.height + 2) * row, 0);
      for (long i = 0; i < args.count; i++)
        gains[i] = args.uses[i].gain * (args.uses[i].factors ? args.uses[i].factors[image] : 1);
      const long offset = image * pixels * s.channels, ahead = AHEAD * s.channels;
      by_lanes(s.channels, [&](long c, auto lanes) {
        const Vector mean = at(norm.mean + c), scale = at(norm.scale + c), h = at(shift + c), l = at(slope + c);
        for (long y = 0; y < s.out_height(); y++)
          for (long x = 0; x < s.out_width(); x++) {
            const long place = offset + (y * s.out_width() + x) * s.channels + c;
            const long corner = y * s.stride * row + x * s.stride * wide + c;
            expect(args.y + place + ahead);
            const Vector pooled = lanes.load(args.y + place);
            Vector d = {};
            for (long i = 0; i < args.count; i++) {
              expect(args.uses[i].dy + place + ahead);
              d += lanes.load(args.uses[i].dy + place) * gains[i];
            }
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
  });
}

}  // namespace
}  // namespace dartboard
