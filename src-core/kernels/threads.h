// Threads that help a kernel when TensorFlow leaves processors idle: at the end of a cell all of its operations wait
// for one sum.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace dartboard {

class Threads {
 public:
  explicit Threads(int processors) : processors_(processors) {
    for (int i = 1; i < processors; i++) std::thread([this] { help(); }).detach();
  }

  // Of one kernel's parts: who calls works until all are done, idle threads join in.
  void parallel(long parts, void (*part)(long, void*), void* work) {
    Job job = {part, work, parts};
    std::unique_lock<std::mutex> lock(mutex_);
    busy_++;
    if (parts > 1) {
      jobs_.push_back(&job);
      if (busy_ < processors_) wake_.notify_one();
    }
    while (job.next < parts) run(job, lock);
    jobs_.erase(std::remove(jobs_.begin(), jobs_.end(), &job), jobs_.end());
    finished_.wait(lock, [&] { return job.running == 0; });
    busy_--;
  }

 private:
  struct Job {
    void (*part)(long, void*);
    void* work;
    long parts;
    long next = 0, running = 0;
  };

  // One part of a job, without the lock.
  void run(Job& job, std::unique_lock<std::mutex>& lock) {
    const long index = job.next++;
    job.running++;
    lock.unlock();
    job.part(index, job.work);
    lock.lock();
    if (--job.running == 0) finished_.notify_all();
  }

  [[noreturn]] void help() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      Job* job = nullptr;
      wake_.wait(lock, [&] { return busy_ < processors_ && (job = waiting()) != nullptr; });
      busy_++;
      // Makes way when TensorFlow has started another operation.
      while (job->next < job->parts && busy_ <= processors_) run(*job, lock);
      busy_--;
    }
  }

  Job* waiting() const {
    for (Job* job : jobs_)
      if (job->next < job->parts) return job;
    return nullptr;
  }

  const int processors_;
  // Threads at work, helping ones included.
  int busy_ = 0;
  std::vector<Job*> jobs_;
  std::mutex mutex_;
  std::condition_variable wake_, finished_;
};

}  // namespace dartboard
