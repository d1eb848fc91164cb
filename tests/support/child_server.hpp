#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace curlew::testing {

/// A folder that disappears with this object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// Writes a file into the folder, and returns its path.
    std::string write(const std::string& name, const std::string& text) const;

private:
    std::string path_;
};

/// A socket that listens on a free loopback port before the server that will accept from it runs:
/// nobody has to wait for the server, and nobody else can take the port.
class ListeningSocket {
public:
    ListeningSocket();
    ~ListeningSocket();
    ListeningSocket(const ListeningSocket&) = delete;
    ListeningSocket& operator=(const ListeningSocket&) = delete;

    [[nodiscard]] int fd() const noexcept { return fd_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    int fd_ = -1;
    std::uint16_t port_ = 0;
};

/// A server in a process of its own, stopped with this object, and with this process.
class ChildServer {
public:
    /// @param arguments program first; run with the sockets as descriptors 3, 4, ...
    /// @param environment added to this process's own, as `NAME=value`
    ChildServer(const std::vector<std::string>& arguments, const std::vector<int>& sockets,
                const std::vector<std::string>& environment, const std::string& log_path);
    ~ChildServer();
    ChildServer(const ChildServer&) = delete;
    ChildServer& operator=(const ChildServer&) = delete;

private:
    pid_t pid_ = -1;
};

/// Whether a program is installed.
[[nodiscard]] bool is_executable(const std::string& path);

}  // namespace curlew::testing
