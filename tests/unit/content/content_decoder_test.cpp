#include "content/content_decoder.hpp"

#include "support/compress.hpp"

#include <curlew/errors.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::optional<ContentDecoder> decoder_for(std::string_view encoding) {
    Headers headers;
    headers.add("Content-Encoding", encoding);
    return ContentDecoder::for_body(headers);
}

/// Fed and read in pieces of these sizes.
std::string decoded(std::string_view encoding, std::string_view coded,
                    std::size_t piece = std::string_view::npos, std::size_t room = 4096) {
    std::optional<ContentDecoder> decoder = decoder_for(encoding);
    std::string plain;
    std::vector<char> buffer(room);
    while (!coded.empty()) {
        const std::string_view next = coded.substr(0, piece);
        coded.remove_prefix(next.size());
        decoder->feed(next);
        while (const std::size_t written = decoder->read(buffer))
            plain.append(buffer.data(), written);
    }
    decoder->finish();
    return plain;
}

std::string sample() {
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "line " + std::to_string(i * 7919) + "\n";
    return text;
}

struct Format {
    const char* encoding;
    std::string (*encode)(std::string_view);
};

std::string zstd(std::string_view plain) {
    return testing::zstd(plain);
}

class EachCoding : public ::testing::TestWithParam<Format> {};

TEST_P(EachCoding, IsUndoneHoweverItIsCut) {
    const std::string plain = sample();
    const std::string coded = GetParam().encode(plain);
    ASSERT_LT(coded.size(), plain.size());
    EXPECT_EQ(decoded(GetParam().encoding, coded), plain);
    EXPECT_EQ(decoded(GetParam().encoding, coded, 1), plain);
    EXPECT_EQ(decoded(GetParam().encoding, coded, 1000, 7), plain);
}

TEST_P(EachCoding, OfNothingIsNothing) {
    EXPECT_EQ(decoded(GetParam().encoding, GetParam().encode("")), "");
    EXPECT_EQ(decoded(GetParam().encoding, ""), "");
}

TEST_P(EachCoding, ThatIsCutOffIsAnErrorWhereverThatIs) {
    const std::string coded = GetParam().encode("a text that is not so long, long, long");
    for (std::size_t size = 1; size < coded.size(); ++size) {
        EXPECT_THROW(decoded(GetParam().encoding, std::string_view(coded).substr(0, size)),
                     ContentCodingError)
            << size;
    }
}

TEST_P(EachCoding, ThatIsCorruptIsAnErrorThatSaysSo) {
    EXPECT_THAT([&] { decoded(GetParam().encoding, "\xFF\xFF nobody could have compressed this"); },
                ThrowsMessage<ContentCodingError>(HasSubstr("as its Content-Encoding says")));
}

TEST_P(EachCoding, StopsAtTheLimit) {
    const std::string bomb = GetParam().encode(std::string(20'000'000, 'x'));
    ASSERT_LT(bomb.size(), 200'000u);
    EXPECT_THROW((void)decode_whole(*decoder_for(GetParam().encoding), bomb, 19'999'999),
                 ResponseTooLargeError);
    EXPECT_EQ(decode_whole(*decoder_for(GetParam().encoding), bomb, 20'000'000).size(),
              20'000'000u);
}

INSTANTIATE_TEST_SUITE_P(ContentDecoder, EachCoding,
                         ::testing::Values(Format{"gzip", testing::gzip},
                                           Format{"x-gzip", testing::gzip},
                                           Format{"deflate", testing::zlib_deflate},
                                           Format{"Deflate", testing::raw_deflate},
                                           Format{"br", testing::brotli}, Format{"zstd", zstd}),
                         [](const auto& parameter) {
                             std::string name = parameter.param.encoding;
                             std::erase(name, '-');
                             return name;
                         });

TEST(ContentDecoder, UndoesSeveralCodingsTheLastFirst) {
    const std::string plain = sample();
    const std::string coded = zstd(testing::brotli(testing::gzip(plain)));
    EXPECT_EQ(decoded("gzip, br,zstd", coded, 100), plain);
    Headers headers;
    headers.add("Content-Encoding", "gzip");
    headers.add("Content-Encoding", "identity, BR ,");
    headers.add("Content-Encoding", "zstd");
    EXPECT_EQ(decode_whole(*ContentDecoder::for_body(headers), coded, 1'000'000), plain);
}

TEST(ContentDecoder, RefusesMoreThanFiveCodings) {
    EXPECT_TRUE(decoder_for("gzip,gzip,gzip,gzip,gzip"));
    EXPECT_THROW((void)decoder_for("gzip,gzip,gzip,gzip,gzip,gzip"), ContentCodingError);
}

TEST(ContentDecoder, NoticesWhichOfSeveralCodingsIsCutOff) {
    const std::string inner = testing::gzip(sample());
    const std::string coded = zstd(std::string_view(inner).substr(0, inner.size() - 1));
    EXPECT_THAT([&] { decoded("gzip, zstd", coded); },
                ThrowsMessage<ContentCodingError>(HasSubstr("valid gzip")));
}

TEST(ContentDecoder, LeavesAloneWhatItDoesNotKnow) {
    EXPECT_FALSE(decoder_for("identity"));
    EXPECT_FALSE(decoder_for("compress"));
    EXPECT_FALSE(decoder_for("compress, gzip"));
    EXPECT_FALSE(decoder_for("gzip, aws-chunked"));
    EXPECT_FALSE(decoder_for(""));
    EXPECT_FALSE(ContentDecoder::for_body({}));
}

TEST(ContentDecoder, GoesOnWithTheNextGzipMemberOrZstdFrame) {
    const std::string gzips = testing::gzip("one ") + testing::gzip("") + testing::gzip("two");
    EXPECT_EQ(decoded("gzip", gzips), "one two");
    EXPECT_EQ(decoded("gzip", gzips, 1, 1), "one two");
    const std::string skippable("\x50\x2A\x4D\x18\x03\0\0\0abc", 11);
    const std::string frames = zstd("one ") + skippable + zstd("") + zstd("two");
    EXPECT_EQ(decoded("zstd", frames), "one two");
    EXPECT_EQ(decoded("zstd", frames, 1, 1), "one two");
}

TEST(ContentDecoder, TakesZerosBehindGzipForPaddingAndAnythingElseForAnError) {
    EXPECT_EQ(decoded("gzip", testing::gzip("text") + std::string(512, '\0')), "text");
    EXPECT_THROW(decoded("gzip", testing::gzip("text") + "more"), ContentCodingError);
    EXPECT_THROW(decoded("deflate", testing::zlib_deflate("text") + "more"), ContentCodingError);
    EXPECT_THROW(decoded("deflate", testing::raw_deflate("text") + "more", 1), ContentCodingError);
    EXPECT_THROW(decoded("br", testing::brotli("text") + "more"), ContentCodingError);
    EXPECT_THROW(decoded("br", testing::brotli("text") + "more", 1), ContentCodingError);
    EXPECT_THROW(decoded("zstd", zstd("text") + "more"), ContentCodingError);
}

TEST(ContentDecoder, RefusesAWindowThatIsLargerThanAServerMayAskFor) {
    const std::string plain(20'000'000, 'x');
    EXPECT_EQ(decoded("zstd", testing::zstd(plain, 23)), plain);
    EXPECT_THROW(decoded("zstd", testing::zstd(plain, 24)), ContentCodingError);
}

TEST(ContentDecoder, NamesItsCodings) {
    EXPECT_EQ(supported_codings(), "gzip, deflate, br, zstd");
}

}  // namespace
}  // namespace curlew
