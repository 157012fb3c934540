// Makes the fused operations known to TensorFlow, by its C interface for kernels, as soon as Node loads this library.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "arguments.h"
#include "call.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "threads.h"

namespace {

using namespace dartboard;

// The newest generation that the processor has and that DARTBOARD_KERNELS ("avx2", "baseline": for tests) allows.
const Kernels& kernels() {
  static const Kernels& chosen = []() -> const Kernels& {
    const char* named = std::getenv("DARTBOARD_KERNELS");
    const std::string limit = named ? named : "";
    const bool v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512cd");
    const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    if (limit == "baseline" || !(v3 || v4)) return kernels_v2;
    return v4 && limit != "avx2" ? kernels_v4 : kernels_v3;
  }();
  return chosen;
}

// One growing buffer a slot, of each thread that TensorFlow runs kernels on.
float* scratch(int slot, long floats) {
  constexpr std::size_t LINE = 64;
  struct Buffers {
    std::vector<float*> places;
    std::vector<long> sizes;
    ~Buffers() {
      for (float* place : places) std::free(place);
    }
  };
  thread_local Buffers buffers;
  const auto index = static_cast<std::size_t>(slot);
  if (index >= buffers.places.size()) {
    buffers.places.resize(index + 1, nullptr);
    buffers.sizes.resize(index + 1, 0);
  }
  if (buffers.sizes[index] < floats) {
    std::free(buffers.places[index]);
    const std::size_t bytes = (static_cast<std::size_t>(floats) * sizeof(float) + LINE - 1) / LINE * LINE;
    buffers.places[index] = static_cast<float*>(std::aligned_alloc(LINE, bytes));
    buffers.sizes[index] = floats;
  }
  return buffers.places[index];
}

// As many threads as TensorFlow runs operations on. They live as long as the process.
void parallel(long parts, void (*part)(long index, void* work), void* work) {
  static Threads& threads = *new Threads([] {
    const char* const set = std::getenv("TF_NUM_INTEROP_THREADS");
    const int number = set ? std::atoi(set) : 0;
    return number > 0 ? number : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  }());
  threads.parallel(parts, part, work);
}

constexpr Host HOST = {scratch, parallel};

// Whether there is a place, and not only -1 for none.
bool any_given(const std::vector<std::int64_t>& places) {
  return std::any_of(places.begin(), places.end(), [](std::int64_t place) { return place >= 0; });
}

// A weight of a sum: an entry of the `gains`, or 1.
float gain_at(const float* gains, std::int64_t place) { return place < 0 ? 1 : gains[place]; }

// The gradients of all gains, from those of a sum's terms; none when no term has one.
void write_gain_gradients(Call& call, int output, int gains, const std::vector<std::int64_t>& places,
                          const std::vector<float>& of_terms) {
  const std::int64_t count = any_given(places) ? call.shape(gains)[0] : 0;
  float* const d_gains = call.output(output, {count});
  if (!d_gains) return;
  std::fill_n(d_gains, count, 0.0f);
  for (std::size_t i = 0; i < places.size(); i++)
    if (places[i] >= 0) d_gains[places[i]] += of_terms[i];
}

// Numbers within a tensor from a place on, or none.
const float* from(const float* numbers, std::int64_t place) { return place < 0 ? nullptr : numbers + place; }

// Chains of stages that leave one tensor: each stage but a chain's first is given the normalised output of the one
// before it. Stages are numbered chain after chain.
struct ChainAttributes {
  const std::vector<std::int64_t> lengths, kernels, strides, dilations, outputs, depthwise, pointwise, scales, offsets;

  explicit ChainAttributes(Attributes& a)
      : lengths(a.list("lengths")),
        kernels(a.list("kernels")),
        strides(a.list("strides")),
        dilations(a.list("dilations")),
        outputs(a.list("outputs")),
        depthwise(a.list("depthwise")),
        pointwise(a.list("pointwise")),
        scales(a.list("scales")),
        offsets(a.list("offsets")) {}

  // Numbers of a chain's first stage and of the one after its last, for each chain.
  struct Range {
    std::size_t first, end;
  };
  std::vector<Range> chains() const {
    std::vector<Range> ranges;
    std::size_t first = 0;
    for (const std::int64_t length : lengths) {
      ranges.push_back({first, first + static_cast<std::size_t>(length)});
      first += static_cast<std::size_t>(length);
    }
    return ranges;
  }

  // Stages of the longest chain.
  std::size_t longest() const { return static_cast<std::size_t>(*std::max_element(lengths.begin(), lengths.end())); }

  // A chain's first stage.
  Stage first(std::size_t i, const std::vector<std::int64_t>& shape, const float* x, const float* weights) const {
    return stage(i, shape[0], shape[1], shape[2], shape[3], x, {nullptr, nullptr, nullptr}, weights);
  }

  // The stage i after `before`, whose output z has these moments.
  Stage next(std::size_t i, const Stage& before, const float* z, const float* moments, const float* weights) const {
    return stage(i, before.batch, before.out_height(), before.out_width(), before.outputs, z,
                 {moments, from(weights, scales[i - 1]), from(weights, offsets[i - 1])}, weights);
  }

 private:
  Stage stage(std::size_t i, long batch, long height, long width, long channels, const float* x,
              const Normalisation& in, const float* weights) const {
    return {batch,
            height,
            width,
            channels,
            outputs[i],
            kernels[i],
            strides[i],
            dilations[i],
            x,
            in,
            weights + depthwise[i],
            weights + pointwise[i]};
  }
};

#define CHAIN_ATTRIBUTES                                                                                   \
  "S: int >= 1", "lengths: list(int)", "kernels: list(int)", "strides: list(int)", "dilations: list(int)", \
      "outputs: list(int)", "depthwise: list(int)", "pointwise: list(int)", "scales: list(int)", "offsets: list(int)"

// As many stages, or groups of one, at a time as kernels work on together.
template <typename Item, typename Each>
void in_turns(const std::vector<Item>& items, Each each) {
  const long count = static_cast<long>(items.size());
  for (long i = 0; i < count; i += MOST_STAGES) each(std::min(MOST_STAGES, count - i), items.data() + i);
}

struct StagesOp {
  static constexpr const char* NAME = "DartboardStages";
  static std::vector<const char*> attributes() { return {CHAIN_ATTRIBUTES, "G: int >= 0"}; }
  // `given`: what to normalise all but the chains' last outputs with; none for their own moments.
  static std::vector<const char*> inputs() { return {"x: float", "weights: float", "given: G * float"}; }
  static std::vector<const char*> outputs() { return {"zs: S * float", "moments: S * float"}; }

  explicit StagesOp(Attributes& a) : chains_(a), given_(a.number("G")) {}

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    const float *const x = call.input(0), *const weights = call.input(1);
    const int count = static_cast<int>(chains_.kernels.size());
    const auto forward = [&](const Stage& stage, std::size_t i) -> StageForward {
      const int index = static_cast<int>(i);
      float* z = call.output(index, {stage.batch, stage.out_height(), stage.out_width(), stage.outputs});
      return {stage, z, call.output(count + index, {2 * stage.outputs})};
    };
    const auto ranges = chains_.chains();
    // Of each chain the stage that is reached.
    std::vector<StageForward> reached;
    for (const auto& [first, end] : ranges) {
      reached.push_back(forward(chains_.first(first, shape, x, weights), first));
      if (!reached.back().z || !reached.back().moments) return;
    }
    in_turns(reached, [](long number, const StageForward* siblings) {
      const StagesForward group = {number, siblings};
      kernels().stages(1, &group, HOST);
    });
    // Then all second stages, and so on: more work for the threads to share than one of them has.
    for (std::size_t depth = 1;; depth++) {
      std::vector<StagesForward> groups;
      for (std::size_t chain = 0; chain < ranges.size(); chain++) {
        const std::size_t i = ranges[chain].first + depth;
        if (i >= ranges[chain].end) continue;
        StageForward& last = reached[chain];
        // For the last stages of the chains before, none are given.
        const float* moments = given_ > 0 ? call.input(static_cast<int>(2 + i - 1 - chain)) : last.moments;
        last = forward(chains_.next(i, last.stage, last.z, moments, weights), i);
        if (!last.z || !last.moments) return;
        groups.push_back({1, &last});
      }
      if (groups.empty()) return;
      in_turns(groups, [](long number, const StagesForward* some) { kernels().stages(number, some, HOST); });
    }
  }

 private:
  const ChainAttributes chains_;
  const long given_;
};

// Of chains whose last outputs, normalised and weighted, were added to one sum.
struct StagesGradientOp {
  static constexpr const char* NAME = "DartboardStagesGradient";
  static std::vector<const char*> attributes() {
    return {CHAIN_ATTRIBUTES, "places: list(int)", "paths: list(int)", "begin: int", "size: int"};
  }
  static std::vector<const char*> inputs() {
    return {"x: float",       "weights: float", "dy: float",     "gains: float",
            "factors: float", "before: float",  "zs: S * float", "moments: S * float"};
  }
  // The weights' gradient is that of `size` weights from `begin` on: of all that the chains have, or of none.
  static std::vector<const char*> outputs() { return {"g: float", "d_weights: float", "d_gains: float"}; }

  explicit StagesGradientOp(Attributes& a)
      : chains_(a),
        places_(a.list("places")),
        paths_(a.list("paths")),
        begin_(a.number("begin")),
        size_(a.number("size")) {}

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    const float *const x = call.input(0), *const weights = call.input(1);
    const float *const dy = call.input(2), *const gains = call.input(3), *const factors = call.input(4);
    const std::size_t count = chains_.kernels.size();
    std::vector<const float*> zs, moments;
    for (std::size_t i = 0; i < count; i++) {
      zs.push_back(call.input(static_cast<int>(6 + i)));
      moments.push_back(call.input(static_cast<int>(6 + count + i)));
    }
    const auto ranges = chains_.chains();
    float* const d_weights = call.output(1, {size_});
    bool over = false;
    float* const g = call.output_over(5, 0, shape, over);
    const bool of_weights = size_ > 0;
    if ((of_weights && !d_weights) || !g) return;
    const float* const before = over ? g : call.input(5);
    const auto weight_gradient = [&](std::int64_t place) { return d_weights + (place - begin_); };

    std::vector<Stage> stages;
    std::vector<Term> terms;
    for (std::size_t chain = 0; chain < ranges.size(); chain++) {
      const auto [first, end] = ranges[chain];
      for (std::size_t i = first; i < end; i++)
        stages.push_back(i == first ? chains_.first(i, shape, x, weights)
                                    : chains_.next(i, stages.back(), zs[i - 1], moments[i - 1], weights));
      terms.push_back({zs[end - 1],
                       {moments[end - 1], from(weights, chains_.scales[end - 1]), nullptr},
                       gain_at(gains, places_[chain]),
                       from(factors, paths_[chain] * shape[0])});
    }
    const Stage& any = stages[ranges[0].end - 1];
    const long pixels = any.out_height() * any.out_width(), channels = any.outputs;
    const bool factored = any_given(paths_);
    std::vector<float> sums((2 * ranges.size() + 1) * static_cast<std::size_t>(channels)), d_gains(ranges.size());
    kernels().combine_gradient({any.batch, pixels, channels, static_cast<long>(terms.size()), terms.data(), dy,
                                sums.data(), factored, d_gains.data()},
                               HOST);
    write_gain_gradients(call, 2, 3, places_, d_gains);

    std::vector<Upstream> upstreams;
    for (std::size_t chain = 0; chain < ranges.size(); chain++) {
      const std::size_t sum = factored ? ranges.size() + 1 + chain : 0;
      upstreams.push_back({dy, &sums[sum * static_cast<std::size_t>(channels)],
                           &sums[(1 + chain) * static_cast<std::size_t>(channels)], terms[chain].gain,
                           terms[chain].factors});
    }
    const auto backward = [&](std::size_t chain, std::size_t i) -> StageGradient {
      const Stage& stage = stages[i];
      const Upstream& above = upstreams[chain];
      if (of_weights && chains_.scales[i] >= 0) {
        std::copy_n(above.sum_dy_zhat, stage.outputs, weight_gradient(chains_.scales[i]));
        std::copy_n(above.sum_dy, stage.outputs, weight_gradient(chains_.offsets[i]));
      }
      return {stage,
              zs[i],
              moments[i],
              above.dy,
              above.sum_dy,
              above.sum_dy_zhat,
              above.gain,
              from(weights, chains_.scales[i]),
              above.factors,
              of_weights ? weight_gradient(chains_.depthwise[i]) : nullptr,
              of_weights ? weight_gradient(chains_.pointwise[i]) : nullptr};
    };
    // The deepest stages first, those of all chains at once: more work for the threads to share than one of them has.
    for (std::size_t depth = chains_.longest() - 1; depth > 0; depth--) {
      std::vector<StageGradient> gradients;
      std::vector<StagesGradient> groups;
      gradients.reserve(ranges.size());
      for (std::size_t chain = 0; chain < ranges.size(); chain++) {
        const std::size_t i = ranges[chain].first + depth;
        if (i >= ranges[chain].end) continue;
        const Stage& stage = stages[i];
        gradients.push_back(backward(chain, i));
        float* const inner = call.temporary(stage.batch * stage.height * stage.width * stage.channels);
        float* const inner_sums = call.temporary(2 * stage.channels);
        if (!inner || !inner_sums) return;
        groups.push_back({1, &gradients.back(), nullptr, inner, inner_sums});
        upstreams[chain] = {inner, inner_sums, inner_sums + stage.channels, 1, nullptr};
      }
      in_turns(groups, [](long number, const StagesGradient* some) { kernels().stages_gradient(number, some, HOST); });
    }
    std::vector<StageGradient> firsts;
    for (std::size_t chain = 0; chain < ranges.size(); chain++) firsts.push_back(backward(chain, ranges[chain].first));
    in_turns(firsts, [&](long number, const StageGradient* siblings) {
      const StagesGradient group = {number, siblings, siblings == firsts.data() ? before : g, g, nullptr};
      kernels().stages_gradient(1, &group, HOST);
    });
  }

 private:
  // The gradient of a stage's normalised output, and its sums.
  struct Upstream {
    const float *dy, *sum_dy, *sum_dy_zhat;
    float gain;
    const float* factors;
  };

  const ChainAttributes chains_;
  const std::vector<std::int64_t> places_, paths_;
  const long begin_, size_;
};

// What the summands of a sum have, one of each for each.
struct TermAttributes {
  std::vector<std::int64_t> identity, places, scales, offsets, paths;

  explicit TermAttributes(Attributes& a)
      : identity(a.list("identity")),
        places(a.list("places")),
        scales(a.list("scales")),
        offsets(a.list("offsets")),
        paths(a.list("paths")) {}

  // Inputs from 0 on: gains, paths, all z, all moments.
  std::vector<Term> terms(Call& call, std::int64_t batch) const {
    const float* gains = call.input(0);
    const float* factors = call.input(1);
    const int count = static_cast<int>(identity.size());
    std::vector<Term> terms;
    for (int i = 0; i < count; i++) {
      const auto index = static_cast<std::size_t>(i);
      const float* moments = identity[index] ? nullptr : call.input(2 + count + i);
      terms.push_back({call.input(2 + i),
                       {moments, from(gains, scales[index]), from(gains, offsets[index])},
                       gain_at(gains, places[index]),
                       from(factors, paths[index] * batch)});
    }
    return terms;
  }
};

#define TERM_ATTRIBUTES                                                                                 \
  "M: int >= 1", "identity: list(int)", "places: list(int)", "scales: list(int)", "offsets: list(int)", \
      "paths: list(int)"
#define TERM_INPUTS "gains: float", "factors: float", "zs: M * float", "moments: M * float"

struct CombineOp {
  static constexpr const char* NAME = "DartboardCombine";
  static std::vector<const char*> attributes() { return {TERM_ATTRIBUTES}; }
  static std::vector<const char*> inputs() { return {TERM_INPUTS}; }
  static std::vector<const char*> outputs() { return {"y: float"}; }

  explicit CombineOp(Attributes& a) : attributes_(a) {}

  void compute(Call& call) const {
    const auto shape = call.shape(2);
    const auto terms = attributes_.terms(call, shape[0]);
    float* y = call.output(0, shape);
    if (y)
      kernels().combine({shape[0], shape[1] * shape[2], shape[3], static_cast<long>(terms.size()), terms.data(), y},
                        HOST);
  }

  const TermAttributes attributes_;
};

struct CombineGradientOp {
  static constexpr const char* NAME = "DartboardCombineGradient";
  static std::vector<const char*> attributes() { return {TERM_ATTRIBUTES}; }
  static std::vector<const char*> inputs() { return {TERM_INPUTS, "dy: float"}; }
  static std::vector<const char*> outputs() { return {"sums: float", "d_gains: float"}; }

  explicit CombineGradientOp(Attributes& a) : attributes_(a) {}

  void compute(Call& call) const {
    const auto shape = call.shape(2);
    const auto terms = attributes_.terms(call, shape[0]);
    const auto count = static_cast<long>(terms.size());
    const bool factored = any_given(attributes_.paths);
    float* sums = call.output(0, {factored ? 2 * count + 1 : count + 1, shape[3]});
    std::vector<float> d_gains(terms.size());
    if (!sums) return;
    kernels().combine_gradient({shape[0], shape[1] * shape[2], shape[3], count, terms.data(),
                                call.input(static_cast<int>(2 + 2 * count)), sums, factored, d_gains.data()},
                               HOST);
    write_gain_gradients(call, 1, 0, attributes_.places, d_gains);
  }

  const TermAttributes attributes_;
};

struct PoolOp {
  static constexpr const char* NAME = "DartboardPool";
  static std::vector<const char*> attributes() { return {"stride: int", "max: int", "measured: int"}; }
  static std::vector<const char*> inputs() { return {"x: float"}; }
  static std::vector<const char*> outputs() { return {"y: float", "moments: float"}; }

  explicit PoolOp(Attributes& a)
      : stride(a.number("stride")), max(a.number("max") != 0), measured(a.number("measured") != 0) {}

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    const Pool pool = {shape[0], shape[1], shape[2], shape[3], stride, call.input(0)};
    float* y = call.output(0, {pool.batch, pool.out_height(), pool.out_width(), pool.channels});
    float* moments = call.output(1, {measured ? 2 * pool.channels : 0});
    if (y && moments) kernels().pool({pool, max, y, measured ? moments : nullptr}, HOST);
  }

  const long stride;
  const bool max, measured;
};

struct ParameterFreeGradientOp {
  static constexpr const char* NAME = "DartboardParameterFreeGradient";
  // `max`: of each pooling whether it is the maximum. Of each use the number of its pooling, -1 for an identity; and
  // the number of its dy and its rows of the sums that belong to that.
  static std::vector<const char*> attributes() {
    return {"P: int >= 0",          "M: int >= 0",       "stride: int",     "max: list(int)",    "poolings: list(int)",
            "upstreams: list(int)", "totals: list(int)", "rows: list(int)", "places: list(int)", "paths: list(int)"};
  }
  // Without moments nothing is normalised, and `sums` have no meaning.
  static std::vector<const char*> inputs() {
    return {"x: float",      "gains: float",       "factors: float", "before: float",
            "ys: P * float", "moments: P * float", "dys: M * float", "sums: M * float"};
  }
  static std::vector<const char*> outputs() { return {"g: float"}; }

  explicit ParameterFreeGradientOp(Attributes& a)
      : upstreams_(static_cast<int>(a.number("M"))),
        stride_(a.number("stride")),
        max_(a.list("max")),
        of_(a.list("poolings")),
        dys_(a.list("upstreams")),
        totals_(a.list("totals")),
        rows_(a.list("rows")),
        places_(a.list("places")),
        paths_(a.list("paths")) {}

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    const float *const gains = call.input(1), *const factors = call.input(2);
    const int poolings = static_cast<int>(max_.size()), first = 4 + 2 * poolings;
    bool over = false;
    float* const g = call.output_over(3, 0, shape, over);
    if (!g) return;
    const float* const before = over ? g : call.input(3);
    const auto uses_of = [&](int pooling) {
      std::vector<Use> uses;
      for (std::size_t i = 0; i < of_.size(); i++) {
        if (of_[i] != pooling) continue;
        const int upstream = static_cast<int>(dys_[i]);
        const float* const sums = call.input(first + upstreams_ + upstream);
        uses.push_back({call.input(first + upstream), sums + totals_[i] * shape[3], sums + rows_[i] * shape[3],
                        gain_at(gains, places_[i]), from(factors, paths_[i] * shape[0])});
      }
      return uses;
    };
    std::vector<std::vector<Use>> uses;
    std::vector<PooledUses> pooled;
    for (int i = 0; i < poolings; i++) {
      uses.push_back(uses_of(i));
      pooled.push_back({max_[static_cast<std::size_t>(i)] != 0, call.input(4 + i), call.input(4 + poolings + i),
                        in_all(uses.back())});
    }
    const std::vector<Use> identities = uses_of(-1);
    const Pool pool = {shape[0], shape[1], shape[2], shape[3], stride_, call.input(0)};
    kernels().parameter_free_gradient({pool, poolings, pooled.data(), in_all(identities), before, g}, HOST);
  }

 private:
  static Uses in_all(const std::vector<Use>& uses) { return {static_cast<long>(uses.size()), uses.data()}; }

  const int upstreams_;
  const long stride_;
  const std::vector<std::int64_t> max_, of_, dys_, totals_, rows_, places_, paths_;
};

// An operation that knows nothing but of how many tensors it is.
struct OpOfSome {
  static std::vector<const char*> attributes() { return {"M: int >= 1"}; }

  explicit OpOfSome(Attributes& a) : count_(static_cast<int>(a.number("M"))) {}

  const int count_;
};

struct JoinOp : OpOfSome {
  static constexpr const char* NAME = "DartboardJoin";
  static std::vector<const char*> inputs() { return {"parts: M * float"}; }
  static std::vector<const char*> outputs() { return {"whole: float"}; }

  using OpOfSome::OpOfSome;

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    std::vector<const float*> parts;
    for (int i = 0; i < count_; i++) parts.push_back(call.input(i));
    float* const whole = call.output(0, {shape[0], shape[1], shape[2], count_ * shape[3]});
    if (whole) kernels().join({shape[0] * shape[1] * shape[2], count_, shape[3], parts.data(), whole}, HOST);
  }
};

struct SplitOp : OpOfSome {
  static constexpr const char* NAME = "DartboardSplit";
  static std::vector<const char*> inputs() { return {"whole: float"}; }
  static std::vector<const char*> outputs() { return {"parts: M * float"}; }

  using OpOfSome::OpOfSome;

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    const long channels = shape[3] / count_;
    std::vector<float*> parts;
    for (int i = 0; i < count_; i++) {
      parts.push_back(call.output(i, {shape[0], shape[1], shape[2], channels}));
      if (!parts.back()) return;
    }
    kernels().split({shape[0] * shape[1] * shape[2], count_, channels, call.input(0), parts.data()}, HOST);
  }
};

struct WeightedSumOp : OpOfSome {
  static constexpr const char* NAME = "DartboardWeightedSum";
  static std::vector<const char*> inputs() { return {"xs: M * float", "by: M * float"}; }
  static std::vector<const char*> outputs() { return {"y: float"}; }

  using OpOfSome::OpOfSome;

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    std::vector<WeightedVector> terms;
    for (int i = 0; i < count_; i++) terms.push_back({call.input(i), *call.input(count_ + i)});
    float* y = call.output(0, shape);
    if (y) kernels().weighted_sum({shape[0], static_cast<long>(terms.size()), terms.data(), y}, HOST);
  }
};

// The step compiler has its own shape rules and always knows them; TensorFlow need not.
template <typename Op>
void unknown_shapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

template <typename Op>
bool register_op() {
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(Op::NAME);
  for (const char* attribute : Op::attributes()) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  for (const char* input : Op::inputs()) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : Op::outputs()) TF_OpDefinitionBuilderAddOutput(definition, output);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, unknown_shapes<Op>);
  Status status;
  TF_RegisterOpDefinition(definition, status.get());
  if (!status.ok()) return false;
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(
      Op::NAME, "CPU",
      [](TF_OpKernelConstruction* context) -> void* {
        Attributes attributes(context);
        return new Op(attributes);
      },
      [](void* op, TF_OpKernelContext* context) {
        Call call(context);
        static_cast<const Op*>(op)->compute(call);
      },
      [](void* op) { delete static_cast<Op*>(op); });
  TF_RegisterKernelBuilder(Op::NAME, kernel, status.get());
  return status.ok();
}

bool register_all() {
  return register_op<StagesOp>() && register_op<StagesGradientOp>() && register_op<CombineOp>() &&
         register_op<CombineGradientOp>() && register_op<PoolOp>() && register_op<ParameterFreeGradientOp>() &&
         register_op<JoinOp>() && register_op<SplitOp>() && register_op<WeightedSumOp>();
}

}  // namespace

// What Node asks of an addon. It has nothing to export: an exports object it leaves empty says that all went well.
extern "C" __attribute__((visibility("default"))) void* napi_register_module_v1(void*, void* exports) {
  static std::once_flag once;
  static bool registered = false;
  std::call_once(once, [] { registered = register_all(); });
  return registered ? exports : nullptr;
}
