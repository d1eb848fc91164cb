#include "content/file_type.hpp"

#include "support/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace curlew {

std::string_view content_type_of(std::string_view path) {
    // What people upload, as registered with IANA.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 33> known{{
        {".avif", "image/avif"},
        {".bmp", "image/bmp"},
        {".css", "text/css"},
        {".csv", "text/csv"},
        {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {".epub", "application/epub+zip"},
        {".gif", "image/gif"},
        {".gz", "application/gzip"},
        {".htm", "text/html"},
        {".html", "text/html"},
        {".ico", "image/vnd.microsoft.icon"},
        {".jpeg", "image/jpeg"},
        {".jpg", "image/jpeg"},
        {".js", "text/javascript"},
        {".json", "application/json"},
        {".md", "text/markdown"},
        {".mp3", "audio/mpeg"},
        {".mp4", "video/mp4"},
        {".ogg", "audio/ogg"},
        {".pdf", "application/pdf"},
        {".png", "image/png"},
        {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
        {".svg", "image/svg+xml"},
        {".tif", "image/tiff"},
        {".tiff", "image/tiff"},
        {".txt", "text/plain"},
        {".wav", "audio/vnd.wave"},
        {".webm", "video/webm"},
        {".webp", "image/webp"},
        {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {".xml", "application/xml"},
        {".zip", "application/zip"},
        {".zst", "application/zstd"},
    }};
    const std::size_t dot = std::min(path.rfind('.'), path.size());
    const std::string extension = ascii::lowered(path.substr(dot));
    const auto* const found =
        std::ranges::find(known, extension, &std::pair<std::string_view, std::string_view>::first);
    return found == known.end() ? "application/octet-stream" : found->second;
}

}  // namespace curlew
