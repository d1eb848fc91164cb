#include "client/part_file.hpp"

#include "support/printable.hpp"
#include "support/random.hpp"

#include <curlew/errors.hpp>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace curlew::detail {
namespace {

// What a program creates, within its umask.
constexpr mode_t usual_mode = 0666;

std::string part_path(const std::string& target, bool can_resume) {
    return can_resume ? target + ".part" : target + "." + random_hex(8) + ".part";
}

}  // namespace

PartFile::PartFile(const std::string& target, bool can_resume)
    : target_(target), can_resume_(can_resume), path_(part_path(target, can_resume)) {
    struct stat status{};
    if (::stat(target_.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        throw FileError("cannot download to " + quoted(target_, 200) + ": it is a directory",
                        Phase::prepare);
    }
    const int fresh = can_resume ? 0 : O_EXCL;
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | fresh, usual_mode);
    if (fd_ < 0) fail("open");
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        ::close(fd_);
        throw FileError("cannot download to " + quoted(target_, 200) +
                            ": another download is writing " + quoted(path_, 200),
                        Phase::prepare);
    }
    if (::fstat(fd_, &status) == 0) size_ = static_cast<std::uint64_t>(status.st_size);
}

PartFile::~PartFile() {
    // Before it is unlocked: nobody else can have begun to use it.
    if (!is_committed_ && (!can_resume_ || size_ == 0)) {
        ::unlink(path_.c_str());
        if (can_resume_) ::unlink(validator_path().c_str());
    }
    ::close(fd_);
}

void PartFile::fail(const char* what) const {
    const int error = errno;
    throw FileError(std::string("cannot ") + what + " " + quoted(path_, 200) + ": " +
                        std::error_code(error, std::system_category()).message(),
                    size_ == 0 ? Phase::prepare : Phase::body);
}

std::string PartFile::validator() const {
    if (!can_resume_ || size_ == 0) return {};
    std::ifstream file(validator_path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void PartFile::restart(std::string_view validator) {
    if (::ftruncate(fd_, 0) != 0) fail("truncate");
    size_ = 0;
    if (!can_resume_) return;
    std::ofstream file(validator_path(), std::ios::binary | std::ios::trunc);
    file.write(validator.data(), static_cast<std::streamsize>(validator.size()));
    if (!file.flush()) fail("write what identifies");
}

void PartFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("write");
        bytes.remove_prefix(static_cast<std::size_t>(count));
        size_ += static_cast<std::uint64_t>(count);
    }
}

void PartFile::commit() {
    if (std::rename(path_.c_str(), target_.c_str()) != 0) fail("rename");
    is_committed_ = true;
    if (can_resume_) ::unlink(validator_path().c_str());
}

}  // namespace curlew::detail
