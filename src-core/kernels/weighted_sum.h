// A sum of vectors, each times a number: what the steps of the weights are made of.
#pragma once

#include "vector.h"

namespace dartboard {
namespace {

void weighted_sum(const WeightedSum& args, const Host& host) {
  constexpr long STRETCH = 1 << 15;
  in_parts(host, (args.size + STRETCH - 1) / STRETCH, [&](long part) {
    const long start = part * STRETCH, size = min(STRETCH, args.size - start);
    by_lanes(size, [&](long c, auto lanes) {
      const long place = start + c;
      Vector sum = {};
      for (long i = 0; i < args.count; i++) sum += lanes.load(args.terms[i].x + place) * args.terms[i].by;
      lanes.store(args.y + place, sum);
    });
  });
}

}  // namespace
}  // namespace dartboard
