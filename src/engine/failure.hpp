#pragma once

#include "engine/gate.hpp"
#include "engine/interrupt.hpp"
#include "engine/limit.hpp"
#include "engine/resolver.hpp"
#include "engine/stream.hpp"

#include <curlew/errors.hpp>

#include <exception>
#include <string>
#include <string_view>

// The one place where errors of the system, of TLS and of the parser become curlew's own.

namespace curlew::engine {

/// What the system calls an errno, with the advice that fits.
[[nodiscard]] std::string system_message(int error);

/// @param why Interruption::none where only the caller can have been
[[noreturn]] void throw_interrupted(Phase phase, Interruption why = Interruption::none);

/// @throws what a wait that ended like this means, unless it is Wake::ready
void check_wake(Wake wake, Phase phase, const Limit& limit);

/// What throw_interrupted() throws.
[[nodiscard]] std::exception_ptr make_interrupted(Phase phase, Interruption why);

[[noreturn]] void throw_timeout(Phase phase, const Limit& limit);
[[noreturn]] void throw_resolve_failure(const std::string& host, const Resolution& resolution);
[[noreturn]] void throw_connect_failure(std::string_view authority, const std::string& reasons);
[[noreturn]] void throw_handshake_failure(std::string_view host, const IoResult& result,
                                          const Limit& limit);
[[noreturn]] void throw_write_failure(const IoResult& result);

/// @param received bytes of the response that came before
[[noreturn]] void throw_read_failure(const IoResult& result, Phase phase, const Limit& limit,
                                     std::size_t received);

}  // namespace curlew::engine
