#include "client/client_core.hpp"
#include "content/charset.hpp"
#include "content/content_decoder.hpp"
#include "support/ascii.hpp"
#include "support/percent.hpp"
#include "support/printable.hpp"

#include <curlew/errors.hpp>
#include <curlew/request_draft.hpp>
#include <curlew/version.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>

namespace curlew::detail {
namespace {

/// Methods whose spelling everybody knows are put right; others are case-sensitive, and stay.
std::string method_name(std::string_view method) {
    constexpr std::array<std::string_view, 7> known{"GET",  "POST",   "PUT",    "PATCH",
                                                    "HEAD", "DELETE", "OPTIONS"};
    const auto same = std::ranges::find_if(
        known, [&](std::string_view name) { return ascii::equal_ignoring_case(name, method); });
    return std::string(same != known.end() ? *same : method);
}

/// Replaces each `{name}` of the URL's path.
std::string fill_path(std::string_view url,
                      const std::vector<std::pair<std::string, std::string>>& values) {
    const std::size_t path_end = std::min(url.find_first_of("?#"), url.size());
    std::string out;
    std::vector<bool> used(values.size(), false);
    std::size_t at = 0;
    for (;;) {
        const auto open = url.find('{', at);
        const auto close = url.find('}', open);
        if (open >= path_end || close >= path_end) break;
        const std::string_view name = url.substr(open + 1, close - open - 1);
        const auto value =
            std::ranges::find(values, name, [](const auto& item) { return item.first; });
        if (value == values.end()) {
            throw ConfigurationError("the path of URL " + quoted(url) + " has no value for {" +
                                     std::string(name) + "}: give it one with path()");
        }
        used[static_cast<std::size_t>(value - values.begin())] = true;
        out.append(url.substr(at, open - at)).append(percent::encode(value->second));
        at = close + 1;
    }
    out.append(url.substr(at));
    const auto unused = std::ranges::find(used, false);
    if (unused != used.end()) {
        throw ConfigurationError(
            "path(" + quoted(values[static_cast<std::size_t>(unused - used.begin())].first) +
            ") has no place in URL " + quoted(url));
    }
    return out;
}

}  // namespace

std::string checked_utf8(std::string text) {
    if (!is_utf8(text)) throw ConfigurationError("the JSON that was serialised is not UTF-8");
    return text;
}

RequestDraft::RequestDraft(std::string_view method, std::string_view url)
    : method_(method_name(method)), url_(url) {}

void RequestDraft::path(std::string_view name, ParamValue value) {
    std::string text = std::move(value).text();
    // These would ask for another resource than the one meant: a parent, or the whole collection.
    if (text.empty() || text == "." || text == "..") {
        throw ConfigurationError("path(" + quoted(name) + ") cannot be " + quoted(text));
    }
    path_.emplace_back(name, std::move(text));
}

void RequestDraft::param(std::string_view name, ParamValue value) {
    params_.add(name, std::move(value));
}

void RequestDraft::params(const Params& params) {
    for (const auto& [name, value] : params)
        params_.add(name, value);
}

void RequestDraft::header(std::string_view name, std::string_view value) {
    headers_.set(name, value);
}

void RequestDraft::headers(const Headers& headers) {
    headers_.merge(headers);
}

void RequestDraft::claim_body(const char* setter, std::string_view content_type) {
    if (body_setter_ != nullptr) {
        throw ConfigurationError("the request has two bodies, by " + std::string(body_setter_) +
                                 " and by " + setter + ": set one");
    }
    body_setter_ = setter;
    content_type_ = content_type;
}

void RequestDraft::body(const char* setter, std::string bytes, std::string_view content_type) {
    claim_body(setter, content_type);
    body_ = std::move(bytes);
}

void RequestDraft::body(const char* setter, std::shared_ptr<BodySource> source,
                        std::string_view content_type) {
    claim_body(setter, content_type);
    source_ = std::move(source);
}

void RequestDraft::on_upload(ProgressCallback callback) {
    on_upload_ = std::make_shared<const ProgressCallback>(std::move(callback));
}
void RequestDraft::on_download(ProgressCallback callback) {
    on_download_ = std::make_shared<const ProgressCallback>(std::move(callback));
}

void RequestDraft::download() {
    stream();
    // Only then is the size known, and can a part be completed later.
    if (!headers_.contains("Accept-Encoding")) headers_.set("Accept-Encoding", "identity");
}

void RequestDraft::events() {
    stream();
    max_attempts(1);  // ReconnectPolicy says how often it is tried
    hedge(false);
    accept("text/event-stream");
    if (!headers_.contains("Cache-Control")) headers_.set("Cache-Control", "no-store");
}

void RequestDraft::each_timeout(Duration limit) {
    check(TimeoutConfig::each(limit));
    each_timeout_ = limit;
    timeout_.reset();
}

void RequestDraft::timeout(const TimeoutConfig& timeout) {
    check(timeout);
    timeout_ = timeout;
    each_timeout_.reset();
}

void RequestDraft::total_timeout(Duration limit) {
    check(TimeoutConfig{.total = limit});
    total_timeout_ = limit;
}

void RequestDraft::raise_for_status(bool raise) {
    raise_ = raise;
}
void RequestDraft::allow_status(int status) {
    allowed_.push_back(status);
}
void RequestDraft::validation(Validation validation) {
    validation_ = validation;
}
void RequestDraft::max_response_body(std::uint64_t bytes) {
    max_response_body_ = bytes;
}
void RequestDraft::accept(std::string_view media_type) {
    accept_ = media_type;
}
void RequestDraft::retry(const RetryConfig& retry) {
    check(retry);
    retry_ = std::make_shared<const RetryConfig>(retry);
    max_attempts_.reset();
}
void RequestDraft::max_attempts(int attempts) {
    if (attempts < 1) throw ConfigurationError("max_attempts is less than 1: 1 switches it off");
    max_attempts_ = attempts;
}
void RequestDraft::hedge(const HedgeConfig& hedge) {
    check(hedge);
    hedge_ = std::make_shared<const HedgeConfig>(hedge);
    is_hedged_.reset();
    hedge_after_.reset();
}
void RequestDraft::hedge(bool hedge) {
    is_hedged_ = hedge;
}
void RequestDraft::hedge_after(Duration delay) {
    check(HedgeConfig{.delay = delay});
    hedge_after_ = delay;
    is_hedged_ = true;
}
void RequestDraft::follow_redirects(bool follow) {
    follow_redirects_ = follow;
}
void RequestDraft::max_redirects(int most) {
    if (most < 0) throw ConfigurationError("max_redirects is less than zero");
    max_redirects_ = most;
}
void RequestDraft::stop_token(std::stop_token token) {
    stop_ = std::move(token);
}

Request RequestDraft::build(const ClientCore& client) const& {
    Request request = build_without_body(client);
    if (!source_) request.set_body(body_);
    return request;
}

Request RequestDraft::build(const ClientCore& client) && {
    Request request = build_without_body(client);
    if (!source_) request.set_body(std::move(body_));
    return request;
}

Request RequestDraft::build_without_body(const ClientCore& client) const {
    if (error_) std::rethrow_exception(error_);
    if (!ascii::is_token(method_)) {
        throw ConfigurationError("method " + quoted(method_) +
                                 " is not a token (RFC 9110 section 9.1)");
    }
    Request request(method_, build_url(client));
    request.headers() = build_headers(client.config());
    request.options() = build_options(client);
    if (source_) request.set_body(source_);
    return request;
}

Url RequestDraft::build_url(const ClientCore& client) const {
    const bool has_template = url_.find('{') != std::string::npos || !path_.empty();
    Url url = client.locate(has_template ? fill_path(url_, path_) : url_);
    url.append_query(client.config().params.to_query());
    url.append_query(params_.to_query());
    return url;
}

Headers RequestDraft::build_headers(const ClientConfig& config) const {
    Headers headers;
    headers.reserve(8, 256);
    headers.append_unchecked("User-Agent", "curlew/" CURLEW_VERSION);
    headers.append_unchecked("Accept", accept_.empty() ? "*/*" : accept_);
    // A range is counted in coded bytes: a part of compressed data is of little use.
    headers.append_unchecked("Accept-Encoding",
                             headers_.contains("Range") ? "identity" : supported_codings());
    if (!content_type_.empty()) headers.set("Content-Type", content_type_);
    headers.merge(config.headers);
    headers.merge(headers_);
    return headers;
}

TimeoutConfig RequestDraft::build_timeout(const TimeoutConfig& clients) const {
    TimeoutConfig timeout = timeout_.value_or(clients);
    if (each_timeout_) {
        timeout = TimeoutConfig::each(*each_timeout_);
        timeout.total = clients.total;
        timeout.total_includes_stream = clients.total_includes_stream;
    }
    if (total_timeout_) timeout.total = total_timeout_;
    return timeout;
}

/// nullptr where the client's way is the request's, too.
std::shared_ptr<const HedgeConfig> RequestDraft::build_hedge(const ClientConfig& config) const {
    if (!is_hedged_) return hedge_;
    if (!*is_hedged_) return std::make_shared<const HedgeConfig>(HedgeConfig{.max_attempts = 1});
    HedgeConfig hedge = hedge_ ? *hedge_ : config.hedge.value_or(HedgeConfig{});
    hedge.max_attempts = std::max(hedge.max_attempts, 2);
    if (hedge_after_) {
        hedge.delay = *hedge_after_;
        hedge.percentile.reset();
    }
    return std::make_shared<const HedgeConfig>(std::move(hedge));
}

RequestOptions RequestDraft::build_options(const ClientCore& client) const {
    const ClientConfig& config = client.config();
    RequestOptions options;
    options.retry = retry_;
    if (max_attempts_) {
        RetryConfig retry = retry_ ? *retry_ : config.retry;
        retry.max_attempts = *max_attempts_;
        options.retry = std::make_shared<const RetryConfig>(std::move(retry));
    }
    options.hedge = build_hedge(config);
    options.follow_redirects = follow_redirects_.value_or(config.follow_redirects);
    options.max_redirects = max_redirects_.value_or(config.max_redirects);
    options.timeout = build_timeout(config.timeout);
    options.stop = stop_;
    options.status.raise = raise_.value_or(config.raise_for_status);
    options.status.allowed = config.allowed_statuses;
    options.status.allowed.insert(options.status.allowed.end(), allowed_.begin(), allowed_.end());
    options.validation = validation_.value_or(config.validation);
    options.decode_content = decode_content_;
    options.on_upload = on_upload_;
    options.on_download = on_download_;
    options.stream = stream_;
    options.error_parser = client.error_parser();
    // What is not held in memory needs no limit, unless somebody sets one for it.
    constexpr auto unlimited = std::numeric_limits<std::uint64_t>::max();
    options.max_response_body =
        max_response_body_.value_or(stream_ ? unlimited : config.max_response_body);
    return options;
}

}  // namespace curlew::detail
