#include "support/compress.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

namespace curlew::testing {
namespace {

std::string deflated(std::string_view plain, int window_bits) {
    z_stream stream{};
    if (::deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("deflateInit2");
    }
    std::string out(::deflateBound(&stream, plain.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (result != Z_STREAM_END) throw std::runtime_error("deflate");
    return out;
}

}  // namespace

std::string gzip(std::string_view plain) {
    return deflated(plain, 15 + 16);
}

std::string zlib_deflate(std::string_view plain) {
    return deflated(plain, 15);
}

std::string raw_deflate(std::string_view plain) {
    return deflated(plain, -15);
}

std::string brotli(std::string_view plain) {
    std::size_t size = ::BrotliEncoderMaxCompressedSize(plain.size()) + 32;
    std::string out(size, '\0');
    if (::BrotliEncoderCompress(5, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, plain.size(),
                                reinterpret_cast<const std::uint8_t*>(plain.data()), &size,
                                reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE) {
        throw std::runtime_error("BrotliEncoderCompress");
    }
    out.resize(size);
    return out;
}

std::string zstd(std::string_view plain, int window_log) {
    const std::unique_ptr<ZSTD_CCtx, decltype(&::ZSTD_freeCCtx)> context(::ZSTD_createCCtx(),
                                                                         ::ZSTD_freeCCtx);
    if (window_log != 0) ::ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window_log);
    std::string out(::ZSTD_compressBound(plain.size()), '\0');
    // In pieces, as servers do that do not know how much there will be.
    ZSTD_inBuffer in{plain.data(), plain.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    if (::ZSTD_compressStream2(context.get(), &to, &in, ZSTD_e_continue) != 0 && in.pos < in.size) {
        throw std::runtime_error("ZSTD_compressStream2");
    }
    if (::ZSTD_compressStream2(context.get(), &to, &in, ZSTD_e_end) != 0) {
        throw std::runtime_error("ZSTD_compressStream2");
    }
    out.resize(to.pos);
    return out;
}

}  // namespace curlew::testing
