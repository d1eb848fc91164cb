#include "support/compress.hpp"

#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::HasSubstr;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TestServer;

class ContentCodingTest : public ::testing::Test {
protected:
    void serve(std::string body, std::string_view encoding, int status = 200) {
        const auto answer = ServerResponse::bytes(std::move(body), "text/plain", status)
                                .header("Content-Encoding", encoding);
        server_.fallback([answer](const ServerRequest&) { return answer; });
    }

    TestServer server_;
    Client client_{{.base_url = server_.url()}};
};

TEST_F(ContentCodingTest, IsAskedForAndUndone) {
    serve(testing::brotli("hello"), "br");
    const Response response = client_.get("/").send();
    EXPECT_EQ(response.bytes(), "hello");
    EXPECT_EQ(response.header("Content-Encoding"), "br") << "headers say what was sent";
    EXPECT_EQ(server_.last_request().header("Accept-Encoding"), "gzip, deflate, br, zstd");
}

TEST_F(ContentCodingTest, IsAskedForAsTheCallerLikes) {
    serve("hello", "identity");
    EXPECT_EQ(client_.get("/").header("Accept-Encoding", "br").send().bytes(), "hello");
    EXPECT_EQ(server_.last_request().header("Accept-Encoding"), "br");
}

TEST_F(ContentCodingTest, IsNotAskedForWithRanges) {
    serve("hello", "identity");
    (void)client_.get("/").header("Range", "bytes=0-9").send();
    EXPECT_EQ(server_.last_request().header("Accept-Encoding"), "identity");
}

TEST_F(ContentCodingTest, StaysWhenNobodyWantsItUndone) {
    const std::string coded = testing::gzip("hello");
    serve(coded, "gzip");
    EXPECT_EQ(client_.get("/").decode_content(false).send().bytes(), coded);
}

TEST_F(ContentCodingTest, StaysWhenItIsNotKnown) {
    serve("hello", "rot13");
    EXPECT_EQ(client_.get("/").send().bytes(), "hello");
}

TEST_F(ContentCodingTest, OfNoBodyIsNoError) {
    serve("", "gzip");
    EXPECT_EQ(client_.get("/").send().bytes(), "");
    EXPECT_EQ(client_.head("/").send().bytes(), "");
}

TEST_F(ContentCodingTest, ThatIsCutOffIsAnErrorWithWhatCame) {
    const std::string coded = testing::gzip("hello");
    serve(coded.substr(0, coded.size() - 3), "gzip");
    try {
        (void)client_.get("/").send();
        FAIL() << "no error";
    } catch (const ContentCodingError& error) {
        EXPECT_THAT(error.what(), HasSubstr("cut off"));
        EXPECT_EQ(error.phase(), Phase::decode);
        ASSERT_NE(error.response(), nullptr);
        EXPECT_EQ(error.response()->bytes().size(), coded.size() - 3);
    }
    EXPECT_EQ(client_.pool_stats().idle, 1u) << "the connection is none the worse for it";
}

class CutOffContentCodingTest : public ContentCodingTest,
                                public ::testing::WithParamInterface<const char*> {
protected:
    /// A response that ends when half of its compressed body was sent.
    void serve_half(const std::string& plain) {
        const std::string coding = GetParam();
        const std::string coded = coding == "gzip"      ? testing::gzip(plain)
                                  : coding == "deflate" ? testing::zlib_deflate(plain)
                                  : coding == "br"      ? testing::brotli(plain)
                                                        : testing::zstd(plain);
        const std::string head = "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding +
                                 "\r\nContent-Length: " + std::to_string(coded.size()) + "\r\n\r\n";
        server_.script("/cut", testing::Script()
                                   .read_request()
                                   .send(head + coded.substr(0, coded.size() / 2))
                                   .close());
    }
};

INSTANTIATE_TEST_SUITE_P(With, CutOffContentCodingTest,
                         ::testing::Values("gzip", "deflate", "br", "zstd"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(CutOffContentCodingTest, LeavesTheBeginningDecoded) {
    std::string plain;
    for (int i = 0; plain.size() < 1'000'000; ++i)
        plain += std::to_string(i * 7919) + ",";
    serve_half(plain);
    const auto fetch = [&](bool decode, std::uint64_t limit) {
        try {
            (void)client_.get("/cut")
                .max_attempts(1)
                .decode_content(decode)
                .max_response_body(limit)
                .send();
        } catch (const TruncatedResponseError& error) {
            return error.response() != nullptr ? error.response()->bytes() : "no response";
        }
        return std::string("no error");
    };
    const std::string whole = fetch(true, 2'000'000);
    EXPECT_GT(whole.size(), plain.size() / 10);
    EXPECT_EQ(whole, plain.substr(0, whole.size()));
    EXPECT_LE(fetch(true, 500'000).size(), 500'000u);
    EXPECT_NE(fetch(false, 2'000'000), whole) << "as it came, if that is wanted";
}

TEST_F(ContentCodingTest, CountsForTheLimitAsItIsDecoded) {
    serve(testing::zstd(std::string(1'000'000, 'x')), "zstd");
    EXPECT_EQ(client_.get("/").max_response_body(1'000'000).send().bytes().size(), 1'000'000u);
    EXPECT_THROW(client_.get("/").max_response_body(999'999).send(), ResponseTooLargeError);
}

TEST_F(ContentCodingTest, OfAnErrorsBodyIsUndoneToo) {
    serve(testing::gzip("no such user"), "gzip", 404);
    try {
        (void)client_.get("/").send();
        FAIL() << "no error";
    } catch (const NotFoundError& error) {
        EXPECT_EQ(error.response()->text(), "no such user");
    }
}

}  // namespace
}  // namespace curlew
