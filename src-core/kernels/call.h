// A node's attributes and the tensors of one call, as TensorFlow's C interface hands them to a kernel.
#pragma once

#include <cstdint>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace dartboard {

class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status&) = delete;
  Status& operator=(const Status&) = delete;
  TF_Status* get() const { return status_; }
  bool ok() const { return TF_GetCode(status_) == TF_OK; }

 private:
  TF_Status* const status_;
};

// What a node's attributes say.
struct Attributes {
  explicit Attributes(TF_OpKernelConstruction* context) : context_(context) {}

  long number(const char* name) {
    std::int64_t value = 0;
    TF_OpKernelConstruction_GetAttrInt64(context_, name, &value, status_.get());
    check();
    return static_cast<long>(value);
  }

  std::vector<std::int64_t> list(const char* name) {
    std::int32_t count = 0, total = 0;
    TF_OpKernelConstruction_GetAttrSize(context_, name, &count, &total, status_.get());
    check();
    std::vector<std::int64_t> values(static_cast<std::size_t>(count > 0 ? count : 0));
    if (!values.empty()) {
      TF_OpKernelConstruction_GetAttrInt64List(context_, name, values.data(), count, status_.get());
      check();
    }
    return values;
  }

 private:
  void check() {
    if (!status_.ok()) TF_OpKernelConstruction_Failure(context_, status_.get());
  }
  TF_OpKernelConstruction* const context_;
  Status status_;
};

// The tensors of one call; those that were asked for are given back when it ends.
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context) {}
  ~Call() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const float* input(int index) {
    TF_Tensor* tensor = tensor_at(index);
    return tensor && TF_TensorElementCount(tensor) > 0 ? static_cast<const float*>(TF_TensorData(tensor)) : nullptr;
  }

  std::vector<std::int64_t> shape(int index) {
    TF_Tensor* tensor = tensor_at(index);
    std::vector<std::int64_t> sides;
    if (!tensor) return sides;
    for (int axis = 0; axis < TF_NumDims(tensor); axis++) sides.push_back(TF_Dim(tensor, axis));
    return sides;
  }

  float* output(int index, const std::vector<std::int64_t>& shape) {
    std::int64_t count = 1;
    for (std::int64_t side : shape) count *= side;
    return made(TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                  static_cast<std::size_t>(count) * sizeof(float), status_.get()));
  }

  // An output at the place of an input of the same shape, if nothing else needs that input; `over` says whether it is.
  // It must not have been asked for as an input before.
  float* output_over(int input, int index, const std::vector<std::int64_t>& shape, bool& over) {
    int forwarded = -1;
    float* place = made(TF_ForwardInputOrAllocateOutput(context_, &input, 1, index, shape.data(),
                                                        static_cast<int>(shape.size()), &forwarded, status_.get()));
    over = forwarded == input;
    return place;
  }

  // Room that nothing else has until the call ends.
  float* temporary(std::int64_t count) {
    TF_AllocatorAttributes attributes = {TF_ALLOCATOR_ATTRIBUTES_STRUCT_SIZE, 1};
    return made(TF_AllocateTemp(context_, TF_FLOAT, &count, 1, &attributes, status_.get()));
  }

 private:
  float* made(TF_Tensor* tensor) {
    if (!status_.ok()) {
      TF_OpKernelContext_Failure(context_, status_.get());
      return nullptr;
    }
    tensors_.push_back(tensor);
    return static_cast<float*>(TF_TensorData(tensor));
  }

  TF_Tensor* tensor_at(int index) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status_.get());
    if (!status_.ok()) {
      TF_OpKernelContext_Failure(context_, status_.get());
      return nullptr;
    }
    tensors_.push_back(tensor);
    return tensor;
  }

  TF_OpKernelContext* const context_;
  Status status_;
  std::vector<TF_Tensor*> tensors_;
};

}  // namespace dartboard
