#include "support/random.hpp"

#include <random>

namespace curlew {

std::string random_hex(std::size_t bytes) {
    std::random_device system;  // getrandom(), as libstdc++ and libc++ have it
    std::string out;
    while (out.size() < 2 * bytes) {
        for (unsigned value = system(), digit = 0; digit < 8; ++digit, value >>= 4)
            out += "0123456789abcdef"[value & 0xF];
    }
    out.resize(2 * bytes);
    return out;
}

}  // namespace curlew
