#pragma once

namespace curlew::engine {

/// How far a part of an exchange has come.
enum class Progress { done, blocked, failed };

}  // namespace curlew::engine
