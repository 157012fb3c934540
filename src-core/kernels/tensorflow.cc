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

// A weight of a sum: an entry of the `gains`, or 1.
float gain_at(const float* gains, std::int64_t place) { return place < 0 ? 1 : gains[place]; }

// Numbers within a tensor from a place on, or none.
const float* from(const float* numbers, std::int64_t place) { return place < 0 ? nullptr : numbers + place; }

struct StageAttributes {
  long kernel, stride, dilation, outputs, depthwise, pointwise, in_scale, in_offset;

  explicit StageAttributes(Attributes& attributes)
      : kernel(attributes.number("kernel")),
        stride(attributes.number("stride")),
        dilation(attributes.number("dilation")),
        outputs(attributes.number("outputs")),
        depthwise(attributes.number("depthwise")),
        pointwise(attributes.number("pointwise")),
        in_scale(attributes.number("in_scale")),
        in_offset(attributes.number("in_offset")) {}

  // Inputs 0 to 2: x, in_moments, weights.
  Stage stage(Call& call) const {
    const auto sides = call.shape(0);
    const float* weights = call.input(2);
    return {sides[0],
            sides[1],
            sides[2],
            sides[3],
            outputs,
            kernel,
            stride,
            dilation,
            call.input(0),
            {call.input(1), from(weights, in_scale), from(weights, in_offset)},
            weights + depthwise,
            weights + pointwise};
  }
};

#define STAGE_ATTRIBUTES                                                                                              \
  "kernel: int", "stride: int", "dilation: int", "outputs: int", "depthwise: int", "pointwise: int", "in_scale: int", \
      "in_offset: int"

struct StageOp {
  static constexpr const char* NAME = "DartboardStage";
  static std::vector<const char*> attributes() { return {STAGE_ATTRIBUTES}; }
  static std::vector<const char*> inputs() { return {"x: float", "in_moments: float", "weights: float"}; }
  static std::vector<const char*> outputs() { return {"z: float", "moments: float"}; }

  explicit StageOp(Attributes& a) : stage(a) {}

  void compute(Call& call) const {
    const Stage s = stage.stage(call);
    float* z = call.output(0, {s.batch, s.out_height(), s.out_width(), s.outputs});
    float* moments = call.output(1, {2 * s.outputs});
    if (z && moments) kernels().stage({s, z, moments}, HOST);
  }

  const StageAttributes stage;
};

struct StageGradientOp {
  static constexpr const char* NAME = "DartboardStageGradient";
  static std::vector<const char*> attributes() {
    return {STAGE_ATTRIBUTES, "sum: int", "row: int", "place: int", "scale: int", "path: int"};
  }
  static std::vector<const char*> inputs() {
    return {"x: float",  "in_moments: float", "weights: float", "z: float",       "moments: float",
            "dy: float", "sums: float",       "gains: float",   "factors: float", "before: float"};
  }
  static std::vector<const char*> outputs() {
    return {"g: float", "g_sums: float", "d_depthwise: float", "d_pointwise: float"};
  }

  explicit StageGradientOp(Attributes& a)
      : stage(a),
        sum(a.number("sum")),
        row(a.number("row")),
        place(a.number("place")),
        scale(a.number("scale")),
        path(a.number("path")) {}

  void compute(Call& call) const {
    const Stage s = stage.stage(call);
    const float* sums = call.input(6);
    const bool normed = s.in.moments != nullptr;
    const float* gains = call.input(7);
    StageGradient args = {s,
                          call.input(3),
                          call.input(4),
                          call.input(5),
                          sums + sum * s.outputs,
                          sums + row * s.outputs,
                          gain_at(gains, place),
                          from(gains, scale),
                          path < 0 ? nullptr : call.input(8) + path * s.batch,
                          nullptr,
                          nullptr,
                          nullptr,
                          nullptr,
                          nullptr};
    bool over = false;
    args.g = call.output_over(9, 0, {s.batch, s.height, s.width, s.channels}, over);
    args.before = over ? args.g : call.input(9);
    float* g_sums = call.output(1, {normed ? 2 : 0, s.channels});
    args.g_sums = normed ? g_sums : nullptr;
    args.d_depthwise = call.output(2, {s.kernel * s.kernel * s.channels});
    args.d_pointwise = call.output(3, {s.channels * s.outputs});
    if (args.g && args.d_pointwise) kernels().stage_gradient(args, HOST);
  }

  const StageAttributes stage;
  const long sum, row, place, scale, path;
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

  bool factored() const {
    for (const std::int64_t path : paths)
      if (path >= 0) return true;
    return false;
  }

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
                       paths[index] < 0 ? nullptr : factors + paths[index] * batch});
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
    const bool factored = attributes_.factored();
    float* sums = call.output(0, {factored ? 2 * count + 1 : count + 1, shape[3]});
    float* d_gains = call.output(1, {count});
    if (sums && d_gains)
      kernels().combine_gradient({shape[0], shape[1] * shape[2], shape[3], count, terms.data(),
                                  call.input(static_cast<int>(2 + 2 * count)), sums, factored, d_gains},
                                 HOST);
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
    const Pool pool = {shape[0], shape[1], shape[2], shape[3], stride, max, call.input(0)};
    float* y = call.output(0, {pool.batch, pool.out_height(), pool.out_width(), pool.channels});
    float* moments = call.output(1, {measured ? 2 * pool.channels : 0});
    if (y && moments) kernels().pool({pool, y, measured ? moments : nullptr}, HOST);
  }

  const long stride;
  const bool max, measured;
};

struct PoolGradientOp {
  static constexpr const char* NAME = "DartboardPoolGradient";
  static std::vector<const char*> attributes() {
    return {"M: int >= 1",     "stride: int",       "max: int",        "totals: list(int)",
            "rows: list(int)", "places: list(int)", "paths: list(int)"};
  }
  // Without moments nothing is normalised, and `sums` have no meaning.
  static std::vector<const char*> inputs() {
    return {"x: float",       "y: float",       "moments: float", "gains: float",
            "factors: float", "dys: M * float", "sums: M * float"};
  }
  static std::vector<const char*> outputs() { return {"g: float"}; }

  explicit PoolGradientOp(Attributes& a)
      : stride(a.number("stride")),
        max(a.number("max") != 0),
        totals(a.list("totals")),
        rows(a.list("rows")),
        places(a.list("places")),
        paths(a.list("paths")) {}

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    const Pool pool = {shape[0], shape[1], shape[2], shape[3], stride, max, call.input(0)};
    const float* gains = call.input(3);
    const float* factors = call.input(4);
    const int count = static_cast<int>(rows.size());
    std::vector<PoolUse> uses;
    for (int i = 0; i < count; i++) {
      const auto index = static_cast<std::size_t>(i);
      const float* sums = call.input(5 + count + i);
      uses.push_back({call.input(5 + i), sums + totals[index] * pool.channels, sums + rows[index] * pool.channels,
                      gain_at(gains, places[index]), paths[index] < 0 ? nullptr : factors + paths[index] * pool.batch});
    }
    float* g = call.output(0, shape);
    if (g) kernels().pool_gradient({pool, call.input(1), call.input(2), count, uses.data(), g}, HOST);
  }

  const long stride;
  const bool max;
  const std::vector<std::int64_t> totals, rows, places, paths;
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
  return register_op<StageOp>() && register_op<StageGradientOp>() && register_op<CombineOp>() &&
         register_op<CombineGradientOp>() && register_op<PoolOp>() && register_op<PoolGradientOp>();
}

}  // namespace

// What Node asks of an addon. It has nothing to export: an exports object it leaves empty says that all went well.
extern "C" __attribute__((visibility("default"))) void* napi_register_module_v1(void*, void* exports) {
  static std::once_flag once;
  static bool registered = false;
  std::call_once(once, [] { registered = register_all(); });
  return registered ? exports : nullptr;
}
