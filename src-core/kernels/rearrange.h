// Images side by side along their channels, and apart again.
#pragma once

#include "vector.h"

namespace dartboard {
namespace {

// Calls with each pixel's place in the whole and, for each of the tensors that it is made of, its place there.
template <typename Move>
void side_by_side(long pixels, long count, long channels, const Host& host, Move move) {
  constexpr long STRETCH = 1024;
  in_parts(host, (pixels + STRETCH - 1) / STRETCH, [&](long part) {
    for (long p = part * STRETCH; p < min((part + 1) * STRETCH, pixels); p++)
      for (long i = 0; i < count; i++)
        by_lanes(channels,
                 [&](long c, auto lanes) { move(i, (p * count + i) * channels + c, p * channels + c, lanes); });
  });
}

void join(const Join& args, const Host& host) {
  side_by_side(args.pixels, args.count, args.channels, host, [&](long i, long whole, long part, auto lanes) {
    expect(args.parts[i] + part + AHEAD * LANES);
    lanes.store(args.whole + whole, lanes.load(args.parts[i] + part));
  });
}

void split(const Split& args, const Host& host) {
  side_by_side(args.pixels, args.count, args.channels, host, [&](long i, long whole, long part, auto lanes) {
    lanes.store(args.parts[i] + part, lanes.load(args.whole + whole));
  });
}

}  // namespace
}  // namespace dartboard
