#include <curlew/body.hpp>
#include <curlew/errors.hpp>
#include <curlew/transport.hpp>

#include <utility>

namespace curlew {
namespace {

class BytesReader final : public BodyReader {
public:
    explicit BytesReader(std::shared_ptr<const std::string> bytes) noexcept
        : bytes_(std::move(bytes)), rest_(*bytes_) {}

    Task<std::string_view> read() override { co_return std::exchange(rest_, {}); }

private:
    std::shared_ptr<const std::string> bytes_;
    std::string_view rest_;
};

class BytesSource final : public BodySource {
public:
    explicit BytesSource(std::string bytes)
        : bytes_(std::make_shared<const std::string>(std::move(bytes))) {}

    [[nodiscard]] std::optional<std::uint64_t> size() const override { return bytes_->size(); }
    [[nodiscard]] bool is_replayable() const noexcept override { return true; }
    [[nodiscard]] std::unique_ptr<BodyReader> open() override {
        return std::make_unique<BytesReader>(bytes_);
    }

private:
    std::shared_ptr<const std::string> bytes_;
};

class PiecesReader final : public BodyReader {
public:
    explicit PiecesReader(std::unique_ptr<detail::Pieces> pieces) noexcept
        : pieces_(std::move(pieces)) {}

    Task<std::string_view> read() override {
        do {
            piece_ = pieces_->next();
        } while (piece_ && piece_->empty());
        co_return piece_ ? std::string_view(*piece_) : std::string_view();
    }

private:
    std::unique_ptr<detail::Pieces> pieces_;
    std::optional<std::string> piece_;
};

}  // namespace

std::unique_ptr<BodyReader> detail::reader_of(std::unique_ptr<Pieces> pieces) {
    return std::make_unique<PiecesReader>(std::move(pieces));
}

std::unique_ptr<BodyReader> detail::OneTimeSource::open() {
    if (!reader_) {
        throw ConfigurationError(
            "the request's body comes from a generator, which has been used up: it cannot be sent "
            "again");
    }
    return std::move(reader_);
}

Body Body::bytes(std::string bytes) {
    return Body(std::make_shared<BytesSource>(std::move(bytes)));
}

}  // namespace curlew
