#include <curlew/clock.hpp>

namespace curlew {
namespace {

class SystemClock final : public Clock {
public:
    [[nodiscard]] time_point now() const noexcept override {
        return std::chrono::steady_clock::now();
    }
    [[nodiscard]] std::chrono::system_clock::time_point date() const noexcept override {
        return std::chrono::system_clock::now();
    }
    [[nodiscard]] std::unique_ptr<Alarm> wake_at(time_point, std::function<void()>,
                                                 Purpose) override {
        return nullptr;
    }
};

}  // namespace

const std::shared_ptr<Clock>& system_clock() {
    static const std::shared_ptr<Clock> clock = std::make_shared<SystemClock>();
    return clock;
}

}  // namespace curlew
