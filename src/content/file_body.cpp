#include "support/printable.hpp"

#include <curlew/body.hpp>
#include <curlew/errors.hpp>
#include <curlew/transport.hpp>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace curlew {
namespace {

constexpr std::size_t piece_size = std::size_t{256} * 1024;

[[noreturn]] void throw_unusable(const std::string& path, const std::string& why) {
    throw FileError("cannot send file " + quoted(path, 200) + ": " + why);
}

std::string system_reason() {
    return std::error_code(errno, std::system_category()).message();
}

/// @throws FileError unless it is a file with a size
std::uint64_t checked_size(const std::string& path, const struct stat& status) {
    if (!S_ISREG(status.st_mode)) {
        throw_unusable(path, "it is not a regular file; use Body::generator() for pipes and such");
    }
    return static_cast<std::uint64_t>(status.st_size);
}

class Descriptor {
public:
    explicit Descriptor(int fd) noexcept : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const noexcept { return fd_; }

private:
    const int fd_;
};

class FileReader final : public BodyReader {
public:
    explicit FileReader(const std::string& path)
        : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (fd_.get() < 0) throw_unusable(path_, system_reason());
        struct stat status{};
        if (::fstat(fd_.get(), &status) != 0) throw_unusable(path_, system_reason());
        left_ = checked_size(path_, status);
        ::posix_fadvise(fd_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
        buffer_size_ = static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece_size));
        buffer_ = std::make_unique_for_overwrite<char[]>(buffer_size_);
    }

    Task<std::string_view> read() override {
        if (left_ == 0) co_return std::string_view();
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer_size_));
        ssize_t count = 0;
        do {
            count = ::read(fd_.get(), buffer_.get(), wanted);
        } while (count < 0 && errno == EINTR);
        if (count < 0) throw_unusable(path_, system_reason());
        if (count == 0) throw_unusable(path_, "it became shorter while it was sent");
        left_ -= static_cast<std::uint64_t>(count);
        co_return std::string_view(buffer_.get(), static_cast<std::size_t>(count));
    }

private:
    const std::string path_;
    const Descriptor fd_;
    std::uint64_t left_ = 0;
    std::size_t buffer_size_ = 0;
    std::unique_ptr<char[]> buffer_;
};

class FileSource final : public BodySource {
public:
    explicit FileSource(std::string path) : path_(std::move(path)) {}

    [[nodiscard]] std::optional<std::uint64_t> size() const override {
        struct stat status{};
        if (::stat(path_.c_str(), &status) != 0) throw_unusable(path_, system_reason());
        return checked_size(path_, status);
    }
    [[nodiscard]] bool is_replayable() const noexcept override { return true; }
    [[nodiscard]] std::unique_ptr<BodyReader> open() override {
        return std::make_unique<FileReader>(path_);
    }

private:
    const std::string path_;
};

}  // namespace

Body Body::file(std::string path) {
    return Body(std::make_shared<FileSource>(std::move(path)));
}

}  // namespace curlew
