#pragma once

#include <curlew/task.hpp>

#include <concepts>
#include <coroutine>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace curlew {

/// Reads the body of a request, once, from its beginning to its end.
class BodyReader {
public:
    BodyReader() = default;
    BodyReader(const BodyReader&) = delete;
    BodyReader& operator=(const BodyReader&) = delete;
    virtual ~BodyReader() = default;

    /// The next piece, of any size; empty at the end. Valid until the next call. The reader
    /// outlives the task. Whatever it throws ends the request.
    virtual Task<std::string_view> read() = 0;
};

/// Where the body of a request comes from, when it is not in memory.
///
/// One source may serve several requests, and several attempts of one.
class BodySource {
public:
    BodySource() = default;
    BodySource(const BodySource&) = delete;
    BodySource& operator=(const BodySource&) = delete;
    virtual ~BodySource() = default;

    /// Its size in bytes, which is sent as Content-Length. Where that is not known, the body is
    /// sent in chunks (RFC 9112 section 7.1).
    /// @throws FileError if the body cannot be had: nothing is sent then
    [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;

    /// Whether it can be opened again, so that the request can be sent again.
    [[nodiscard]] virtual bool is_replayable() const noexcept = 0;

    /// Begins to read.
    /// @throws FileError if that is not possible, ConfigurationError if it is not any more
    [[nodiscard]] virtual std::unique_ptr<BodyReader> open() = 0;
};

namespace detail {

template <class T>
struct TaskValue {
    using type = T;
    static constexpr bool is_task = false;
};
template <class T>
struct TaskValue<Task<T>> {
    using type = T;
    static constexpr bool is_task = true;
};

/// A function that returns the next piece of a body, or nothing at the end; maybe by a task.
template <class Next>
concept PieceGenerator = std::invocable<Next&> &&
                         std::convertible_to<typename TaskValue<std::invoke_result_t<Next&>>::type,
                                             std::optional<std::string>>;

/// A function that returns the next piece of a body.
class Pieces {
public:
    Pieces() = default;
    Pieces(const Pieces&) = delete;
    Pieces& operator=(const Pieces&) = delete;
    virtual ~Pieces() = default;

    virtual std::optional<std::string> next() = 0;
};

template <class Next>
class GeneratedPieces final : public Pieces {
public:
    explicit GeneratedPieces(Next next) : next_(std::move(next)) {}
    std::optional<std::string> next() override { return next_(); }

private:
    Next next_;
};

[[nodiscard]] std::unique_ptr<BodyReader> reader_of(std::unique_ptr<Pieces> pieces);

/// A task of which nothing is known before Next is: so that it need not be known here.
template <class T, class Next>
struct LateTask {
    using type = Task<T>;
};

/// The same for a function that is a coroutine.
template <class Next>
class AwaitedReader final : public BodyReader {
public:
    explicit AwaitedReader(Next next) : next_(std::move(next)) {}

    typename LateTask<std::string_view, Next>::type read() override {
        do {
            piece_ = co_await next_();
        } while (piece_ && piece_->empty());
        co_return piece_ ? std::string_view(*piece_) : std::string_view();
    }

private:
    Next next_;
    std::optional<std::string> piece_;
};

/// A source that can be read once.
class OneTimeSource final : public BodySource {
public:
    OneTimeSource(std::unique_ptr<BodyReader> reader, std::optional<std::uint64_t> size) noexcept
        : reader_(std::move(reader)), size_(size) {}

    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
    [[nodiscard]] bool is_replayable() const noexcept override { return false; }
    [[nodiscard]] std::unique_ptr<BodyReader> open() override;

private:
    std::unique_ptr<BodyReader> reader_;
    std::optional<std::uint64_t> size_;
};

}  // namespace detail

/// A body that is read as it is sent. A value: copies share their source.
///
/// @code
/// client.put("/backup").body(curlew::Body::file("backup.tar"), "application/x-tar").send();
///
/// auto rows = [&, i = 0]() mutable -> std::optional<std::string> {
///     return i < 1'000'000 ? std::optional(format_row(i++)) : std::nullopt;
/// };
/// client.post("/rows").body(curlew::Body::generator(rows), "text/csv").send();
/// @endcode
class Body {
public:
    /// Bytes in memory. Can be sent again.
    [[nodiscard]] static Body bytes(std::string bytes);

    /// A file by its path (a std::filesystem::path will do), opened when the request is sent and
    /// read in pieces as it goes. Can be sent again. What the file has when it is opened is sent,
    /// even if it grows meanwhile.
    [[nodiscard]] static Body file(std::string path);

    /// What a function returns, piece by piece, until it returns nothing. It is called as the
    /// server takes what came before: by the thread that sends the request or, in an AsyncClient,
    /// on its executor, where it may also be a coroutine (returning
    /// `Task<std::optional<std::string>>`). Can be sent once.
    /// @param size in bytes, if known; the request fails if that turns out to be wrong
    template <detail::PieceGenerator Next>
    [[nodiscard]] static Body generator(Next next,
                                        std::optional<std::uint64_t> size = std::nullopt) {
        std::unique_ptr<BodyReader> reader;
        if constexpr (detail::TaskValue<std::invoke_result_t<Next&>>::is_task) {
            reader = std::make_unique<detail::AwaitedReader<Next>>(std::move(next));
        } else {
            auto pieces = std::make_unique<detail::GeneratedPieces<Next>>(std::move(next));
            reader = detail::reader_of(std::move(pieces));
        }
        return Body(std::make_shared<detail::OneTimeSource>(std::move(reader), size));
    }

    /// The elements of a range, one after the other. Can be sent once.
    /// @param size in bytes, if known; the request fails if that turns out to be wrong
    template <std::ranges::input_range Range>
        requires std::convertible_to<std::ranges::range_reference_t<Range>, std::string_view>
    [[nodiscard]] static Body chunks(Range range,
                                     std::optional<std::uint64_t> size = std::nullopt) {
        struct State {
            Range range;
            std::optional<std::ranges::iterator_t<Range>> at = std::nullopt;
        };
        auto state = std::make_shared<State>(State{std::move(range)});
        return generator(
            [state]() -> std::optional<std::string> {
                if (!state->at) {
                    state->at.emplace(std::ranges::begin(state->range));
                } else {
                    ++*state->at;
                }
                if (*state->at == std::ranges::end(state->range)) return std::nullopt;
                return std::string(std::string_view(**state->at));
            },
            size);
    }

    /// Whatever else there is.
    explicit Body(std::shared_ptr<BodySource> source) noexcept : source_(std::move(source)) {}

    [[nodiscard]] const std::shared_ptr<BodySource>& source() const noexcept { return source_; }

private:
    std::shared_ptr<BodySource> source_;
};

}  // namespace curlew
