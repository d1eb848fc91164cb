#include "content/content_decoder.hpp"

#include "support/ascii.hpp"

#include <curlew/errors.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace curlew {
namespace {

constexpr std::size_t most_codings = 5;
constexpr std::size_t buffer_size = std::size_t{16} * 1024;
constexpr std::size_t first_room = std::size_t{4} * 1024;
constexpr std::size_t largest_step = std::size_t{1024} * 1024;

struct Known {
    std::string_view name;
    std::unique_ptr<Coding> (*make)();
};

// RFC 9110 section 8.4.1.3 has x-gzip mean gzip.
constexpr std::array<Known, 5> known{{{"gzip", make_gzip_coding},
                                      {"x-gzip", make_gzip_coding},
                                      {"deflate", make_deflate_coding},
                                      {"br", make_brotli_coding},
                                      {"zstd", make_zstd_coding}}};

/// The members of a list (RFC 9110 section 5.6.1), in order.
std::vector<std::string_view> split_list(std::string_view list) {
    std::vector<std::string_view> members;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        const std::string_view member = ascii::trim(list.substr(0, end));
        if (!member.empty()) members.push_back(member);
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return members;
}

}  // namespace

void throw_corrupt(std::string_view coding, const std::string& why) {
    throw ContentCodingError(
        "the body is not valid " + std::string(coding) + ", as its Content-Encoding says: " + why,
        Phase::decode);
}

void throw_too_large_decoded(std::uint64_t limit) {
    throw ResponseTooLargeError(
        "response refused: its body, decompressed, is larger than the limit of " +
            std::to_string(limit) + " bytes (max_response_body)",
        Phase::decode);
}

std::string_view supported_codings() {
    return "gzip, deflate"
#if CURLEW_HAS_BROTLI
           ", br"
#endif
#if CURLEW_HAS_ZSTD
           ", zstd"
#endif
        ;
}

std::optional<ContentDecoder> ContentDecoder::for_body(const Headers& headers) {
    if (!headers.contains("Content-Encoding")) return std::nullopt;
    const std::string list = ascii::lowered(*headers.combined("Content-Encoding"));
    std::vector<std::string_view> names = split_list(list);
    std::erase(names, "identity");
    if (names.size() > most_codings) {
        throw ContentCodingError("the body has " + std::to_string(names.size()) +
                                     " content codings; more than five are refused",
                                 Phase::decode);
    }
    std::vector<Stage> stages;
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        const auto found = std::ranges::find(known, *name, &Known::name);
        std::unique_ptr<Coding> coding = found == known.end() ? nullptr : found->make();
        if (!coding) return std::nullopt;
        stages.push_back({.name = found->name,
                          .coding = std::move(coding),
                          .buffer = std::vector<char>(stages.empty() ? 0 : buffer_size),
                          .input = {}});
    }
    if (stages.empty()) return std::nullopt;
    return ContentDecoder(std::move(stages));
}

void ContentDecoder::feed(std::string_view coded) noexcept {
    stages_.front().input = coded;
    has_begun_ = has_begun_ || !coded.empty();
}

std::size_t ContentDecoder::read(std::span<char> plain) {
    return pull(stages_.size() - 1, plain);
}

std::size_t ContentDecoder::pull(std::size_t index, std::span<char> plain) {
    Stage& stage = stages_[index];
    for (;;) {
        const std::size_t written = stage.coding->decode(stage.input, plain);
        if (written > 0 || index == 0) return written;
        const std::size_t more = pull(index - 1, stage.buffer);
        if (more == 0) return 0;
        stage.input = {stage.buffer.data(), more};
    }
}

void ContentDecoder::finish() const {
    // Servers name a coding also where there is no body to code: HEAD, 304, an empty file.
    if (!has_begun_) return;
    for (const Stage& stage : stages_) {
        if (!stage.coding->may_end()) throw_corrupt(stage.name, "it is cut off");
    }
}

namespace {

/// Appends to `plain`, which has all that could be decoded also when this throws.
void decode(ContentDecoder& decoder, std::string_view coded, std::uint64_t limit,
            std::string& plain) {
    std::size_t size = 0;
    decoder.feed(coded);
    try {
        for (;;) {
            if (plain.size() == size) {
                const std::size_t room =
                    std::clamp(std::max(2 * coded.size(), size), first_room, largest_step);
                plain.resize(size + room);
            }
            const std::size_t written = decoder.read(std::span(plain).subspan(size));
            if (written > limit - size) throw_too_large_decoded(limit);
            size += written;
            if (written == 0) break;
        }
    } catch (const ClientError&) {
        plain.resize(size);
        throw;
    }
    plain.resize(size);
}

}  // namespace

std::string decode_whole(ContentDecoder decoder, std::string_view coded, std::uint64_t limit) {
    std::string plain;
    decode(decoder, coded, limit, plain);
    decoder.finish();
    return plain;
}

std::string decode_beginning(ContentDecoder decoder, std::string_view coded, std::uint64_t limit) {
    std::string plain;
    try {
        decode(decoder, coded, limit, plain);
    } catch (const ClientError&) {
        // What came before that is what there is.
    }
    return plain;
}

}  // namespace curlew
