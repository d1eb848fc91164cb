#pragma once

#include <curlew/params.hpp>
#include <curlew/request.hpp>
#include <curlew/timeout.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace curlew {

struct ClientConfig;

namespace detail {

class ClientCore;

/// @throws ConfigurationError unless it is UTF-8, as RFC 8259 section 8.1 demands of JSON
[[nodiscard]] std::string checked_utf8(std::string text);

/// What a builder has been told so far. Owns all of it.
class RequestDraft {
public:
    RequestDraft(std::string_view method, std::string_view url);

    void path(std::string_view name, ParamValue value);
    void param(std::string_view name, ParamValue value);
    void params(const Params& params);
    void header(std::string_view name, std::string_view value);
    void headers(const Headers& headers);
    void body(const char* setter, std::string bytes, std::string_view content_type);
    void body(const char* setter, std::shared_ptr<BodySource> source,
              std::string_view content_type);
    void on_upload(ProgressCallback callback);
    void on_download(ProgressCallback callback);
    void each_timeout(Duration limit);
    void timeout(const TimeoutConfig& timeout);
    void total_timeout(Duration limit);
    void raise_for_status(bool raise);
    void allow_status(int status);
    void validation(Validation validation);
    void max_response_body(std::uint64_t bytes);
    void stream() noexcept { stream_ = true; }
    void resume(bool resume) noexcept { resume_ = resume; }
    [[nodiscard]] bool resumes() const noexcept { return resume_; }
    /// As stream(), for a file that gets the bytes as they are on the server.
    void download();
    /// As stream(), for server-sent events.
    void events();
    void decode_content(bool decode) noexcept { decode_content_ = decode; }
    void accept(std::string_view media_type);
    void retry(const RetryConfig& retry);
    void max_attempts(int attempts);
    void hedge(const HedgeConfig& hedge);
    void hedge(bool hedge);
    void hedge_after(Duration delay);
    void follow_redirects(bool follow);
    void max_redirects(int most);
    void stop_token(std::stop_token token);

    /// Remembers the first thing that went wrong, for build() to throw.
    template <class Action>
    void guard(Action&& action) noexcept {
        try {
            std::forward<Action>(action)();
        } catch (...) {
            if (!error_) error_ = std::current_exception();
        }
    }

    /// The request, merged with the configuration of its client.
    /// @throws ConfigurationError for whatever cannot be used
    [[nodiscard]] Request build(const ClientCore& client) const&;
    /// The same, with the body moved.
    [[nodiscard]] Request build(const ClientCore& client) &&;

private:
    void claim_body(const char* setter, std::string_view content_type);
    [[nodiscard]] Request build_without_body(const ClientCore& client) const;
    [[nodiscard]] Url build_url(const ClientCore& client) const;
    [[nodiscard]] Headers build_headers(const ClientConfig& config) const;
    [[nodiscard]] std::shared_ptr<const HedgeConfig> build_hedge(const ClientConfig& config) const;
    [[nodiscard]] RequestOptions build_options(const ClientCore& client) const;
    [[nodiscard]] TimeoutConfig build_timeout(const TimeoutConfig& clients) const;

    std::string method_;
    std::string url_;
    std::vector<std::pair<std::string, std::string>> path_;
    Params params_;
    Headers headers_;
    std::string body_;
    std::shared_ptr<BodySource> source_;
    std::string content_type_;
    const char* body_setter_ = nullptr;
    std::string_view accept_;
    std::optional<TimeoutConfig> timeout_;
    std::optional<Duration> each_timeout_;
    std::optional<Duration> total_timeout_;
    std::optional<bool> raise_;
    std::vector<int> allowed_;
    std::optional<Validation> validation_;
    std::optional<std::uint64_t> max_response_body_;
    std::shared_ptr<const ProgressCallback> on_upload_;
    std::shared_ptr<const ProgressCallback> on_download_;
    bool resume_ = false;
    bool stream_ = false;
    bool decode_content_ = true;
    std::shared_ptr<const RetryConfig> retry_;
    std::optional<int> max_attempts_;
    std::shared_ptr<const HedgeConfig> hedge_;
    std::optional<bool> is_hedged_;
    std::optional<Duration> hedge_after_;
    std::optional<bool> follow_redirects_;
    std::optional<int> max_redirects_;
    std::stop_token stop_;
    std::exception_ptr error_;
};

}  // namespace detail
}  // namespace curlew
