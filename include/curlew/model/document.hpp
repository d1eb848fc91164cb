#pragma once

#include <curlew/model/tape.hpp>

#include <memory>
#include <string_view>

namespace curlew::detail {

/// A document, parsed and known to be JSON. It lives in a parser on loan from its thread and is to
/// be destroyed on the thread that made it.
class Document {
public:
    /// @throws JsonError if the text is not JSON (RFC 8259)
    /// @throws ValidationError if it is nested too deeply
    explicit Document(std::string_view text);
    Document(Document&&) noexcept;
    Document& operator=(Document&&) = delete;
    ~Document();

    [[nodiscard]] const Tape& tape() const noexcept { return tape_; }

    struct Storage;
    explicit Document(std::unique_ptr<Storage> storage) noexcept;

private:
    std::unique_ptr<Storage> storage_;
    Tape tape_;
};

}  // namespace curlew::detail
