#include "support/child_server.hpp"
#include "support/each_client.hpp"

#include <curlew/curlew.hpp>
#include <curlew/testing/certificates.hpp>
#include <curlew/testing/test_server.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using testing::EitherClient;
using ::testing::HasSubstr;
using testing::Script;
using testing::ServerRequest;
using testing::ServerResponse;
using testing::TemporaryFolder;
using testing::TestServer;
using ::testing::Throws;
using ::testing::ThrowsMessage;

constexpr auto ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr auto too_large = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\n\r\ntoo large";

/// Each with a Client and with an AsyncClient.
class UploadTest : public ::testing::TestWithParam<bool> {
protected:
    UploadTest() {
        server_.fallback([](const ServerRequest& request) {
            return ServerResponse::text(std::to_string(request.body.size()));
        });
    }

    template <class Prepare>
    Response put(Prepare prepare) {
        return client_.send("PUT", "/", std::move(prepare));
    }
    Response put(Body body) {
        return put([&](auto request) { return std::move(request).body(std::move(body)); });
    }
    [[nodiscard]] ServerRequest last() const { return server_.last_request(); }

    TemporaryFolder folder_;
    TestServer server_;
    EitherClient client_{GetParam(), {.base_url = server_.url(), .retry = {.max_attempts = 1}}};
};

INSTANTIATE_TEST_SUITE_P(With, UploadTest, ::testing::Bool(), [](const auto& parameter) {
    return parameter.param ? "AsyncClient" : "Client";
});

/// A function that gives `count` pieces.
auto pieces(int count, std::string piece) {
    return [left = count, piece = std::move(piece)]() mutable -> std::optional<std::string> {
        return left-- > 0 ? std::optional(piece) : std::nullopt;
    };
}

TEST_P(UploadTest, SendsAFileOfAnySize) {
    for (const std::size_t size : {0u, 1u, 1000u, 300'000u, 3'000'000u}) {
        std::string text(size, 'x');
        if (size > 2) text[size / 2] = '\0';
        const std::string path = folder_.write("file", text);
        EXPECT_EQ(put(Body::file(path)).text(), std::to_string(size));
        EXPECT_EQ(last().body, text);
        EXPECT_EQ(last().header("Content-Length"), std::to_string(size));
        EXPECT_EQ(last().header("Transfer-Encoding"), std::nullopt);
    }
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_P(UploadTest, SaysWhyAFileCannotBeSent) {
    EXPECT_THAT(
        [&] { put(Body::file("/no/such/file")); },
        ThrowsMessage<FileError>(AllOf(HasSubstr("/no/such/file"), HasSubstr("No such file"))));
    EXPECT_THAT([&] { put(Body::file(folder_.path())); },
                ThrowsMessage<FileError>(HasSubstr("not a regular file")));
    EXPECT_EQ(server_.request_count(), 0u);
    EXPECT_EQ(put(Body::bytes("x")).status(), 200);
}

TEST_P(UploadTest, SendsWhatAFunctionGeneratesInChunks) {
    for (const std::size_t size : {1u, 100u, 20'000u, 300'000u}) {
        EXPECT_EQ(put(Body::generator(pieces(5, std::string(size, 'x')))).text(),
                  std::to_string(5 * size));
        EXPECT_EQ(last().header("Transfer-Encoding"), "chunked");
        EXPECT_EQ(last().header("Content-Length"), std::nullopt);
    }
    EXPECT_EQ(put(Body::generator(pieces(0, ""))).text(), "0");
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_P(UploadTest, SkipsEmptyPieces) {
    EXPECT_EQ(put(Body::chunks(std::vector<std::string>{"", "one", "", "", "two", ""})).status(),
              200);
    EXPECT_EQ(last().body, "onetwo");
}

TEST_P(UploadTest, SendsAGeneratorOfKnownLengthWithoutChunks) {
    EXPECT_EQ(put(Body::generator(pieces(5, "abc"), 15)).text(), "15");
    EXPECT_EQ(last().header("Content-Length"), "15");
}

TEST_P(UploadTest, FailsWhenAGeneratorDoesNotKeepItsWord) {
    EXPECT_THAT([&] { put(Body::generator(pieces(5, "abc"), 14)); },
                ThrowsMessage<ConfigurationError>(HasSubstr("more than the 14 bytes")));
    EXPECT_THAT([&] { put(Body::generator(pieces(5, "abc"), 16)); },
                ThrowsMessage<ConfigurationError>(HasSubstr("ended after 15 of the 16 bytes")));
    EXPECT_EQ(client_.pool_stats().idle + client_.pool_stats().in_use, 0u);
}

TEST_P(UploadTest, SendsAGeneratorOnce) {
    const Body body = Body::generator(pieces(1, "abc"));
    EXPECT_EQ(put(body).text(), "3");
    EXPECT_THAT([&] { put(body); }, ThrowsMessage<ConfigurationError>(HasSubstr("used up")));
}

TEST_P(UploadTest, PassesOnWhatAGeneratorThrows) {
    const auto fails = []() -> std::optional<std::string> { throw std::domain_error("mine"); };
    EXPECT_THAT([&] { put(Body::generator(fails)); }, Throws<std::domain_error>());
    EXPECT_EQ(client_.pool_stats().idle + client_.pool_stats().in_use, 0u);
}

TEST_P(UploadTest, TakesCoroutinesForGenerators) {
    const auto next = [left = 3]() mutable -> Task<std::optional<std::string>> {
        if (left-- == 0) co_return std::nullopt;
        co_return "piece";
    };
    EXPECT_EQ(put(Body::generator(next)).text(), "15");
}

TEST_P(UploadTest, RefusesALengthThatTheBodyHasNot) {
    const auto with_length = [&](Body body) {
        put([&](auto request) {
            return std::move(request).body(std::move(body)).header("Content-Length", "7");
        });
    };
    EXPECT_THROW(with_length(Body::bytes("x")), ConfigurationError);
    EXPECT_THROW(with_length(Body::generator(pieces(7, "x"))), ConfigurationError);
    with_length(Body::generator(pieces(7, "x"), 7));
    EXPECT_EQ(last().body, "xxxxxxx");
}

TEST_P(UploadTest, ReportsItsProgress) {
    const std::string path = folder_.write("file", std::string(3'000'000, 'x'));
    std::vector<TransferProgress> seen;
    put([&](auto request) {
        return std::move(request)
            .body(Body::file(path))
            .on_upload([&](const TransferProgress& progress) { seen.push_back(progress); });
    });
    ASSERT_GT(seen.size(), 2u);
    std::uint64_t before = 0;
    for (const TransferProgress& progress : seen) {
        EXPECT_GT(progress.bytes, before);
        EXPECT_EQ(progress.total, 3'000'000u);
        before = progress.bytes;
    }
    EXPECT_TRUE(seen.back().is_complete());

    seen.clear();
    put([&](auto request) {
        return std::move(request)
            .body("in memory")
            .on_upload([&](const TransferProgress& progress) { seen.push_back(progress); });
    });
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].bytes, 9u);

    seen.clear();
    put([&](auto request) {
        return std::move(request)
            .body(Body::generator(pieces(2, "abc")))
            .on_upload([&](const TransferProgress& progress) { seen.push_back(progress); });
    });
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().bytes, 6u);
    EXPECT_EQ(seen.back().total, std::nullopt);
}

TEST_P(UploadTest, ReturnsAnAnswerThatComesBeforeAllIsSent) {
    // The server reads no more: who goes on sending waits in vain.
    server_.script("/", Script().read_head().send(too_large).stall());
    const std::string path = folder_.write("file", std::string(20'000'000, 'x'));
    for (int i = 0; i < 2; ++i) {
        try {
            if (i == 0) {
                put(Body::file(path));
            } else {
                put([](auto request) {
                    return std::move(request).body(std::string(20'000'000, 'x'));
                });
            }
            ADD_FAILURE() << "no error";
        } catch (const ClientResponseError& error) {
            EXPECT_EQ(error.status(), 413);
            EXPECT_EQ(error.response()->text(), "too large");
        }
        EXPECT_EQ(client_.pool_stats().idle + client_.pool_stats().in_use, 0u);
    }
}

TEST_P(UploadTest, ReturnsAnAnswerOfAServerThatClosesBeforeAllIsSent) {
    server_.script("/", Script().read_head().send(too_large).close());
    const std::string path = folder_.write("file", std::string(20'000'000, 'x'));
    for (int i = 0; i < 20; ++i) {
        EXPECT_THAT([&] { put(Body::file(path)); },
                    ThrowsMessage<ClientResponseError>(HasSubstr("413")));
    }
}

TEST_P(UploadTest, KeepsItsConnectionWhenAllWasSentBeforeTheError) {
    server_.fallback([](const ServerRequest&) { return ServerResponse::error(404, "no"); });
    const std::string path = folder_.write("file", std::string(300'000, 'x'));
    for (int i = 0; i < 20; ++i) {
        EXPECT_THROW(put(Body::file(path)), NotFoundError);
        EXPECT_THROW(put(Body::bytes(std::string(300'000, 'x'))), NotFoundError);
        EXPECT_THROW(put(Body::generator(pieces(3, std::string(100'000, 'x')))), NotFoundError);
        EXPECT_THROW(
            put([](auto request) { return std::move(request).body(std::string(300'000, 'x')); }),
            NotFoundError);
    }
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_P(UploadTest, GoesOnWhenTheServerBeginsToAnswerWell) {
    server_.script("/", Script()
                            .read_head()
                            .send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n"
                                  "Content-Length: 2\r\n\r\n")
                            .read_body()
                            .send("ok"));
    const std::string path = folder_.write("file", std::string(3'000'000, 'x'));
    EXPECT_EQ(put(Body::file(path)).text(), "ok");
    EXPECT_EQ(client_.pool_stats().idle, 1u);
}

TEST_P(UploadTest, FailsWhenTheServerClosesWithoutAnAnswer) {
    server_.script("/", Script().read_head().close());
    const std::string path = folder_.write("file", std::string(20'000'000, 'x'));
    EXPECT_THROW(put(Body::file(path)), ConnectionError);
}

TEST_P(UploadTest, GivesUpOnAServerThatTakesNothing) {
    server_.script("/", Script().read_head().stall());
    const std::string path = folder_.write("file", std::string(20'000'000, 'x'));
    EXPECT_THROW(
        put([&](auto request) { return std::move(request).body(Body::file(path)).timeout(50ms); }),
        WriteTimeoutError);
}

TEST_P(UploadTest, WaitsUntilItIsToldToContinue) {
    const auto expecting = [&](Body body) {
        return put([&](auto request) {
            return std::move(request).body(std::move(body)).expect_continue();
        });
    };
    server_.script("/",
                   Script().read_head().send("HTTP/1.1 100 Continue\r\n\r\n").read_body().send(ok));
    for (const std::size_t size : {10u, 1'000'000u}) {
        EXPECT_EQ(expecting(Body::bytes(std::string(size, 'x'))).text(), "ok");
        EXPECT_EQ(last().header("Expect"), "100-continue");
    }
    EXPECT_EQ(
        put([](auto request) { return std::move(request).body("small").expect_continue(); }).text(),
        "ok");
    EXPECT_EQ(client_.pool_stats().idle, 1u);
    EXPECT_EQ(server_.connection_count(), 1u);
}

TEST_P(UploadTest, SendsNothingOfABodyThatIsRefused) {
    server_.script("/", Script().read_head().send(too_large).read_body());
    bool was_asked = false;
    const auto body = [&]() -> std::optional<std::string> {
        was_asked = true;
        return std::nullopt;
    };
    EXPECT_THROW(put([&](auto request) {
                     return std::move(request).body(Body::generator(body)).expect_continue();
                 }),
                 ClientResponseError);
    EXPECT_FALSE(was_asked);
    EXPECT_EQ(client_.pool_stats().idle + client_.pool_stats().in_use, 0u);
}

TEST_P(UploadTest, DoesNotWaitForEverToBeToldToContinue) {
    server_.script("/", Script().read_request().send(ok));
    EXPECT_EQ(
        put([](auto request) { return std::move(request).body("small").expect_continue(); }).text(),
        "ok");
    EXPECT_THROW(put([](auto request) {
                     return std::move(request).body("small").expect_continue().total_timeout(20ms);
                 }),
                 TotalTimeoutError);
}

TEST_P(UploadTest, SendsAFileAgainThatMetAStaleConnection) {
    const std::string path = folder_.write("file", std::string(100'000, 'x'));
    EXPECT_EQ(put(Body::bytes("x")).text(), "1");
    server_.script_once("/", Script().read_head().close());
    EXPECT_EQ(put(Body::file(path)).text(), "100000");
}

TEST_P(UploadTest, DoesNotSendAGeneratorAgain) {
    EXPECT_EQ(put(Body::bytes("x")).text(), "1");
    server_.script_once("/", Script().read_head().close());
    EXPECT_THAT([&] { put(Body::generator(pieces(3, "abc"))); },
                ThrowsMessage<ConnectionError>(HasSubstr("generator")));
}

TEST_P(UploadTest, SendsFormsWithFiles) {
    const std::string path = folder_.write("report.pdf", "%PDF");
    put([&](auto request) {
        return std::move(request).multipart(
            Multipart()
                .field("title", "Q3 \"draft\"\r\n")
                .file("document", path)
                .part("log", Body::bytes("line"), "größe\".txt", "text/plain; charset=utf-8"));
    });
    const std::string type(last().header("Content-Type").value_or(""));
    ASSERT_THAT(type, ::testing::StartsWith("multipart/form-data; boundary="));
    const std::string boundary = "--" + type.substr(type.find('=') + 1);
    EXPECT_EQ(last().body, boundary +
                               "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n"
                               "Q3 \"draft\"\r\n\r\n" +
                               boundary +
                               "\r\nContent-Disposition: form-data; name=\"document\"; "
                               "filename=\"report.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
                               "%PDF\r\n" +
                               boundary +
                               "\r\nContent-Disposition: form-data; name=\"log\"; "
                               "filename=\"größe%22.txt\"\r\nContent-Type: text/plain; "
                               "charset=utf-8\r\n\r\nline\r\n" +
                               boundary + "--\r\n");
    EXPECT_EQ(last().header("Content-Length"), std::to_string(last().body.size()));
}

TEST_P(UploadTest, SendsLargePartsAsTheyAreRead) {
    const std::string path = folder_.write("large.bin", std::string(1'000'000, 'x'));
    Multipart form;
    for (int i = 0; i < 3; ++i)
        form.field("n", std::to_string(i)).file("f", path);
    put([&](auto request) { return std::move(request).multipart(form); });
    EXPECT_GT(last().body.size(), 3'000'000u);
    EXPECT_EQ(last().header("Content-Length"), std::to_string(last().body.size()));
    // A part of unknown length makes the whole one.
    form.part("g", Body::generator(pieces(3, std::string(20'000, 'y'))), "g", "text/plain");
    put([&](auto request) { return std::move(request).multipart(form); });
    EXPECT_GT(last().body.size(), 3'060'000u);
    EXPECT_EQ(last().header("Transfer-Encoding"), "chunked");
    put([&](auto request) { return std::move(request).multipart(Multipart()); });
    EXPECT_THAT(last().body, ::testing::EndsWith("--\r\n"));
}

TEST(Upload, GoesOverTls) {
    TestServer server({.tls = true});
    server.fallback([](const ServerRequest& request) {
        return ServerResponse::text(std::to_string(request.body.size()));
    });
    server.script("/refused", Script().read_head().send(too_large).stall());
    for (const bool is_async : {false, true}) {
        EitherClient client(
            is_async, {.base_url = server.url(), .verify_ssl = VerifySsl::ca_pem(server.ca_pem())});
        const auto put = [&](std::string_view url) {
            return client.send("PUT", url, [](auto request) {
                return std::move(request).body(
                    Body::generator(pieces(200, std::string(100'000, 'x'))));
            });
        };
        EXPECT_EQ(put("/").text(), "20000000");
        EXPECT_THAT([&] { put("/refused"); }, ThrowsMessage<ClientResponseError>(HasSubstr("413")));
    }
}

}  // namespace
}  // namespace curlew
