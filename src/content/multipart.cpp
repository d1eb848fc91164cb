#include "content/file_type.hpp"
#include "support/random.hpp"

#include <curlew/headers.hpp>
#include <curlew/multipart.hpp>
#include <curlew/transport.hpp>

#include <algorithm>
#include <utility>

namespace curlew {
namespace {

// Small pieces are sent together.
constexpr std::size_t joined_size = std::size_t{16} * 1024;

/// As browsers write names (WHATWG HTML, multipart/form-data encoding algorithm): what would end
/// the name, or the line, is percent-encoded, and everything else stays.
std::string quoted_name(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) {
        switch (c) {
            case '"':
                out += "%22";
                break;
            case '\r':
                out += "%0D";
                break;
            case '\n':
                out += "%0A";
                break;
            default:
                out += c;
        }
    }
    return out += '"';
}

}  // namespace

class Multipart::Reader final : public BodyReader {
public:
    Reader(std::vector<Part> parts, std::string end)
        : parts_(std::move(parts)), end_(std::move(end)) {}

    Task<std::string_view> read() override {
        joined_.clear();
        if (!held_back_.empty()) co_return std::exchange(held_back_, {});
        while (joined_.size() < joined_size && !is_done_) {
            if (!reader_) {
                begin_part();
                continue;
            }
            BodyReader& reader = *reader_;
            const std::string_view piece = co_await reader.read();
            if (piece.empty()) {
                reader_.reset();
            } else if (piece.size() < joined_size) {
                joined_ += piece;
            } else if (joined_.empty()) {
                co_return piece;
            } else {
                held_back_ = piece;
                break;
            }
        }
        co_return joined_;
    }

private:
    void begin_part() {
        if (next_ < parts_.size()) {
            joined_ += parts_[next_].head;
            reader_ = parts_[next_].body.source()->open();
            ++next_;
        } else {
            joined_ += end_;
            is_done_ = true;
        }
    }

    const std::vector<Part> parts_;
    const std::string end_;
    std::size_t next_ = 0;
    std::unique_ptr<BodyReader> reader_;
    std::string joined_;
    std::string_view held_back_;  // of reader_, which is not asked for more meanwhile
    bool is_done_ = false;
};

class Multipart::Source final : public BodySource {
public:
    Source(std::vector<Part> parts, std::string end)
        : parts_(std::move(parts)), end_(std::move(end)) {}

    [[nodiscard]] std::optional<std::uint64_t> size() const override {
        std::uint64_t sum = end_.size();
        for (const Part& part : parts_) {
            const std::optional<std::uint64_t> size = part.body.source()->size();
            if (!size) return std::nullopt;
            sum += part.head.size() + *size;
        }
        return sum;
    }
    [[nodiscard]] bool is_replayable() const noexcept override {
        return std::ranges::all_of(
            parts_, [](const Part& part) { return part.body.source()->is_replayable(); });
    }
    [[nodiscard]] std::unique_ptr<BodyReader> open() override {
        return std::make_unique<Reader>(parts_, end_);
    }

private:
    const std::vector<Part> parts_;
    const std::string end_;
};

Multipart::Multipart() : boundary_("curlew-" + random_hex(16)) {}

Multipart& Multipart::part(std::string_view name, Body body, std::string_view filename,
                           std::string_view content_type) & {
    std::string head = parts_.empty() ? "--" : "\r\n--";
    head.append(boundary_)
        .append("\r\nContent-Disposition: form-data; name=")
        .append(quoted_name(name));
    if (!filename.empty()) head.append("; filename=").append(quoted_name(filename));
    if (!content_type.empty()) {
        const Headers checked{{"Content-Type", content_type}};
        head.append("\r\nContent-Type: ").append(checked[0].value);
    }
    head.append("\r\n\r\n");
    parts_.push_back({std::move(head), std::move(body)});
    return *this;
}

Multipart& Multipart::field(std::string_view name, std::string value,
                            std::string_view content_type) & {
    return part(name, Body::bytes(std::move(value)), {}, content_type);
}

Multipart& Multipart::file(std::string_view name, const std::string& path,
                           std::string_view filename, std::string_view content_type) & {
    return part(name, Body::file(path), filename, content_type);
}

Multipart& Multipart::file(std::string_view name, const std::string& path) & {
    return file(name, path, path.substr(path.rfind('/') + 1), content_type_of(path));
}

Multipart&& Multipart::part(std::string_view name, Body body, std::string_view filename,
                            std::string_view content_type) && {
    return std::move(part(name, std::move(body), filename, content_type));
}

Multipart&& Multipart::field(std::string_view name, std::string value,
                             std::string_view content_type) && {
    return std::move(field(name, std::move(value), content_type));
}

Multipart&& Multipart::file(std::string_view name, const std::string& path) && {
    return std::move(file(name, path));
}

Multipart&& Multipart::file(std::string_view name, const std::string& path,
                            std::string_view filename, std::string_view content_type) && {
    return std::move(file(name, path, filename, content_type));
}

std::string Multipart::content_type() const {
    return "multipart/form-data; boundary=" + boundary_;
}

Body Multipart::body() const {
    const std::string end = (parts_.empty() ? "--" : "\r\n--") + boundary_ + "--\r\n";
    return Body(std::make_shared<Source>(parts_, end));
}

}  // namespace curlew
