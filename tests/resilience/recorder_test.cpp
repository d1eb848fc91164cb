#include "support/child_server.hpp"
#include "support/each_client.hpp"

#include <curlew/client.hpp>
#include <curlew/json.hpp>
#include <curlew/testing/recorder.hpp>
#include <curlew/testing/test_server.hpp>

#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace curlew::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Credentials {
    std::string user;
    std::string password;
};

class RecorderTest : public ::testing::Test {
protected:
    RecorderTest() {
        server_.get("/count", [this] { return ServerResponse::text(std::to_string(++count_)); });
        server_.get("/bytes", [] {
            return ServerResponse::bytes(std::string("\xff\x00\x01", 3), "image/png");
        });
        server_.post("/login", [](const Credentials& given) {
            return ServerResponse::json_text(R"({"user":")" + given.user +
                                             R"(","access_token":"t0psecret"})")
                .add_header("Set-Cookie", "id=t0psecret")
                .header("ETag", "\"1\"");
        });
    }

    Client client(const Recorder& recorder) {
        return Client({.base_url = server_.url(),
                       .headers = {{"Authorization", "Bearer t0psecret"}},
                       .transport = recorder});
    }
    Recorder recorder(RecordMode mode = RecordMode::once) {
        return Recorder({.file = file(), .mode = mode});
    }
    [[nodiscard]] std::string file() const { return folder_.path() + "/recording.har"; }
    [[nodiscard]] std::string written() const {
        std::ifstream in(file());
        return {std::istreambuf_iterator<char>(in), {}};
    }

    int count_ = 0;
    TemporaryFolder folder_;
    TestServer server_;
};

TEST_F(RecorderTest, PlaysBackWhatItHasRecorded) {
    {
        const Recorder first = recorder();
        const Client client = this->client(first);
        EXPECT_EQ(client.get("/count").send().text(), "1");
        EXPECT_EQ(client.get("/count").send().text(), "2");
        EXPECT_EQ(first.recorded(), 2u);
    }
    const Recorder second = recorder();
    EXPECT_EQ(second.unplayed(), 2u);
    const Client client = this->client(second);
    EXPECT_EQ(client.get("/count").send().text(), "1");
    const Response response = client.get("/count").send();
    EXPECT_EQ(response.text(), "2");
    EXPECT_EQ(response.header("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(response.reason(), "OK");
    EXPECT_EQ(server_.request_count(), 2u);
    EXPECT_EQ(second.unplayed(), 0u);
    EXPECT_EQ(second.recorded(), 0u);
}

TEST_F(RecorderTest, SaysWhatComesNearestToWhatWasNotRecorded) {
    (void)client(recorder()).get("/count").param("page", 1).send();
    const Client replaying = client(Replay(file()));
    const auto result = replaying.get("/count").param("page", 2).try_send();
    ASSERT_NE(result.error_as<ReplayMismatchError>(), nullptr);
    EXPECT_THAT(result.error().what(), AllOf(HasSubstr("page=2"), HasSubstr("page=1")));
    EXPECT_TRUE(replaying.get("/count").param("page", 1).try_send().has_value());
    EXPECT_THAT(replaying.get("/count").param("page", 1).try_send().error().what(),
                HasSubstr("played already"));
    EXPECT_EQ(server_.request_count(), 1u);
}

TEST_F(RecorderTest, WritesNoSecrets) {
    const Client recording = client(recorder());
    const Response response = recording.post("/login")
                                  .param("api_key", "t0psecret")
                                  .param("page", 2)
                                  .json(Credentials{"ann", "t0psecret"})
                                  .send();
    EXPECT_EQ(response.json()["access_token"], "t0psecret") << "this answer is the real one";
    EXPECT_EQ(response.header("Set-Cookie"), "id=t0psecret");
    EXPECT_THAT(written(), Not(HasSubstr("t0psecret")));
    EXPECT_THAT(written(), AllOf(HasSubstr("REDACTED"), HasSubstr("\"ann\\"), HasSubstr("page=2"),
                                 HasSubstr("Authorization"), HasSubstr("ETag")));
    const Response played = client(Replay(file()))
                                .post("/login")
                                .param("api_key", "another")
                                .param("page", 2)
                                .json(Credentials{"ann", "another"})
                                .send();
    EXPECT_EQ(played.json()["access_token"], "REDACTED") << "secrets need not be the same";
}

TEST_F(RecorderTest, WritesNoSecretsOfYours) {
    const Recorder recorder({.file = file(), .safe_headers = {"X-Open"}, .secrets = {"pin"}});
    server_.post("/pay", [] { return ServerResponse::status(204); });
    client(recorder)
        .post("/pay")
        .header("X-Open", "seen")
        .header("X-Other", "hidden")
        .form({{"PIN", "1234"}, {"amount", 5}})
        .send();
    EXPECT_THAT(written(), AllOf(HasSubstr("seen"), Not(HasSubstr("hidden")),
                                 Not(HasSubstr("1234")), HasSubstr("amount=5")));
}

TEST_F(RecorderTest, WritesAHarThatOthersRead) {
    (void)client(recorder()).get("/count").param("a", "b c").send();
    const Json har = parse_json(written());
    EXPECT_EQ(har["log"]["version"], "1.2");
    const Json& entry = har["log"]["entries"][0];
    EXPECT_THAT(entry["startedDateTime"].get<std::string>(),
                ::testing::MatchesRegex("20..-..-..T..:..:..\\....Z"));
    EXPECT_GT(entry["time"].get<double>(), 0);
    EXPECT_EQ(entry["request"]["method"], "GET");
    EXPECT_EQ(entry["request"]["queryString"][0]["value"], "b c");
    EXPECT_EQ(entry["response"]["content"]["text"], "1");
    for (const char* member : {"cookies", "headersSize", "bodySize", "httpVersion"}) {
        EXPECT_TRUE(entry["request"].contains(member)) << member;
        EXPECT_TRUE(entry["response"].contains(member)) << member;
    }
    EXPECT_TRUE(entry.contains("cache") && entry.contains("timings"));
}

TEST_F(RecorderTest, KeepsBytesThatAreNoText) {
    const std::string bytes("\xff\x00\x01", 3);
    EXPECT_EQ(client(recorder()).get("/bytes").send().bytes(), bytes);
    EXPECT_EQ(client(Replay(file())).get("/bytes").send().bytes(), bytes);
}

TEST_F(RecorderTest, AddsNewEpisodes) {
    (void)client(recorder()).get("/count").send();
    const Recorder more = recorder(RecordMode::new_episodes);
    const Client both = client(more);
    EXPECT_EQ(both.get("/count").send().text(), "1") << "played";
    EXPECT_EQ(both.get("/count").send().text(), "2") << "recorded";
    EXPECT_EQ(more.recorded(), 1u);
    EXPECT_EQ(Replay(file()).unplayed(), 2u);
}

TEST_F(RecorderTest, RecordsAllAnew) {
    (void)client(recorder()).get("/count").send();
    EXPECT_EQ(client(recorder(RecordMode::all)).get("/count").send().text(), "2");
    EXPECT_EQ(Replay(file()).unplayed(), 1u);
}

TEST_F(RecorderTest, PlaysInOrderIfItIsToBeStrict) {
    server_.get("/other", [] { return ServerResponse::text("other"); });
    {
        const Client recording = client(recorder());
        (void)recording.get("/count").send();
        (void)recording.get("/other").send();
    }
    const Client loose = client(Replay(file()));
    EXPECT_EQ(loose.get("/other").send().text(), "other");
    EXPECT_EQ(loose.get("/count").send().text(), "1");
    const Client strict = client(Replay(file(), ReplayOrder::strict));
    const auto result = strict.get("/other").try_send();
    ASSERT_NE(result.error_as<ReplayMismatchError>(), nullptr);
    EXPECT_THAT(result.error().what(), HasSubstr("next exchange"));
    EXPECT_EQ(strict.get("/count").send().text(), "1");
    EXPECT_EQ(strict.get("/other").send().text(), "other");
}

TEST_F(RecorderTest, ComparesHeadersIfAsked) {
    const RecorderConfig config{.file = file(), .match_headers = {"Accept-Language"}};
    (void)client(Recorder(config)).get("/count").header("Accept-Language", "de").send();
    const Client replaying = client(Recorder(config));
    EXPECT_FALSE(replaying.get("/count").header("Accept-Language", "en").try_send().has_value());
    EXPECT_TRUE(replaying.get("/count").header("Accept-Language", "de").try_send().has_value());
}

TEST_F(RecorderTest, PlaysToAsynchronousClientsAndStreams) {
    (void)client(recorder()).get("/count").send();
    EitherClient async(true, {.base_url = server_.url(), .transport = Replay(file())});
    EXPECT_EQ(async.send("GET", "/count", [](auto r) { return r; }).text(), "1");
    EXPECT_EQ(client(Replay(file())).get("/count").stream().read().text(), "1");
}

TEST_F(RecorderTest, SaysWhatIsWrongWithTheFile) {
    EXPECT_THROW(Replay(folder_.path() + "/missing.har"), FileError);
    EXPECT_THROW(Replay(folder_.write("broken.har", "{")), JsonError);
    EXPECT_THROW(Replay(folder_.write("other.har", "{}")), ConfigurationError);
    const Client nowhere = client(Recorder({.file = folder_.path() + "/no/folder.har"}));
    EXPECT_THROW(nowhere.get("/count").send(), FileError);
}

}  // namespace
}  // namespace curlew::testing
