#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace curlew::detail {

/// What a download writes until it is complete: a file beside its target.
///
/// One that can be resumed is `TARGET.part`, and stays when the download fails, with what tells
/// whether it is still the same resource in `TARGET.part.validator`. Any other has a name of its
/// own, and goes.
class PartFile {
public:
    /// @throws FileError if it cannot be written, or another download is writing it
    PartFile(const std::string& target, bool can_resume);
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    ~PartFile();

    /// What is there already, in bytes.
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

    /// What the server said of that; empty where it cannot be resumed.
    [[nodiscard]] std::string validator() const;

    /// Begins anew, with what the server says now.
    /// @throws FileError
    void restart(std::string_view validator);

    /// @throws FileError
    void append(std::string_view bytes);

    /// Puts it in the target's place.
    /// @throws FileError
    void commit();

private:
    [[noreturn]] void fail(const char* what) const;
    [[nodiscard]] std::string validator_path() const { return path_ + ".validator"; }

    const std::string target_;
    const bool can_resume_;
    const std::string path_;
    int fd_ = -1;
    std::uint64_t size_ = 0;
    bool is_committed_ = false;
};

}  // namespace curlew::detail
