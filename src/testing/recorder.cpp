#include "support/printable.hpp"
#include "testing/har.hpp"
#include "testing/redaction.hpp"
#include "testing/transport_parts.hpp"

#include <curlew/sleeper.hpp>
#include <curlew/testing/recorder.hpp>
#include <curlew/transport.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace curlew::testing {

namespace detail {

/// Behind a Recorder: the file, and what of it was played.
class Cassette {
public:
    explicit Cassette(RecorderConfig config)
        : config_(std::move(config)),
          redaction_(with_matched(config_), config_.secrets),
          is_recording_(begins_anew()) {
        if (!is_recording_ || config_.mode == RecordMode::new_episodes) load();
    }

    /// What was recorded for a request; nothing if it is to be recorded now.
    /// @throws ReplayMismatchError
    [[nodiscard]] std::optional<HarEntry> play(const HarEntry& asked) {
        const std::lock_guard lock(mutex_);
        if (is_recording_ && config_.mode != RecordMode::new_episodes) return std::nullopt;
        if (config_.order == ReplayOrder::strict) return play_next(asked);
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            if (!played_[i] && misfits(asked, entries_[i]).empty()) {
                played_[i] = true;
                return entries_[i];
            }
        }
        if (is_recording_) return std::nullopt;
        refuse(asked);
    }

    void record(HarEntry entry) {
        const std::lock_guard lock(mutex_);
        entries_.push_back(std::move(entry));
        played_.push_back(true);
        ++recorded_;
        save();
    }

    /// As it may be written.
    [[nodiscard]] HarEntry asked(const Request& request, const std::string& body) const {
        return {.method = request.method(),
                .url = redaction_.url(request.url()),
                .request_headers = redaction_.headers(request.headers()),
                .request_body =
                    redaction_.body(body, request.headers().get("Content-Type").value_or(""))};
    }
    void add_answer(HarEntry& entry, const Response& response) const {
        entry.status = response.status();
        entry.reason = response.reason();
        entry.version = to_string(response.http_version());
        entry.response_headers = redaction_.headers(response.headers());
        entry.response_body =
            redaction_.body(response.bytes(), response.header("Content-Type").value_or(""));
    }

    [[nodiscard]] std::size_t unplayed() const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(std::ranges::count(played_, false));
    }
    [[nodiscard]] std::size_t recorded() const {
        const std::lock_guard lock(mutex_);
        return recorded_;
    }

private:
    static std::vector<std::string> with_matched(const RecorderConfig& config) {
        std::vector<std::string> safe = config.safe_headers;
        safe.insert(safe.end(), config.match_headers.begin(), config.match_headers.end());
        return safe;
    }

    [[nodiscard]] bool begins_anew() const {
        struct stat status{};
        const bool exists = ::stat(config_.file.c_str(), &status) == 0;
        switch (config_.mode) {
            case RecordMode::none:
                return false;
            case RecordMode::once:
                return !exists;
            default:
                return true;
        }
    }

    void load() {
        struct stat status{};
        const bool exists = ::stat(config_.file.c_str(), &status) == 0;
        if (!exists && config_.mode == RecordMode::new_episodes) return;
        std::ifstream file(config_.file, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        if (!file) fail("read");
        entries_ = parse_har(text);
        played_.assign(entries_.size(), false);
    }

    /// Beside the file, and then in its place: what was there is there until then.
    void save() const {
        const std::string beside = config_.file + ".new";
        {
            std::ofstream file(beside, std::ios::binary | std::ios::trunc);
            file << format_har(entries_);
            if (!file.flush()) fail("write");
        }
        if (std::rename(beside.c_str(), config_.file.c_str()) != 0) fail("write");
    }

    [[noreturn]] void fail(const char* what) const {
        throw FileError(std::string("cannot ") + what + " the recording " + quoted(config_.file) +
                            ": " + std::error_code(errno, std::system_category()).message(),
                        Phase::prepare);
    }

    std::optional<HarEntry> play_next(const HarEntry& asked) {
        const auto next = std::ranges::find(played_, false);
        if (next == played_.end()) {
            if (is_recording_) return std::nullopt;
            refuse(asked);
        }
        const auto& entry = entries_[static_cast<std::size_t>(next - played_.begin())];
        const std::vector<std::string> wrong = misfits(asked, entry);
        if (!wrong.empty()) throw mismatch("the next exchange of the recording", entry, wrong);
        *next = true;
        return entry;
    }

    [[nodiscard]] std::vector<std::string> misfits(const HarEntry& asked,
                                                   const HarEntry& entry) const {
        std::vector<std::string> wrong;
        const auto compare = [&](const char* what, std::string_view one, std::string_view other) {
            if (one == other) return;
            std::string words = what;
            words.append(": ").append(quoted(one, 200)).append(", not ");
            wrong.push_back(words.append(quoted(other, 200)));
        };
        compare("method", asked.method, entry.method);
        compare("URL", asked.url, entry.url);
        if (config_.match_body) compare("body", asked.request_body, entry.request_body);
        for (const std::string& name : config_.match_headers) {
            compare(name.c_str(), asked.request_headers.combined(name).value_or(""),
                    entry.request_headers.combined(name).value_or(""));
        }
        return wrong;
    }

    static ReplayMismatchError mismatch(const char* what, const HarEntry& entry,
                                        const std::vector<std::string>& wrong) {
        std::string message = what;
        message.append(" is ").append(entry.method).append(" ").append(entry.url);
        for (const std::string& one : wrong)
            message.append("\n  ").append(one);
        return ReplayMismatchError(message, Phase::prepare);
    }

    [[noreturn]] void refuse(const HarEntry& asked) const {
        const HarEntry* nearest = nullptr;
        std::vector<std::string> fewest;
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            std::vector<std::string> wrong = misfits(asked, entries_[i]);
            if (wrong.empty()) wrong.emplace_back("it was played already");
            if (nearest == nullptr || wrong.size() < fewest.size()) {
                nearest = &entries_[i];
                fewest = std::move(wrong);
            }
        }
        if (nearest == nullptr) throw ReplayMismatchError("the recording is empty", Phase::prepare);
        throw mismatch("not in the recording. The nearest exchange", *nearest, fewest);
    }

    const RecorderConfig config_;
    const Redaction redaction_;
    const bool is_recording_;
    mutable std::mutex mutex_;
    std::vector<HarEntry> entries_;
    std::vector<bool> played_;
    std::size_t recorded_ = 0;
};

}  // namespace detail

namespace {

using detail::Cassette;
using detail::HarEntry;

Response answer(const HarEntry& entry, const std::string& body, const Request& request) {
    ResponseParts parts{.status = entry.status,
                        .reason = entry.reason,
                        .headers = entry.response_headers,
                        .elapsed = entry.time};
    std::vector<std::string> pieces;
    if (!body.empty()) pieces.push_back(body);
    detail::put_body(parts, std::make_shared<const std::vector<std::string>>(std::move(pieces)),
                     request);
    return Response(std::move(parts));
}

class RecorderTransport final : public Transport {
public:
    RecorderTransport(std::shared_ptr<Cassette> cassette, const TransportContext& context)
        : cassette_(std::move(cassette)), context_(context) {}

    Task<Response> send(Request& request) override {
        std::string body = co_await detail::body_of(request);
        HarEntry entry = cassette_->asked(request, body);
        const std::optional<HarEntry> known = cassette_->play(entry);
        if (known) co_return answer(*known, known->response_body, request);

        Request readable = request;
        readable.options().stream = false;
        readable.headers().set("Accept-Encoding", "identity");
        readable.set_body(std::move(body));
        const Clock& clock = context_.sleeper.clock();
        entry.started = clock.date();
        const Response response = co_await context_.network.send(readable);
        entry.time = response.elapsed();
        cassette_->add_answer(entry, response);
        HarEntry real = entry;
        real.response_headers = response.headers();
        cassette_->record(std::move(entry));
        co_return answer(real, response.bytes(), request);
    }

private:
    const std::shared_ptr<Cassette> cassette_;
    const TransportContext context_;
};

}  // namespace

Recorder::Recorder(RecorderConfig config)
    : cassette_(std::make_shared<detail::Cassette>(std::move(config))) {}

std::size_t Recorder::unplayed() const {
    return cassette_->unplayed();
}

std::size_t Recorder::recorded() const {
    return cassette_->recorded();
}

std::shared_ptr<Transport> Recorder::operator()(const TransportContext& context) const {
    return std::make_shared<RecorderTransport>(cassette_, context);
}

}  // namespace curlew::testing
