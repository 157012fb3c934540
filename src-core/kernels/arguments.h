// What the kernels are given. All tensors are float32 and dense, images [batch, height, width, channels].
#pragma once

namespace dartboard {

// How a tensor is normalised, and what each channel of that is then multiplied by and added to.
struct Normalisation {
  const float* moments;  // mean, then variance of each channel; null when the tensor is taken as it is
  const float* scale;    // null for 1
  const float* offset;   // null for 0
};

// The spatial part of a stage, applied to the rectified input, before its 1x1 convolution.
//   kernel > 0: depthwise convolution, padded by dilation * (kernel - 1) / 2 on all sides as PyTorch pads
//   kernel 0, stride 1: none; such a stage is alone among its siblings
//   kernel 0, stride 2: two samplings of every second pixel, from (0, 0) and from (1, 1), side by side
//   (FactorizedReduce)
struct Stage {
  long batch, height, width, channels, outputs;
  long kernel, stride, dilation;
  const float* x;
  Normalisation in;        // of x
  const float* depthwise;  // [kernel, kernel, channels]
  const float* pointwise;  // [channels, outputs]; for the samplings two of [channels, outputs / 2]

  long padding() const { return kernel > 0 ? dilation * (kernel - 1) / 2 : 0; }
  long out_height() const { return (height + stride - 1) / stride; }
  long out_width() const { return (width + stride - 1) / stride; }
  bool samples() const { return kernel == 0 && stride == 2; }
};

// Stages that are worked on together: in groups that have one input, which is read and rectified once.
constexpr long MOST_STAGES = 8;

struct StageForward {
  Stage stage;
  float* z;        // [batch, out_height, out_width, outputs]
  float* moments;  // [2, outputs]
};

struct StagesForward {
  long count;
  const StageForward* siblings;
};

// What the gradient of a stage needs whose output z was normalised and multiplied by `gain`, by the `scale` of its
// channel and by the factor of its image: the gradient dy of that product.
struct StageGradient {
  Stage stage;
  const float* z;
  const float* moments;
  const float* dy;
  const float* sum_dy;       // [outputs], over all pixels, times the images' factors
  const float* sum_dy_zhat;  // [outputs], of that times the normalised z
  float gain;
  const float* scale;    // [outputs]; null for 1
  const float* factors;  // [batch]; null for 1
  float* d_depthwise;    // [kernel, kernel, channels]
  float* d_pointwise;    // as `pointwise`; null when nobody asks for the gradient of weights
};

struct StagesGradient {
  long count;
  const StageGradient* siblings;
  const float* before;  // what g is added to, of its shape, maybe at its place; null for 0
  float* g;             // gradient of the normalised (and scaled) input, [batch, height, width, channels]
  float* g_sums;        // [2, channels]: sums of g, and of g times the normalised x; null when x is not normalised
};

// sum of gain * normalised z * the factor of its image.
struct Term {
  const float* z;
  Normalisation norm;
  float gain;
  const float* factors;  // [batch]; null for 1
};

struct Combine {
  long batch, pixels, channels, count;  // pixels of an image
  const Term* terms;
  float* y;
};

struct CombineGradient {
  long batch, pixels, channels, count;
  const Term* terms;
  const float* dy;
  // [count + 1, channels]: sum of dy, then for each term of dy times its image's factor and the normalised z; with
  // `factored` count more rows, for each term of dy times its image's factor.
  float* sums;
  bool factored;
  float* d_gains;  // [count]
};

// A 3x3 pooling with padding 1; the average does not count the padding.
struct Pool {
  long batch, height, width, channels, stride;
  const float* x;

  long out_height() const { return (height + stride - 1) / stride; }
  long out_width() const { return (width + stride - 1) / stride; }
};

struct PoolForward {
  Pool pool;
  bool max;
  float* y;
  float* moments;  // null when nobody asks
};

// One weighted use of a tensor, normalised or not: the gradient dy of what it went into.
struct Use {
  const float* dy;
  const float* sum_dy;
  const float* sum_dy_yhat;
  float gain;
  const float* factors;  // [batch]; null for 1
};

struct Uses {
  long count;
  const Use* uses;
};

// The uses of a pooling's output.
struct PooledUses {
  bool max;
  const float* y;
  const float* moments;  // null when no use is normalised
  Uses of;
};

constexpr long MOST_POOLINGS = 2;

// The gradient of x by its poolings, all of one stride, and its uses as it is, which are of stride 1.
struct ParameterFreeGradient {
  Pool pool;
  long poolings;
  const PooledUses* pooled;
  Uses identities;
  const float* before;  // what g is added to, of its shape, maybe at its place; null for 0
  float* g;
};

// Tensors of [pixels, channels] beside each other, [pixels, count * channels].
struct Join {
  long pixels, count, channels;
  const float* const* parts;
  float* whole;
};

struct Split {
  long pixels, count, channels;
  const float* whole;
  float* const* parts;
};

struct WeightedVector {
  const float* x;
  float by;
};

struct WeightedSum {
  long size, count;
  const WeightedVector* terms;
  float* y;
};

// Gives at least this many floats of the calling thread, aligned for vectors; what it gave before is lost when `slot`
// is the same.
typedef float* (*Scratch)(int slot, long floats);

// What kernels ask of the program that calls them.
struct Host {
  Scratch scratch;
  // Calls part(0, work) to part(parts - 1, work) on the threads that have nothing to do, the calling one among them,
  // and returns when all are done.
  void (*parallel)(long parts, void (*part)(long index, void* work), void* work);
};

struct Kernels {
  // Some groups at a time, of equally many images, none of which waits for another.
  void (*stages)(long groups, const StagesForward*, const Host&);
  void (*stages_gradient)(long groups, const StagesGradient*, const Host&);
  void (*combine)(const Combine&, const Host&);
  void (*combine_gradient)(const CombineGradient&, const Host&);
  void (*pool)(const PoolForward&, const Host&);
  void (*parameter_free_gradient)(const ParameterFreeGradient&, const Host&);
  void (*join)(const Join&, const Host&);
  void (*split)(const Split&, const Host&);
  void (*weighted_sum)(const WeightedSum&, const Host&);
};

// The same code, compiled for processors with AVX-512, with AVX2, and for any.
extern const Kernels kernels_v4;
extern const Kernels kernels_v3;
extern const Kernels kernels_v2;

}  // namespace dartboard
