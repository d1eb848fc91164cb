#include "content/coding.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <optional>
#include <string>

#include <zlib.h>

namespace curlew {
namespace {

// zlib's windowBits: the largest window, in one of three wrappers.
constexpr int gzip_format = 15 + 16;
constexpr int zlib_format = 15;
constexpr int raw_format = -15;

uInt clamped(std::size_t size) {
    return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

class Inflater {
public:
    Inflater(const char* name, int format) : name_(name) {
        if (::inflateInit2(&stream_, format) != Z_OK) throw std::bad_alloc();
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { ::inflateEnd(&stream_); }

    /// One call of inflate().
    std::size_t step(std::string_view& coded, std::span<char> plain) {
        // zlib's interface is not const; it does not write here.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
        stream_.avail_in = clamped(coded.size());
        stream_.next_out = reinterpret_cast<Bytef*>(plain.data());
        stream_.avail_out = clamped(plain.size());
        const uInt given = stream_.avail_in;
        const uInt room = stream_.avail_out;
        const int result = ::inflate(&stream_, Z_NO_FLUSH);
        coded.remove_prefix(given - stream_.avail_in);
        if (result == Z_MEM_ERROR) throw std::bad_alloc();
        if (result == Z_NEED_DICT) throw_corrupt(name_, "it needs a preset dictionary");
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
            throw_corrupt(name_, stream_.msg != nullptr ? stream_.msg : "invalid data");
        }
        at_end_ = result == Z_STREAM_END;
        return room - stream_.avail_out;
    }

    void restart() {
        ::inflateReset(&stream_);
        at_end_ = false;
    }

    [[nodiscard]] bool at_end() const noexcept { return at_end_; }

private:
    const char* name_;
    z_stream stream_{};
    bool at_end_ = false;
};

class GzipCoding final : public Coding {
public:
    std::size_t decode(std::string_view& coded, std::span<char> plain) override {
        std::size_t written = 0;
        while (written < plain.size()) {
            if (inflater_.at_end()) {
                // Tapes and tools pad with zeros.
                coded.remove_prefix(std::min(coded.find_first_not_of('\0'), coded.size()));
                if (coded.empty()) break;
                inflater_.restart();
            }
            const std::size_t piece = inflater_.step(coded, plain.subspan(written));
            written += piece;
            if (piece == 0 && coded.empty()) break;
        }
        return written;
    }

    [[nodiscard]] bool may_end() const noexcept override { return inflater_.at_end(); }

private:
    Inflater inflater_{"gzip", gzip_format};
};

class DeflateCoding final : public Coding {
public:
    std::size_t decode(std::string_view& coded, std::span<char> plain) override {
        if (!inflater_ && !begin(coded)) return 0;
        std::size_t written = 0;
        while (written < plain.size()) {
            std::string_view& source = begun_.empty() ? coded : begun_;
            if (inflater_->at_end() && !source.empty()) {
                throw_corrupt("deflate", "something follows its end");
            }
            const std::size_t piece = inflater_->step(source, plain.subspan(written));
            written += piece;
            if (piece == 0 && begun_.empty() && coded.empty()) break;
        }
        return written;
    }

    [[nodiscard]] bool may_end() const noexcept override {
        return inflater_ && inflater_->at_end() && begun_.empty();
    }

private:
    /// Two bytes tell which of the two formats it is (RFC 1950 section 2.2).
    bool begin(std::string_view& coded) {
        const std::size_t taken = std::min(header_size - header_.size(), coded.size());
        header_ += coded.substr(0, taken);
        coded.remove_prefix(taken);
        if (header_.size() < header_size) return false;
        const auto cmf = static_cast<unsigned char>(header_[0]);
        const auto flags = static_cast<unsigned char>(header_[1]);
        const bool has_header =
            (cmf & 0x0F) == Z_DEFLATED && cmf >> 4 <= 7 && (cmf * 256 + flags) % 31 == 0;
        inflater_.emplace("deflate", has_header ? zlib_format : raw_format);
        begun_ = header_;
        return true;
    }

    static constexpr std::size_t header_size = 2;

    std::string header_;
    std::string_view begun_;  // of header_, not decoded yet
    std::optional<Inflater> inflater_;
};

}  // namespace

std::unique_ptr<Coding> make_gzip_coding() {
    return std::make_unique<GzipCoding>();
}

std::unique_ptr<Coding> make_deflate_coding() {
    return std::make_unique<DeflateCoding>();
}

}  // namespace curlew
