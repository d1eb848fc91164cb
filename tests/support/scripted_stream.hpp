#pragma once

#include "engine/stream.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace curlew::testing {

/// A stream whose peer is a string: read in pieces of a given size, then `last` for ever.
///
/// One that suspends is blocked before each piece, in either direction.
class ScriptedStream final : public engine::Stream {
public:
    ScriptedStream(std::string incoming, std::size_t piece, engine::IoStatus last,
                   bool suspends = false)
        : incoming_(std::move(incoming)), piece_(piece), last_(last), suspends_(suspends) {}

    engine::IoResult read_some(std::span<char> into, std::optional<Duration>) override {
        if (suspends_ && (blocked_ = !blocked_)) return {engine::IoStatus::blocked, 0, {}};
        const std::size_t count = std::min({piece_, into.size(), incoming_.size() - at_});
        if (count == 0) return {last_, 0, "scripted"};
        std::memcpy(into.data(), incoming_.data() + at_, count);
        at_ += count;
        return {engine::IoStatus::ok, count, {}};
    }
    engine::IoResult write_some(std::string_view data, std::optional<Duration>) override {
        if (suspends_ && (blocked_ = !blocked_)) return {engine::IoStatus::blocked, 0, {}};
        const std::string_view taken = suspends_ ? data.substr(0, piece_) : data;
        written_ += taken;
        return {engine::IoStatus::ok, taken.size(), {}};
    }
    [[nodiscard]] bool suspends() const noexcept override { return suspends_; }
    Task<engine::Wake> wait(engine::Direction, engine::Deadline) override {
        co_return engine::Wake::ready;
    }
    [[nodiscard]] bool is_drained() const noexcept override { return at_ == incoming_.size(); }
    [[nodiscard]] bool is_quiet() override { return at_ == incoming_.size(); }
    bool watch(engine::IdleObserver*) override { return true; }
    void interrupt() noexcept override {}

    [[nodiscard]] const std::string& written() const noexcept { return written_; }

private:
    std::string incoming_;
    std::size_t piece_;
    engine::IoStatus last_;
    bool suspends_;
    bool blocked_ = false;
    std::size_t at_ = 0;
    std::string written_;
};

/// Runs a task that never really waits.
template <class T>
T run_to_end(Task<T> task) {
    boost::asio::io_context context;
    std::optional<T> result;
    std::exception_ptr error;
    boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown, T value) {
        error = thrown;
        if (!error) result = std::move(value);
    });
    context.run();
    if (error) std::rethrow_exception(error);
    return *std::move(result);
}

}  // namespace curlew::testing
