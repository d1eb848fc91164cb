#pragma once

namespace boost::asio {

// NOLINTBEGIN(readability-identifier-naming)
class any_io_executor;
template <typename T, typename Executor>
class awaitable;
// NOLINTEND(readability-identifier-naming)

}  // namespace boost::asio

namespace curlew {

/// What everything that may wait returns.
///
/// Only declared here, since a program that waits for nothing need not compile Asio: to write such
/// a coroutine, include <curlew/transport.hpp>, or <boost/asio/awaitable.hpp>.
template <class T>
using Task = boost::asio::awaitable<T, boost::asio::any_io_executor>;

}  // namespace curlew
