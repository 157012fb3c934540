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

struct StageAttributes {
  long kernel, stride, dilation, outputs, depthwise, pointwise;

  explicit StageAttributes(Attributes& attributes)
      : kernel(attributes.number("kernel")),
        stride(attributes.number("stride")),
        dilation(attributes.number("dilation")),
        outputs(attributes.number("outputs")),
        depthwise(attributes.number("depthwise")),
        pointwise(attributes.number("pointwise")) {}

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
            call.input(1),
            weights + depthwise,
            weights + pointwise};
  }
};

#define STAGE_ATTRIBUTES \
  "kernel: int", "stride: int", "dilation: int", "outputs: int", "depthwise: int", "pointwise: int"

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
  static std::vector<const char*> attributes() { return {STAGE_ATTRIBUTES, "row: int", "place: int"}; }
  static std::vector<const char*> inputs() {
    return {"x: float",       "in_moments: float", "weights: float", "z: float",
            "moments: float", "dy: float",         "sums: float",    "gains: float"};
  }
  static std::vector<const char*> outputs() {
    return {"g: float", "g_sums: float", "d_depthwise: float", "d_pointwise: float"};
  }

  explicit StageGradientOp(Attributes& a) : stage(a), row(a.number("row")), place(a.number("place")) {}

  void compute(Call& call) const {
    const Stage s = stage.stage(call);
    const float* sums = call.input(6);
    const bool normed = s.in_moments != nullptr;
    StageGradient args = {s,
                          call.input(3),
                          call.input(4),
                          call.input(5),
                          sums,
                          sums + row * s.outputs,
                          gain_at(call.input(7), place),
                          nullptr,
                          nullptr,
                          nullptr,
                          nullptr};
    args.g = call.output(0, {s.batch, s.height, s.width, s.channels});
    float* g_sums = call.output(1, {normed ? 2 : 0, s.channels});
    args.g_sums = normed ? g_sums : nullptr;
    args.d_depthwise = call.output(2, {s.kernel * s.kernel * s.channels});
    args.d_pointwise = call.output(3, {s.channels * s.outputs});
    if (args.g && args.d_pointwise) kernels().stage_gradient(args, HOST);
  }

  const StageAttributes stage;
  const long row, place;
};

// The terms of a sum; inputs from `first` on: all z, then all moments.
std::vector<Term> terms_of(Call& call, int first, const std::vector<std::int64_t>& identity, const float* gains,
                           const std::vector<std::int64_t>& places) {
  const int count = static_cast<int>(identity.size());
  std::vector<Term> terms;
  for (int i = 0; i < count; i++) {
    const auto index = static_cast<std::size_t>(i);
    terms.push_back({call.input(first + i), identity[index] ? nullptr : call.input(first + count + i),
                     gains ? gain_at(gains, places[index]) : 1});
  }
  return terms;
}

struct CombineOp {
  static constexpr const char* NAME = "DartboardCombine";
  static std::vector<const char*> attributes() { return {"M: int >= 1", "identity: list(int)", "places: list(int)"}; }
  static std::vector<const char*> inputs() { return {"gains: float", "zs: M * float", "moments: M * float"}; }
  static std::vector<const char*> outputs() { return {"y: float"}; }

  explicit CombineOp(Attributes& a) : identity(a.list("identity")), places(a.list("places")) {}

  void compute(Call& call) const {
    const auto shape = call.shape(1);
    const auto terms = terms_of(call, 1, identity, call.input(0), places);
    float* y = call.output(0, shape);
    if (y)
      kernels().combine({shape[0] * shape[1] * shape[2], shape[3], static_cast<long>(terms.size()), terms.data(), y},
                        HOST);
  }

  const std::vector<std::int64_t> identity, places;
};

struct CombineGradientOp {
  static constexpr const char* NAME = "DartboardCombineGradient";
  static std::vector<const char*> attributes() { return {"M: int >= 1", "identity: list(int)"}; }
  static std::vector<const char*> inputs() { return {"dy: float", "zs: M * float", "moments: M * float"}; }
  static std::vector<const char*> outputs() { return {"sums: float", "d_gains: float"}; }

  explicit CombineGradientOp(Attributes& a) : identity(a.list("identity")) {}

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    const auto terms = terms_of(call, 1, identity, nullptr, {});
    const auto count = static_cast<long>(terms.size());
    float* sums = call.output(0, {count + 1, shape[3]});
    float* d_gains = call.output(1, {count});
    if (sums && d_gains)
      kernels().combine_gradient(
          {shape[0] * shape[1] * shape[2], shape[3], count, terms.data(), call.input(0), sums, d_gains}, HOST);
  }

  const std::vector<std::int64_t> identity;
};

struct PoolOp {
  static constexpr const char* NAME = "DartboardPool";
  static std::vector<const char*> attributes() { return {"stride: int", "max: int"}; }
  static std::vector<const char*> inputs() { return {"x: float"}; }
  static std::vector<const char*> outputs() { return {"y: float", "moments: float"}; }

  explicit PoolOp(Attributes& a) : stride(a.number("stride")), max(a.number("max") != 0) {}

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    const Pool pool = {shape[0], shape[1], shape[2], shape[3], stride, max, call.input(0)};
    float* y = call.output(0, {pool.batch, pool.out_height(), pool.out_width(), pool.channels});
    float* moments = call.output(1, {2 * pool.channels});
    if (y && moments) kernels().pool({pool, y, moments}, HOST);
  }

  const long stride;
  const bool max;
};

struct PoolGradientOp {
  static constexpr const char* NAME = "DartboardPoolGradient";
  static std::vector<const char*> attributes() {
    return {"M: int >= 1", "stride: int", "max: int", "rows: list(int)", "places: list(int)"};
  }
  static std::vector<const char*> inputs() {
    return {"x: float", "y: float", "moments: float", "gains: float", "dys: M * float", "sums: M * float"};
  }
  static std::vector<const char*> outputs() { return {"g: float"}; }

  explicit PoolGradientOp(Attributes& a)
      : stride(a.number("stride")), max(a.number("max") != 0), rows(a.list("rows")), places(a.list("places")) {}

  void compute(Call& call) const {
    const auto shape = call.shape(0);
    const Pool pool = {shape[0], shape[1], shape[2], shape[3], stride, max, call.input(0)};
    const float* gains = call.input(3);
    const int count = static_cast<int>(rows.size());
    std::vector<PoolUse> uses;
    for (int i = 0; i < count; i++) {
      const auto index = static_cast<std::size_t>(i);
      const float* sums = call.input(4 + count + i);
      uses.push_back({call.input(4 + i), sums, sums + rows[index] * pool.channels, gain_at(gains, places[index])});
    }
    float* g = call.output(0, shape);
    if (g) kernels().pool_gradient({pool, call.input(1), call.input(2), count, uses.data(), g}, HOST);
  }

  const long stride;
  const bool max;
  const std::vector<std::int64_t> rows, places;
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
