#include "engine/pauses.hpp"

#include "engine/failure.hpp"
#include "engine/stop_scope.hpp"

#include <memory>
#include <mutex>

namespace curlew::engine {

/// One pause, as long as it lasts.
class Pauses::Entry {
public:
    Entry(Pauses& pauses, InterruptPoint& point) : pauses_(pauses) {
        const std::lock_guard lock(pauses_.mutex_);
        if (pauses_.closed_) point.interrupt(Interruption::closed);
        at_ = pauses_.going_on_.insert(pauses_.going_on_.end(), &point);
    }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry() {
        const std::lock_guard lock(pauses_.mutex_);
        pauses_.going_on_.erase(at_);
    }

private:
    Pauses& pauses_;
    std::list<InterruptPoint*>::iterator at_;
};

Task<void> Pauses::sleep_until(curlew::Clock::time_point time, const RequestOptions& options,
                               Phase phase) {
    const std::unique_ptr<Gate> gate = io_.make_gate();
    Gate& over = *gate;
    InterruptPoint interrupts;
    const InterruptScope interruptible(interrupts, over);
    const StopScope stoppable(options.stop, interrupts);
    const Entry entry(*this, interrupts);
    const std::unique_ptr<Alarm> alarm =
        clock_->wake_at(time, [&over] { over.open_from_elsewhere(); });
    const Wake wake = co_await over.wait(alarm ? std::nullopt : Deadline(time));
    if (wake == Wake::interrupted) throw_interrupted(phase, interrupts.interruption());
}

void Pauses::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    for (InterruptPoint* point : going_on_)
        point->interrupt(Interruption::closed);
}

}  // namespace curlew::engine
