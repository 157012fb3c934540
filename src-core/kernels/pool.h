// 3x3 pooling.
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
    fill(input, (s.height + 2) * row, args.max ? -__builtin_inff() : 0);
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
              v = args.max ? (w > v ? w : v) : v + w;
            }
            lanes.store(out + (y * s.out_width() + x) * s.channels + c, args.max ? v : v / count);
          }
      });
      if (args.moments) moments.of(part, image - part * PART).add(out, pixels);
    }
  });
  if (args.moments) moments.write(args.moments);
}

}  // namespace
}  // namespace dartboard
