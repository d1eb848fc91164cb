// Bodies that do not fit in memory, against a server that this program starts for itself.

#include <curlew/curlew.hpp>
#include <curlew/testing/test_server.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using curlew::testing::ServerRequest;
using curlew::testing::ServerResponse;
using curlew::testing::TestServer;

struct Measurement {
    int sensor;
    double value;
};

void title(const char* text) {
    std::printf("\n\033[1m%s\033[0m\n", text);
}

void serve(TestServer& server) {
    server.get("/measurements", [] {
        return ServerResponse::chunked({"{\"sensor\": 1, \"value\": 20.5}\n{\"sensor\": 2,",
                                        " \"value\": 19}\n", "{\"sensor\": 1, \"value\": 21}"});
    });
    server.get("/events", [connections = 0]() mutable {
        switch (connections++) {
            case 0:
                return ServerResponse::bytes("retry: 1\n\nid: 1\nevent: started\ndata: job 7\n\n",
                                             "text/event-stream");
            case 1:
                return ServerResponse::bytes("id: 2\nevent: finished\ndata: job 7\n\n",
                                             "text/event-stream");
            default:
                return ServerResponse::status(204);
        }
    });
    server.get("/image", [] {
        return ServerResponse::bytes(std::string(5'000'000, 'x'), "application/octet-stream");
    });
    server.post("/upload", [](const ServerRequest& request) {
        return ServerResponse::text(std::to_string(request.body.size()) + " bytes");
    });
}

void stream(const curlew::Client& client) {
    title("JSON lines, each a struct, as they come");
    for (const Measurement& each : client.get("/measurements").stream().json_lines<Measurement>()) {
        std::printf("  sensor %d: %.1f\n", each.sensor, each.value);
    }

    title("Server-sent events, over as many connections as it takes");
    for (const curlew::SseEvent& event : client.get("/events").events())
        std::printf("  %s: %s\n", event.event.c_str(), event.data.c_str());
}

void transfer(const curlew::Client& client, const std::string& folder) {
    title("A download, put in place when it is complete");
    const std::string path = folder + "/image.bin";
    const curlew::DownloadedFile file = client.get("/image")
                                            .resume()
                                            .on_download(curlew::ProgressBar("  image.bin", stdout))
                                            .download(path);
    std::printf("  %llu bytes in a file\n", static_cast<unsigned long long>(file.size));

    title("A form with that file, read as it is sent");
    std::printf("  the server got %s\n",
                client.post("/upload")
                    .multipart(curlew::Multipart().field("title", "An image").file("image", path))
                    .send()
                    .text()
                    .c_str());

    title("A body that a function generates");
    const auto rows = [row = 0]() mutable -> std::optional<std::string> {
        if (row == 1000) return std::nullopt;
        return "row " + std::to_string(++row) + "\n";
    };
    std::printf("  the server got %s\n", client.post("/upload")
                                             .body(curlew::Body::generator(rows), "text/plain")
                                             .send()
                                             .text()
                                             .c_str());
}

}  // namespace

int main() {
    TestServer server;
    serve(server);
    const curlew::Client client({.base_url = server.url()});
    stream(client);

    std::string folder = std::filesystem::temp_directory_path() / "curlew-example-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) return EXIT_FAILURE;
    transfer(client, folder);
    std::filesystem::remove_all(folder);
    return EXIT_SUCCESS;
}
