#pragma once

#include "layers/outcome.hpp"

#include <curlew/clock.hpp>
#include <curlew/hedge.hpp>
#include <curlew/request.hpp>
#include <curlew/response.hpp>
#include <curlew/timeout.hpp>

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>

namespace curlew::layers {

/// Attempts of one request that take place at the same time. The first good answer wins, and ends
/// the others. Each attempt may be on a thread of its own.
class Race {
public:
    /// @param request, config outlive the race, and do not change meanwhile
    Race(const Request& request, const HedgeConfig& config);

    /// Whether more attempts would change anything.
    [[nodiscard]] bool is_open() const;

    /// An attempt begins.
    /// @return what it sends, and may change; nullptr if that is no longer needed, but never for
    ///         the first
    [[nodiscard]] Request* enter(std::size_t number, Clock::time_point now);

    /// What it has brought.
    void finish(std::size_t number, Outcome outcome, Clock::time_point now);

    /// Ends all attempts: nobody wants the answer any more.
    void stop();

    /// How long the first attempt took to be answered well or, where another one was faster, at
    /// least would have taken. (Of the others, that they were ended says nothing.) Once all have
    /// ended.
    [[nodiscard]] std::optional<Duration> latency() const;

    /// What the request has come to. Where there were several attempts, it knows them. Once all
    /// have ended, and once only.
    [[nodiscard]] Outcome result();

    /// Ends what is left of the winner: its body, if it is a stream.
    [[nodiscard]] std::stop_source winners_stop() const;

private:
    struct Entrant {
        std::optional<Request> request = {};  // once it has begun
        std::stop_source stop = {};
        bool is_out = false;  // it was not even sent
        Clock::time_point began = {};
        Clock::time_point ended = {};
        Outcome outcome = {};
    };

    /// Whose outcome counts, once all have ended.
    [[nodiscard]] std::size_t chosen() const { return winner_.value_or(best_); }
    [[nodiscard]] bool is_good(const Outcome& outcome) const;
    [[nodiscard]] Attempt describe(std::size_t number) const;
    [[nodiscard]] bool was_given_up(std::size_t number) const;

    const Request& request_;
    const HedgeConfig& config_;
    mutable std::mutex mutex_;
    std::deque<Entrant> entrants_;
    bool is_stopped_ = false;
    std::optional<std::size_t> winner_;
    std::size_t best_ = 0;  // of those that ended without winning
    int best_rank_ = -1;
};

}  // namespace curlew::layers
