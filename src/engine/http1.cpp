#include "engine/http1.hpp"

#include "engine/failure.hpp"
#include "engine/http1_request.hpp"
#include "engine/http1_upload.hpp"
#include "support/ascii.hpp"

#include <curlew/errors.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace curlew::engine {
namespace {

bool asks_to_close(const Headers& headers) {
    const auto connection = headers.combined("Connection");
    return connection && ascii::lowered(*connection).find("close") != std::string::npos;
}

bool may_be_answered(const IoResult& failure) {
    return failure.status == IoStatus::broken || failure.status == IoStatus::end;
}

}  // namespace

Task<Exchange> exchange_http1(Connection& connection, const Request& request) {
    const std::optional<std::uint64_t> body_size = checked_body_size(request);
    const bool reused = connection.exchanges++ > 0;
    const bool is_streamed = request.options().stream;
    Stream& stream = *connection.stream;

    Http1RequestWriter writer(connection, request, body_size);
    Http1ResponseReader reader(connection, request);
    Uploaded uploaded = Uploaded::whole;
    if (needs_upload(request)) {
        uploaded = co_await upload_http1(connection, request, writer, reader);
    } else {
        Progress written = writer.go_on();
        while (written == Progress::blocked) {
            const Wake wake = co_await stream.wait(Direction::write, writer.deadline());
            check_wake(wake, Phase::write, writer.limit());
            written = writer.go_on();
        }
        if (written == Progress::failed) uploaded = Uploaded::broken;
    }
    const IoResult& unwritten = writer.failure();
    if (!unwritten && !may_be_answered(unwritten)) throw_write_failure(unwritten);

    // A server may answer and close before it has read all, as with 413: its answer says more than
    // the broken connection does.
    Progress answered = is_streamed ? reader.read_head() : reader.read_whole();
    while (answered == Progress::blocked) {
        const Wake wake = co_await stream.wait(Direction::read, reader.deadline());
        check_wake(wake, reader.phase(), reader.limit());
        answered = is_streamed ? reader.read_head() : reader.read_whole();
    }
    if (answered == Progress::failed) {
        if (reused) co_return Exchange{.stale = true, .was_sent = writer.sent() > 0};
        if (!unwritten) throw_write_failure(unwritten);
        throw_read_failure(reader.failure(), Phase::head, {}, 0);
    }
    Exchange done{.reusable = uploaded == Uploaded::whole && !asks_to_close(request.headers())};
    if (is_streamed) {
        done.response = reader.release_head();
        done.body = std::make_unique<Http1ResponseReader>(std::move(reader));
    } else {
        done.reusable = done.reusable && reader.allows_reuse();
        done.has_surplus = reader.has_surplus();
        done.response = reader.release();
    }
    co_return done;
}

}  // namespace curlew::engine
