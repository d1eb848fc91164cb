#include "content/coding.hpp"

#if CURLEW_HAS_ZSTD

#include <new>

#include <zstd.h>

namespace curlew {
namespace {

// A server may not ask for more than 8 MiB (RFC 9659 section 3).
constexpr int largest_window_log = 23;

class ZstdCoding final : public Coding {
public:
    ZstdCoding() : context_(::ZSTD_createDCtx()) {
        if (!context_) throw std::bad_alloc();
        ::ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, largest_window_log);
    }

    std::size_t decode(std::string_view& coded, std::span<char> plain) override {
        ZSTD_outBuffer out{plain.data(), plain.size(), 0};
        while (out.pos < out.size) {
            if (at_end_ && coded.empty()) break;
            const std::size_t before = out.pos;
            ZSTD_inBuffer in{coded.data(), coded.size(), 0};
            const std::size_t result = ::ZSTD_decompressStream(context_.get(), &out, &in);
            coded.remove_prefix(in.pos);
            if (::ZSTD_isError(result) != 0) {
                throw_corrupt("zstd", ::ZSTD_getErrorName(result));
            }
            at_end_ = result == 0;
            if (out.pos == before && coded.empty()) break;
        }
        return out.pos;
    }

    [[nodiscard]] bool may_end() const noexcept override { return at_end_; }

private:
    struct Destroy {
        void operator()(ZSTD_DCtx* context) const noexcept { ::ZSTD_freeDCtx(context); }
    };

    std::unique_ptr<ZSTD_DCtx, Destroy> context_;
    bool at_end_ = false;  // of a frame
};

}  // namespace

std::unique_ptr<Coding> make_zstd_coding() {
    return std::make_unique<ZstdCoding>();
}

}  // namespace curlew

#else

std::unique_ptr<curlew::Coding> curlew::make_zstd_coding() {
    return nullptr;
}

#endif
