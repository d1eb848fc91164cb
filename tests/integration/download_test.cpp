#include "support/child_server.hpp"
#include "support/compress.hpp"
#include "support/each_client.hpp"
#include "support/nginx.hpp"

#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using testing::EitherClient;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TemporaryFolder;
using testing::TestServer;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Answers like a server of files: with ranges, and an entity tag.
ServerResponse serve_file(const ServerRequest& request, const std::string& body,
                          const std::string& tag) {
    const auto range = request.header("Range");
    const bool is_same = request.header("If-Range") == tag;
    if (!range || !is_same) return ServerResponse::bytes(body, "a/b").header("ETag", tag);
    const std::string total = std::to_string(body.size());
    const std::size_t first = std::stoul(std::string(range->substr(6)));
    if (first >= body.size()) {
        return ServerResponse::status(416)
            .header("Content-Range", "bytes */" + total)
            .header("ETag", tag);
    }
    return ServerResponse::bytes(body.substr(first), "a/b", 206)
        .header("Content-Range", "bytes " + std::to_string(first) + "-" +
                                     std::to_string(body.size() - 1) + "/" + total)
        .header("ETag", tag);
}

/// Each with a Client and with an AsyncClient.
class DownloadTest : public ::testing::TestWithParam<bool> {
protected:
    /// The body's first half, and then the end of the connection.
    void cut_off_once(const std::string& headers) {
        server_.script_once("/", Script()
                                     .read_request()
                                     .send("HTTP/1.1 200 OK\r\n" + headers +
                                           "Content-Length: " + std::to_string(body_.size()) +
                                           "\r\n\r\n" + body_.substr(0, body_.size() / 2))
                                     .close());
    }
    void serve(const std::string& tag) {
        server_.fallback(
            [this, tag](const ServerRequest& request) { return serve_file(request, body_, tag); });
    }

    DownloadedFile fetch(bool resume = false) {
        return client_.download("/", target(),
                                [&](auto request) { return std::move(request).resume(resume); });
    }
    [[nodiscard]] std::string target() const { return folder_.path() + "/file.bin"; }
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            names.push_back(entry.path().filename());
        return names;
    }
    [[nodiscard]] ServerRequest last() const { return server_.last_request(); }

    std::string body_ = std::string(150'000, 'a') + std::string(150'000, 'b');
    TemporaryFolder folder_;
    TestServer server_;
    EitherClient client_{GetParam(), {.base_url = server_.url()}};
};

INSTANTIATE_TEST_SUITE_P(With, DownloadTest, ::testing::Bool(), [](const auto& parameter) {
    return parameter.param ? "AsyncClient" : "Client";
});

TEST_P(DownloadTest, WritesTheBodyToAFile) {
    serve("\"1\"");
    folder_.write("file.bin", "what was there before");
    const DownloadedFile file = fetch();
    EXPECT_EQ(file.path, target());
    EXPECT_EQ(file.size, body_.size());
    EXPECT_EQ(file.resumed_from, 0u);
    EXPECT_EQ(file.response.header("ETag"), "\"1\"");
    EXPECT_EQ(content_of(target()), body_);
    EXPECT_THAT(files(), ElementsAre("file.bin"));
    EXPECT_EQ(last().header("Accept-Encoding"), "identity");
    EXPECT_EQ(client_.pool_stats().idle, 1u);
}

TEST_P(DownloadTest, LeavesWhatWasThereWhenItFails) {
    folder_.write("file.bin", "what was there before");
    cut_off_once("ETag: \"1\"\r\n");
    EXPECT_THROW(fetch(), TruncatedResponseError);
    EXPECT_EQ(content_of(target()), "what was there before");
    EXPECT_THAT(files(), ElementsAre("file.bin"));
}

TEST_P(DownloadTest, WritesNoErrorsToTheFile) {
    server_.fallback([](const ServerRequest&) { return ServerResponse::error(404, "gone"); });
    EXPECT_THROW(fetch(), NotFoundError);
    const Client client({.base_url = server_.url()});
    EXPECT_NE(client.get("/").try_download(target()).error_as<NotFoundError>(), nullptr);
    EXPECT_THROW(
        client_.download("/", target(),
                         [](auto request) { return std::move(request).raise_for_status(false); }),
        NotFoundError);
    server_.fallback([](const ServerRequest&) { return ServerResponse::status(304); });
    EXPECT_THROW(fetch(), HTTPError);
    EXPECT_THAT(files(), IsEmpty());
    EXPECT_EQ(client_.pool_stats().idle, 1u);
}

TEST_P(DownloadTest, SaysWhyAFileCannotBeWritten) {
    serve("\"1\"");
    const auto fetch_to = [&](const std::string& path) {
        client_.download("/", path, [](auto request) { return request; });
    };
    EXPECT_THAT([&] { fetch_to("/no/such/folder/file"); },
                ThrowsMessage<FileError>(HasSubstr("No such file or directory")));
    EXPECT_THAT([&] { fetch_to(folder_.path()); },
                ThrowsMessage<FileError>(HasSubstr("it is a directory")));
    EXPECT_THAT([&] { fetch_to("/dev/full/x"); }, ThrowsMessage<FileError>(HasSubstr("Not a dir")));
    EXPECT_EQ(server_.request_count(), 0u);
}

TEST_P(DownloadTest, CompletesWhatWasBegun) {
    serve("\"1\"");
    cut_off_once("ETag: \"1\"\r\n");
    EXPECT_THROW(fetch(true), TruncatedResponseError);
    EXPECT_THAT(files(), UnorderedElementsAre("file.bin.part", "file.bin.part.validator"));
    const DownloadedFile file = fetch(true);
    EXPECT_EQ(file.resumed_from, body_.size() / 2);
    EXPECT_EQ(file.size, body_.size());
    EXPECT_EQ(last().header("Range"), "bytes=150000-");
    EXPECT_EQ(last().header("If-Range"), "\"1\"");
    EXPECT_EQ(content_of(target()), body_);
    EXPECT_THAT(files(), ElementsAre("file.bin"));
}

TEST_P(DownloadTest, CompletesByDateWhereThereIsNoTag) {
    const std::string modified = "Sun, 22 Nov 2026 10:00:00 GMT";
    server_.fallback([&](const ServerRequest& request) {
        return serve_file(request, body_, modified);  // as it comes in If-Range
    });
    cut_off_once("Last-Modified: " + modified + "\r\nDate: Sun, 22 Nov 2026 11:00:00 GMT\r\n");
    EXPECT_THROW(fetch(true), TruncatedResponseError);
    EXPECT_EQ(fetch(true).resumed_from, body_.size() / 2);
    EXPECT_EQ(content_of(target()), body_);
}

TEST_P(DownloadTest, BeginsAnewWhatHasChanged) {
    cut_off_once("ETag: \"1\"\r\n");
    EXPECT_THROW(fetch(true), TruncatedResponseError);
    serve("\"2\"");
    body_ = "something shorter";
    EXPECT_EQ(fetch(true).resumed_from, 0u);
    EXPECT_EQ(content_of(target()), body_);
    EXPECT_THAT(files(), ElementsAre("file.bin"));
}

TEST_P(DownloadTest, BeginsAnewWhatNothingIdentifies) {
    for (const char* headers : {"", "ETag: W/\"1\"\r\n",
                                "Last-Modified: Sun, 22 Nov 2026 10:00:00 GMT\r\nDate: Sun, 22 Nov "
                                "2026 10:00:00 GMT\r\n"}) {
        serve("\"1\"");
        cut_off_once(headers);
        EXPECT_THROW(fetch(true), TruncatedResponseError);
        EXPECT_EQ(fetch(true).resumed_from, 0u) << headers;
        EXPECT_EQ(last().header("Range"), std::nullopt);
        EXPECT_EQ(content_of(target()), body_);
        std::filesystem::remove(target());
    }
}

TEST_P(DownloadTest, NeedsNothingMoreOfWhatIsAllThere) {
    serve("\"1\"");
    folder_.write("file.bin.part", body_);
    folder_.write("file.bin.part.validator", "\"1\"");
    EXPECT_EQ(fetch(true).resumed_from, body_.size());
    EXPECT_EQ(content_of(target()), body_);
    // More than there is: it cannot be the same.
    folder_.write("file.bin.part", body_ + "x");
    folder_.write("file.bin.part.validator", "\"1\"");
    EXPECT_EQ(fetch(true).resumed_from, 0u);
    EXPECT_EQ(content_of(target()), body_);
}

TEST_P(DownloadTest, DoesNotTrustARangeThatItDidNotAskFor) {
    folder_.write("file.bin.part", std::string(1000, 'a'));
    folder_.write("file.bin.part.validator", "\"1\"");
    server_.fallback([&](const ServerRequest& request) {
        if (!request.header("Range")) return ServerResponse::bytes(body_, "a/b");
        return ServerResponse::bytes("zzz", "a/b", 206)
            .header("Content-Range", "bytes 500-502/300000");
    });
    EXPECT_EQ(fetch(true).resumed_from, 0u);
    EXPECT_EQ(content_of(target()), body_);
}

TEST_P(DownloadTest, DecodesWhatItAskedToBeCompressed) {
    server_.fallback([&](const ServerRequest&) {
        return ServerResponse::bytes(testing::gzip(body_), "a/b")
            .header("Content-Encoding", "gzip")
            .header("ETag", "\"1\"");
    });
    client_.download("/", target(), [](auto request) {
        return std::move(request).header("Accept-Encoding", "gzip");
    });
    EXPECT_EQ(content_of(target()), body_);
}

TEST_P(DownloadTest, ReportsItsProgress) {
    serve("\"1\"");
    std::vector<TransferProgress> seen;
    const auto watch = [&](bool resume) {
        return client_.download("/", target(), [&, resume](auto request) {
            return std::move(request).resume(resume).on_download(
                [&](const TransferProgress& progress) { seen.push_back(progress); });
        });
    };
    watch(false);
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().bytes, body_.size());
    for (const TransferProgress& progress : seen)
        EXPECT_EQ(progress.total, body_.size());

    cut_off_once("ETag: \"1\"\r\n");
    EXPECT_THROW(fetch(true), TruncatedResponseError);
    seen.clear();
    watch(true);
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().bytes, body_.size());
    EXPECT_EQ(seen.back().resumed_from, body_.size() / 2);
    EXPECT_TRUE(seen.back().is_complete());
}

TEST_P(DownloadTest, ReportsTheProgressOfAResponseThatIsReadWhole) {
    const std::string coded = testing::gzip(body_);
    server_.fallback([&](const ServerRequest&) {
        return ServerResponse::bytes(coded, "a/b").header("Content-Encoding", "gzip");
    });
    std::vector<TransferProgress> seen;
    const Response response = client_.send("GET", "/", [&](auto request) {
        return std::move(request).on_download(
            [&](const TransferProgress& progress) { seen.push_back(progress); });
    });
    EXPECT_EQ(response.bytes(), body_);
    EXPECT_GT(response.elapsed().count(), 0);
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().bytes, coded.size());
    EXPECT_TRUE(seen.back().is_complete());
}

TEST_P(DownloadTest, KeepsWhatCameOfAResponseWhoseProgressIsReported) {
    cut_off_once("X: y\r\n");
    std::uint64_t seen = 0;
    try {
        (void)client_.send("GET", "/", [&](auto request) {
            return std::move(request).max_attempts(1).on_download(
                [&](const TransferProgress& progress) { seen = progress.bytes; });
        });
        FAIL() << "no error";
    } catch (const TruncatedResponseError& error) {
        ASSERT_NE(error.response(), nullptr);
        EXPECT_EQ(error.response()->header("X"), "y");
        EXPECT_EQ(error.response()->bytes(), body_.substr(0, body_.size() / 2));
        EXPECT_EQ(seen, body_.size() / 2);
    }
}

TEST_P(DownloadTest, ReportsNoProgressOfAnError) {
    server_.fallback(
        [](const ServerRequest&) { return ServerResponse::text("no").with_status(404); });
    const auto fetch_observed = [&] {
        (void)client_.send("GET", "/", [&](auto request) {
            return std::move(request).on_download(
                [](const TransferProgress&) { ADD_FAILURE() << "progress"; });
        });
    };
    EXPECT_THROW(fetch_observed(), NotFoundError);
}

TEST_P(DownloadTest, TellsTheTotalAtTheEndIfNotBefore) {
    server_.fallback([&](const ServerRequest&) { return ServerResponse::chunked({"one", "two"}); });
    std::vector<TransferProgress> seen;
    client_.download("/", target(), [&](auto request) {
        return std::move(request).on_download(
            [&](const TransferProgress& progress) { seen.push_back(progress); });
    });
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.front().total, std::nullopt);
    EXPECT_EQ(seen.back().total, 6u);
    EXPECT_TRUE(seen.back().is_complete());
}

TEST(Download, RefusesToWriteWhatAnotherDownloadIsWriting) {
    TestServer server;
    const TemporaryFolder folder;
    const std::string target = folder.path() + "/file";
    server.script("/", Script()
                           .read_request()
                           .send("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 2\r\n\r\na")
                           .hang());
    const Client client({.base_url = server.url()});
    std::string refusal;
    const auto try_another = [&](const TransferProgress&) {
        try {
            client.get("/").resume().download(target);
        } catch (const FileError& error) {
            refusal = error.what();
        }
        throw std::runtime_error("that is enough");
    };
    EXPECT_THROW(client.get("/").resume().on_download(try_another).download(target),
                 std::runtime_error);
    EXPECT_THAT(refusal, HasSubstr("another download is writing"));
}

TEST(Download, IsCompletedByNginx) {
    if (!testing::is_executable(testing::Nginx::program)) {
        GTEST_SKIP() << testing::Nginx::program << " is not installed";
    }
    const testing::Nginx server("");
    std::string body;
    for (int i = 0; i < 200'000; ++i)
        body += std::to_string(i) + "\n";
    server.folder().write("numbers.txt", body);
    const Client client({.base_url = server.url()});
    const TemporaryFolder folder;
    const std::string target = folder.path() + "/numbers.txt";
    const auto stop = [pieces = 0](const TransferProgress&) mutable {
        if (++pieces == 2) throw std::runtime_error("cut");
    };
    EXPECT_THROW(client.get("/numbers.txt").resume().on_download(stop).download(target),
                 std::runtime_error);
    const DownloadedFile file = client.get("/numbers.txt").resume().download(target);
    EXPECT_EQ(file.response.status(), 206);
    EXPECT_GT(file.resumed_from, 0u);
    EXPECT_EQ(content_of(target), body);
}

}  // namespace
}  // namespace curlew
