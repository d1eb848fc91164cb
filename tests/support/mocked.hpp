#pragma once

#include "support/each_client.hpp"

#include <curlew/testing/fake_clock.hpp>
#include <curlew/testing/mock_transport.hpp>

#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace curlew::testing {

/// A Client or an AsyncClient, as the parameter says, over a mock and a clock that goes by itself.
class Mocked : public ::testing::TestWithParam<bool> {
protected:
    EitherClient client(ClientConfig config = {}) const {
        config.base_url = "https://api.example.com";
        config.transport = mock_;
        config.clock = clock_.share();
        return {GetParam(), config};
    }

    /// How much later it is than at the beginning.
    [[nodiscard]] Duration waited() const { return clock_.elapsed(); }

    const MockTransport mock_;
    const FakeClock clock_;
};

inline const auto as_it_is = [](auto request) { return request; };

/// Client, AsyncClient
inline const auto each_client_name = [](const ::testing::TestParamInfo<bool>& test) {
    return std::string(test.param ? "AsyncClient" : "Client");
};

}  // namespace curlew::testing
