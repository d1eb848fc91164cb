#include "engine/blocking_stream.hpp"

#include "engine/failure.hpp"

#include <cerrno>

namespace curlew::engine {
namespace {

IoResult failed(int error, std::size_t bytes) {
    if (error == EAGAIN) return {IoStatus::timed_out, bytes, {}};
    return {IoStatus::broken, bytes, system_message(error)};
}

IoResult was_read(const SysResult& result) {
    if (result.error != 0) return failed(result.error, 0);
    return {result.count > 0 ? IoStatus::ok : IoStatus::end, result.count, {}};
}

}  // namespace

Task<IoResult> BlockingStream::read_some(std::span<char> into, std::optional<Duration> patience) {
    co_return was_read(socket_.receive(into, patience));
}

IoResult BlockingStream::read_now(std::span<char> into) {
    return was_read(socket_.receive_now(into));
}

Task<IoResult> BlockingStream::write(std::string_view data, std::optional<Duration> patience) {
    std::size_t done = 0;
    while (done < data.size()) {
        const SysResult result = socket_.send(data.substr(done), patience);
        if (result.error != 0) co_return failed(result.error, done);
        done += result.count;
    }
    co_return IoResult{IoStatus::ok, done, {}};
}

}  // namespace curlew::engine
