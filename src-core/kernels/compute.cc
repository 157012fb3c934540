// The fused operations on a CPU. An image at a time, so that all that lies between a stage's input and its output stays
// in the cache; sums over pixels are taken over some tens of floats and go on in double.
//
// Compiled once for each kind of processor (KERNELS names the result). Everything here is local and no header of the
// C++ library is used, so that no code for a newer processor can end up in the library's common part.
#include "combine.h"
#include "parameter_free_gradient.h"
#include "rearrange.h"
#include "stage.h"
#include "stage_gradient.h"
#include "weighted_sum.h"

namespace dartboard {

extern const Kernels KERNELS;
const Kernels KERNELS = {stages, stages_gradient, combine,     combine_gradient, pool, parameter_free_gradient,
                         join,   split,           weighted_sum};

}  // namespace dartboard
