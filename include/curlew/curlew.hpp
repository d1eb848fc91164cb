#pragma once

/// @file Everything that curlew has, apart from curlew::testing.

#include <curlew/async_client.hpp>
#include <curlew/attempt.hpp>
#include <curlew/body.hpp>
#include <curlew/circuit_breaker.hpp>
#include <curlew/client.hpp>
#include <curlew/clock.hpp>
#include <curlew/config.hpp>
#include <curlew/download.hpp>
#include <curlew/error_details.hpp>
#include <curlew/errors.hpp>
#include <curlew/event_stream.hpp>
#include <curlew/headers.hpp>
#include <curlew/hedge.hpp>
#include <curlew/json.hpp>
#include <curlew/link.hpp>
#include <curlew/log.hpp>
#include <curlew/model.hpp>
#include <curlew/multipart.hpp>
#include <curlew/params.hpp>
#include <curlew/progress.hpp>
#include <curlew/rate_limiter.hpp>
#include <curlew/redirect.hpp>
#include <curlew/request.hpp>
#include <curlew/response.hpp>
#include <curlew/result.hpp>
#include <curlew/retry.hpp>
#include <curlew/sleeper.hpp>
#include <curlew/sse.hpp>
#include <curlew/streamed_response.hpp>
#include <curlew/timeout.hpp>
#include <curlew/transport.hpp>
#include <curlew/transport_factory.hpp>
#include <curlew/url.hpp>
#include <curlew/version.hpp>
