#include "support/compress.hpp"

#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <string>

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
