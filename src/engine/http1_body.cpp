#include "engine/http1_body.hpp"

#include "engine/failure.hpp"

#include <curlew/errors.hpp>

#include <chrono>
#include <utility>

namespace curlew::engine {
namespace {

// What it may cost to keep a connection: a new one takes about as long.
constexpr std::size_t most_discarded = std::size_t{64} * 1024;
constexpr auto longest_discarding = std::chrono::milliseconds(50);

}  // namespace

Http1Body::Http1Body(Lease lease, std::unique_ptr<Http1ResponseReader> reader, bool reusable,
                     std::stop_token stop, OnSurplus on_surplus)
    : lease_(std::move(lease)),
      reader_(std::move(reader)),
      reusable_(reusable),
      stop_(std::move(stop)),
      on_surplus_(std::move(on_surplus)) {
    stoppable_.emplace(stop_, lease_.interrupts());
    settle();
}

Task<std::string_view> Http1Body::read() {
    if (failure_) std::rethrow_exception(failure_);
    if (!lease_) {
        reader_->take_parsed();
        co_return reader_->piece();
    }
    try {
        co_await pull();
        settle();
    } catch (const CancelledError&) {
        // Where only this wait was cancelled, nothing is lost: the next call goes on.
        reader_->forget_wait();
        if (lease_.interrupts().interruption() == Interruption::none) throw;
        fail(std::current_exception());
    } catch (...) {
        fail(std::current_exception());
    }
    if (failure_) std::rethrow_exception(failure_);
    co_return reader_->piece();
}

Task<void> Http1Body::pull() {
    Progress progress = reader_->read_piece();
    while (progress == Progress::blocked) {
        Stream& stream = *lease_.connection()->stream;
        const Wake wake = co_await stream.wait(Direction::read, reader_->deadline());
        check_wake(wake, Phase::body, reader_->limit());
        progress = reader_->read_piece();
    }
}

Task<void> Http1Body::discard() {
    if (!lease_) co_return;
    const bool is_worth_it = reusable_ && !stop_.stop_requested() &&
                             reader_->left().value_or(0) <= most_discarded &&
                             reader_->framing() != Framing::close;
    if (is_worth_it) {
        reader_->limit_waits(longest_discarding, Clock::now() + longest_discarding);
        try {
            std::size_t discarded = 0;
            while (lease_ && discarded <= most_discarded) {
                const std::string_view piece = co_await read();
                discarded += piece.size();
            }
        } catch (const ClientError&) {
            // It takes too long, or the connection is of no use anyway: it is closed.
        }
    }
    stoppable_.reset();
    lease_ = {};
}

void Http1Body::settle() {
    if (!lease_ || !reader_->complete()) return;
    stoppable_.reset();
    lease_.connection()->last_used = Clock::now();
    if (reader_->has_surplus() && on_surplus_) on_surplus_();
    if (reusable_ && reader_->allows_reuse() && !stop_.stop_requested()) lease_.give_back();
    lease_ = {};
}

void Http1Body::fail(std::exception_ptr error) {
    failure_ = std::move(error);
    // What an interruption did to the connection says less than who asked for it.
    const Interruption why = lease_ ? lease_.interrupts().interruption() : Interruption::none;
    if (why != Interruption::none) failure_ = make_interrupted(Phase::body, why);
    stoppable_.reset();
    lease_ = {};
}

}  // namespace curlew::engine
