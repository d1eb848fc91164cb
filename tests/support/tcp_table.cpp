#include "support/tcp_table.hpp"

#include <cstdio>
#include <fstream>
#include <string>

namespace curlew::testing {
namespace {

constexpr unsigned established = 0x01;
constexpr unsigned syn_sent = 0x02;
constexpr unsigned close_wait = 0x08;

}  // namespace

TcpConnections TcpConnections::to(std::uint16_t port) {
    std::ifstream table("/proc/net/tcp");
    if (!table) throw std::runtime_error("cannot read /proc/net/tcp");
    TcpConnections found;
    std::string line;
    std::getline(table, line);  // the names of the columns
    while (std::getline(table, line)) {
        unsigned local = 0;
        unsigned remote = 0;
        unsigned state = 0;
        unsigned unsent = 0;
        unsigned unread = 0;
        if (std::sscanf(line.c_str(), "%*u: %*x:%x %*x:%x %x %x:%x", &local, &remote, &state,
                        &unsent, &unread) != 5 ||
            (local != port && remote != port)) {
            continue;
        }
        const bool open = state == established || state == close_wait;
        if (remote == port && state == syn_sent) ++found.connecting;
        if (remote == port && (open || state == syn_sent)) ++found.held_by_clients;
        if (local == port && open) found.unread_by_server += unread;
        if (open) found.under_way += unsent + unread;
    }
    return found;
}

}  // namespace curlew::testing
