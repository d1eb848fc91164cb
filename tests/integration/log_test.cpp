#include "support/async_run.hpp"

#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace curlew {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Script;
using testing::TestServer;

/// Keeps what it is told, for one thread.
class Memory final : public LogSink {
public:
    void write(const LogRecord& record) noexcept override {
        records.push_back(std::string(to_string(record.level)) + ": " + record.message);
    }
    std::vector<std::string> records;
};

class LogTest : public ::testing::Test {
protected:
    LogTest() {
        server_.script("/longer",
                       Script()
                           .read_request()
                           .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more")
                           .hang());
        server_.script(
            "/half",
            Script().read_request().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na").hang());
    }
    [[nodiscard]] ClientConfig config() const { return {.base_url = server_.url(), .log = log_}; }

    TestServer server_;
    std::shared_ptr<Memory> log_ = std::make_shared<Memory>();
};

TEST_F(LogTest, TellsOfAServerThatSendsMoreThanItSays) {
    const Client client(config());
    EXPECT_EQ(client.get("/longer?token=secret").send().bytes(), "ok");
    EXPECT_THAT(log_->records, ElementsAre(HasSubstr("warning: GET http://127.0.0.1:")));
    EXPECT_THAT(log_->records.back(), HasSubstr("more than the response has"));
    EXPECT_EQ(client.pool_stats().idle, 0u);
    log_->records.clear();
    EXPECT_EQ(client.get("/longer").stream().read().bytes(), "ok");
    EXPECT_THAT(log_->records, ElementsAre(HasSubstr("more than the response has")));
}

TEST_F(LogTest, TellsOfAClientThatIsDestroyedWithOpenStreams) {
    std::optional<Client> client(config());
    const StreamedResponse one = client->get("/half").stream();
    const StreamedResponse other = client->get("/half").stream();
    client.reset();
    EXPECT_THAT(log_->records, ElementsAre(HasSubstr("with 2 requests or streams open")));
}

TEST_F(LogTest, TellsOfAnAsyncClientThatIsDestroyedWithOpenStreams) {
    boost::asio::io_context loop(1);
    std::optional<AsyncClient> client(std::in_place, loop.get_executor(), config());
    {
        const AsyncStreamedResponse stream = testing::run_on(loop, client->get("/half").stream());
        client.reset();
    }
    EXPECT_THAT(log_->records, ElementsAre(HasSubstr("with 1 request or stream open")));
    testing::run_dry(loop);
}

TEST_F(LogTest, SaysNothingOfAClientThatIsClosedOrIdle) {
    std::optional<Client> client(config());
    const StreamedResponse stream = client->get("/half").stream();
    client->close();
    client.reset();
    const Client idle(config());
    EXPECT_THAT(log_->records, IsEmpty());
}

TEST_F(LogTest, TellsOfCertificatesThatAreNotVerified) {
    const Client client({.verify_ssl = false, .log = log_});
    EXPECT_THAT(log_->records, ElementsAre(HasSubstr("verify_ssl = false")));
}

}  // namespace
}  // namespace curlew
