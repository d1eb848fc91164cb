#include "content/coding.hpp"

#if CURLEW_HAS_BROTLI

#include <cstdint>
#include <new>

#include <brotli/decode.h>

namespace curlew {
namespace {

class BrotliCoding final : public Coding {
public:
    BrotliCoding() : state_(::BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {
        if (!state_) throw std::bad_alloc();
    }

    std::size_t decode(std::string_view& coded, std::span<char> plain) override {
        if (at_end_) {
            if (!coded.empty()) throw_corrupt("br", "something follows its end");
            return 0;
        }
        auto next_in = reinterpret_cast<const std::uint8_t*>(coded.data());
        auto next_out = reinterpret_cast<std::uint8_t*>(plain.data());
        std::size_t left = coded.size();
        std::size_t room = plain.size();
        const BrotliDecoderResult result = ::BrotliDecoderDecompressStream(
            state_.get(), &left, &next_in, &room, &next_out, nullptr);
        coded.remove_prefix(coded.size() - left);
        if (result == BROTLI_DECODER_RESULT_ERROR) {
            throw_corrupt("br",
                          ::BrotliDecoderErrorString(::BrotliDecoderGetErrorCode(state_.get())));
        }
        at_end_ = result == BROTLI_DECODER_RESULT_SUCCESS;
        if (at_end_ && !coded.empty()) throw_corrupt("br", "something follows its end");
        return plain.size() - room;
    }

    [[nodiscard]] bool may_end() const noexcept override { return at_end_; }

private:
    struct Destroy {
        void operator()(BrotliDecoderState* state) const noexcept {
            ::BrotliDecoderDestroyInstance(state);
        }
    };

    std::unique_ptr<BrotliDecoderState, Destroy> state_;
    bool at_end_ = false;
};

}  // namespace

std::unique_ptr<Coding> make_brotli_coding() {
    return std::make_unique<BrotliCoding>();
}

}  // namespace curlew

#else

std::unique_ptr<curlew::Coding> curlew::make_brotli_coding() {
    return nullptr;
}

#endif
