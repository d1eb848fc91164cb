#include "model/path_finder.hpp"

#include "support/ascii.hpp"
#include "support/printable.hpp"

#include <algorithm>

namespace curlew::detail {
namespace {

// Documents may have names and depths of any size; what messages show of them is bounded.
constexpr std::size_t longest_key = 60;
constexpr std::size_t longest_path = 1000;

bool is_plain(std::string_view key) {
    return !key.empty() && key.size() <= longest_key && std::ranges::all_of(key, [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_' || c == '-' || c == '$' ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

std::string shortened(std::string path) {
    if (path.size() <= longest_path) return path;
    const std::size_t half = longest_path / 2;
    return path.substr(0, half) + "..." + path.substr(path.size() - half);
}

}  // namespace

void append_key(std::string& path, std::string_view key) {
    if (is_plain(key)) {
        if (!path.empty()) path += '.';
        path += key;
    } else {
        path += '[' + quoted(key, longest_key) + ']';
    }
}

void append_index(std::string& path, std::size_t index) {
    path += '[' + std::to_string(index) + ']';
}

std::string path_of_next(std::string_view json) {
    struct Container {
        bool is_object;
        bool wants_key;
        std::size_t index;
        std::string_view key;
    };
    std::vector<Container> open;
    for (std::size_t i = 0; i < json.size(); ++i) {
        switch (json[i]) {
            case '{':
                open.push_back({true, true, 0, {}});
                break;
            case '[':
                open.push_back({false, false, 0, {}});
                break;
            case '}':
            case ']':
                open.pop_back();
                break;
            case ',':
                ++open.back().index;
                open.back().wants_key = open.back().is_object;
                break;
            case '"': {
                const std::size_t start = i + 1;
                for (++i; i < json.size() && json[i] != '"'; ++i) {
                    if (json[i] == '\\') ++i;
                }
                if (!open.empty() && open.back().wants_key) {
                    open.back().key = json.substr(start, i - start);
                    open.back().wants_key = false;
                }
                break;
            }
            default:
                break;
        }
    }
    std::string path;
    for (const Container& container : open) {
        if (container.is_object) {
            append_key(path, container.key);
        } else {
            append_index(path, container.index);
        }
    }
    return shortened(std::move(path));
}

PathFinder::PathFinder(const Tape& tape, Position root) : tape_(tape), root_(root) {
    enter(root);
}

/// Puts the walk before the value at `from`, or its name.
void PathFinder::step(Container& container, const Tape& tape, Position from) {
    container.child = from;
    if (container.is_object && from != container.end) {
        container.key = tape.text(from);
        container.child = from + 1;
    }
}

void PathFinder::enter(Position at) {
    const Tag tag = tag_of(at);
    if (tag != Tag::object && tag != Tag::array) return;
    Container container{tape_.closing(at), nullptr, 0, {}, tag == Tag::object};
    step(container, tape_, at + 1);
    open_.push_back(container);
}

std::string PathFinder::path_of(Position target) {
    while (open_.size() > 1 && target > open_.back().end)
        open_.pop_back();
    // Down to the container that holds the target itself, or is ended by it.
    while (target != root_ && !open_.empty()) {
        Container& container = open_.back();
        while (container.child != container.end && tape_.next(container.child) <= target) {
            step(container, tape_, tape_.next(container.child));
            ++container.index;
        }
        if (target <= container.child) break;
        enter(container.child);
    }
    std::string path;
    for (const Container& container : open_) {
        if (target == root_ || target == container.end) break;
        if (container.is_object) {
            append_key(path, container.key);
        } else {
            append_index(path, container.index);
        }
    }
    return shortened(std::move(path));
}

}  // namespace curlew::detail
