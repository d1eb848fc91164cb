#include "engine/failure.hpp"

#include "support/duration_text.hpp"
#include "support/printable.hpp"

#include <cerrno>
#include <system_error>

namespace curlew::engine {
namespace {

std::string waited(const Limit& limit) {
    return limit.patience ? duration_text(*limit.patience) : std::string("the system's own limit");
}

}  // namespace

std::string system_message(int error) {
    std::string text = std::error_code(error, std::system_category()).message();
    switch (error) {
        case ECONNREFUSED:
            return text + ": nothing listens there";
        case EMFILE:
        case ENFILE:
            return text + ": raise the limit on open files, or lower max_connections";
        default:
            return text;
    }
}

void throw_interrupted(Phase phase, Interruption why) {
    if (why == Interruption::closed) {
        throw ClosedError(std::string("the client was closed while ") + to_string(phase), phase);
    }
    throw CancelledError(std::string("cancelled while ") + to_string(phase), phase);
}

void check_wake(Wake wake, Phase phase, const Limit& limit) {
    if (wake == Wake::timed_out) throw_timeout(phase, limit);
    if (wake == Wake::interrupted) throw_interrupted(phase);
}

std::exception_ptr make_interrupted(Phase phase, Interruption why) {
    try {
        throw_interrupted(phase, why);
    } catch (...) {
        return std::current_exception();
    }
}

void throw_timeout(Phase phase, const Limit& limit) {
    if (limit.is_total) {
        throw TotalTimeoutError("the total timeout ran out", phase);
    }
    const std::string time = waited(limit);
    switch (phase) {
        case Phase::pool:
            throw PoolTimeoutError(
                "no connection became free within " + time +
                    ": max_connections, or max_connections_per_host, are all in use",
                phase);
        case Phase::resolve:
        case Phase::connect:
        case Phase::tls:
            throw ConnectTimeoutError("no connection within " + time, phase);
        case Phase::write:
            throw WriteTimeoutError("the server took nothing for " + time, phase);
        default:
            throw ReadTimeoutError("the server sent nothing for " + time, phase);
    }
}

void throw_resolve_failure(const std::string& host, const Resolution& resolution) {
    throw DnsError("cannot look up host " + quoted(host) + ": " + resolution.reason,
                   Phase::resolve);
}

void throw_connect_failure(std::string_view authority, const std::string& reasons) {
    throw ConnectionError("cannot connect to " + std::string(authority) + ": " + reasons,
                          Phase::connect);
}

void throw_handshake_failure(std::string_view host, const IoResult& result, const Limit& limit) {
    std::string message = "TLS handshake with " + std::string(host) + " failed: ";
    switch (result.status) {
        case IoStatus::timed_out:
            throw_timeout(Phase::tls, limit);
        case IoStatus::interrupted:
            throw_interrupted(Phase::tls);
        case IoStatus::end:
            throw TlsError(
                message + "the server closed the connection; does it speak TLS on this port?",
                Phase::tls);
        default:
            throw TlsError(message + result.reason, Phase::tls);
    }
}

void throw_write_failure(const IoResult& result) {
    if (result.status == IoStatus::interrupted) throw_interrupted(Phase::write);
    throw ConnectionError("the connection broke: " + result.reason, Phase::write);
}

void throw_read_failure(const IoResult& result, Phase phase, const Limit& limit,
                        std::size_t received) {
    if (result.status == IoStatus::timed_out) throw_timeout(phase, limit);
    if (result.status == IoStatus::interrupted) throw_interrupted(phase);
    const bool ended = result.status == IoStatus::end;
    if (received == 0) {
        throw ConnectionError(ended ? "the server closed the connection without an answer"
                                    : "the connection broke before the answer: " + result.reason,
                              phase);
    }
    throw TruncatedResponseError(
        (ended ? "the server closed the connection in the middle of the response"
               : "the connection broke in the middle of the response: " + result.reason) +
            std::string(", after ") + std::to_string(received) + " bytes",
        phase);
}

}  // namespace curlew::engine
