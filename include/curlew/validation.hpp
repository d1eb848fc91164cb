#pragma once

namespace curlew {

/// How exactly the JSON type of a value has to match the C++ type it is decoded to.
enum class Validation {
    lax,     ///< sensible conversions are made: the string "12" is an int
    strict,  ///< only the type itself: the string "12" is an error where an int is asked for
};

}  // namespace curlew
