// Transfers one large body, and prints as JSON what came of it: bytes, items, seconds, memory.
//
//     bench_transfer download|upload|events|records sync|async|nlohmann URL [FILE]

#include <curlew/curlew.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace {

/// A line of a log, as many a service exports it.
struct Record {
    std::int64_t id;
    std::string time;
    std::string level;
    std::string message;
    std::string host;
    double duration;
    bool cached;
    std::vector<std::string> tags;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Record, id, time, level, message, host, duration, cached, tags)

struct Total {
    std::uint64_t bytes = 0;
    std::uint64_t items = 0;

    // What is asked of each item cannot be left out by a compiler.
    void add(std::string_view piece) {
        bytes += piece.size();
        ++items;
    }
    void add(const curlew::SseEvent& event) { add(std::string_view(event.data)); }
    void add(const Record& record) { add(std::string_view(record.message)); }
};

template <class Items>
Total count(Items items) {
    Total total;
    for (const auto& item : items)
        total.add(item);
    return total;
}

template <class Items>
curlew::Task<Total> count_async(Items items) {
    Total total;
    while (const auto item = co_await items.next())
        total.add(*item);
    co_return total;
}

curlew::ClientConfig configuration() {
    return {.timeout = curlew::TimeoutConfig::unlimited()};
}

/// Opens the URL with one client or the other, and counts what `choose` takes of it.
template <class Choose>
Total pull(bool is_async, const std::string& url, Choose choose) {
    if (!is_async) {
        const curlew::Client client(configuration());
        return count(choose(client.get(url).stream()));
    }
    return curlew::run([](std::string at, Choose items) -> curlew::Task<Total> {
        const auto executor = co_await boost::asio::this_coro::executor;
        const curlew::AsyncClient client(executor, configuration());
        const auto response = co_await client.get(at).stream();
        co_return co_await count_async(items(response));
    }(url, choose));
}

Total records_with_nlohmann(const std::string& url) {
    const curlew::Client client(configuration());
    Total total;
    for (const std::string_view line : client.get(url).stream().lines())
        total.add(nlohmann::json::parse(line).get<Record>());
    return total;
}

Total upload(bool is_async, const std::string& url, const std::string& path) {
    Total total;
    const auto observe = [&](const curlew::TransferProgress& progress) {
        total.bytes = progress.bytes;
    };
    if (!is_async) {
        const curlew::Client client(configuration());
        (void)client.put(url).body(curlew::Body::file(path)).on_upload(observe).send();
        return total;
    }
    curlew::run([](std::string to, std::string file,
                   curlew::ProgressCallback callback) -> curlew::Task<void> {
        const auto executor = co_await boost::asio::this_coro::executor;
        const curlew::AsyncClient client(executor, configuration());
        curlew::AsyncRequestBuilder request = client.put(to).body(curlew::Body::file(file));
        (void)co_await std::move(request).on_upload(callback).send();
    }(url, path, observe));
    return total;
}

Total transfer(const std::string& what, const std::string& how, const std::string& url,
               const std::string& file) {
    const bool is_async = how == "async";
    if (what == "upload") return upload(is_async, url, file);
    if (what == "download") {
        return pull(is_async, url, [](const auto& response) { return response.bytes(); });
    }
    if (what == "events") {
        return pull(is_async, url, [](const auto& response) { return response.events(); });
    }
    if (how == "nlohmann") return records_with_nlohmann(url);
    return pull(is_async, url,
                [](const auto& response) { return response.template json_lines<Record>(); });
}

/// The most memory that this program has had resident, in bytes; 0 if the system does not say.
std::uint64_t peak_resident() {
    std::ifstream status("/proc/self/status");
    const std::string_view name = "VmHWM:";
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name)) return std::stoull(line.substr(name.size())) * 1024;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() < 3) {
        std::fputs("usage: bench_transfer WHAT HOW URL [FILE]\n", stderr);
        return EXIT_FAILURE;
    }
    const auto start = std::chrono::steady_clock::now();
    const Total total = transfer(arguments[0], arguments[1], arguments[2],
                                 arguments.size() > 3 ? arguments[3] : "");
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("{\"bytes\": %llu, \"items\": %llu, \"seconds\": %.6f, \"peak_resident\": %llu}\n",
                static_cast<unsigned long long>(total.bytes),
                static_cast<unsigned long long>(total.items), seconds,
                static_cast<unsigned long long>(peak_resident()));
    return EXIT_SUCCESS;
}
