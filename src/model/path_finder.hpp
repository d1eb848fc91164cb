#pragma once

#include <curlew/model/tape.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace curlew::detail {

/// Adds `.key` to a path, or `["a key"]` where that would be ambiguous.
void append_key(std::string& path, std::string_view key);
void append_index(std::string& path, std::size_t index);

/// The path of the value that comes next in JSON that is written as far as here.
[[nodiscard]] std::string path_of_next(std::string_view json);

/// Works out paths of positions on a tape. Positions are asked for in document order, so that the
/// document is walked over once for all of them.
class PathFinder {
public:
    /// Paths are relative to the value at `root`.
    PathFinder(const Tape& tape, Position root);

    /// The path of the value at `target`; if it is a closing bracket, of its object or array.
    [[nodiscard]] std::string path_of(Position target);

private:
    struct Container {
        Position end;          ///< the closing bracket
        Position child;        ///< the value that the walk has come to
        std::size_t index;     ///< how many are before it
        std::string_view key;  ///< its name, in an object
        bool is_object;
    };

    void enter(Position at);
    static void step(Container& container, const Tape& tape, Position from);

    Tape tape_;
    Position root_;
    std::vector<Container> open_;
};

}  // namespace curlew::detail
