#pragma once

#include <curlew/body.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace curlew {

/// A form with files: multipart/form-data (RFC 7578). Parts are sent in the order in which they
/// were added, and read as they are sent.
///
/// @code
/// client.post("/upload")
///     .multipart(curlew::Multipart().field("title", "Report").file("document", "report.pdf"))
///     .send();
/// @endcode
class Multipart {
public:
    /// With a boundary of its own, which 128 random bits keep from occurring in any part.
    Multipart();

    /// A field as a form has it. An empty content type sends none, which means text in UTF-8.
    /// @throws ConfigurationError here and below, if the content type has control characters
    Multipart&& field(std::string_view name, std::string value,
                      std::string_view content_type = {}) &&;

    /// A file, by its own name; of the content type that its extension stands for, or
    /// application/octet-stream.
    Multipart&& file(std::string_view name, const std::string& path) &&;
    /// A file under another name. Any character may be in it.
    Multipart&& file(std::string_view name, const std::string& path, std::string_view filename,
                     std::string_view content_type) &&;

    /// A part that is a file to the server, and anything here. An empty file name sends none.
    Multipart&& part(std::string_view name, Body body, std::string_view filename,
                     std::string_view content_type) &&;

    /// As above, for a form in a variable.
    Multipart& field(std::string_view name, std::string value,
                     std::string_view content_type = {}) &;
    Multipart& file(std::string_view name, const std::string& path) &;
    Multipart& file(std::string_view name, const std::string& path, std::string_view filename,
                    std::string_view content_type) &;
    Multipart& part(std::string_view name, Body body, std::string_view filename,
                    std::string_view content_type) &;

    /// `multipart/form-data; boundary=...`
    [[nodiscard]] std::string content_type() const;

    /// The form as it is sent. Its size is known if that of every part is.
    [[nodiscard]] Body body() const;

private:
    struct Part {
        std::string head;  ///< delimiter and header section
        Body body;
    };
    class Source;
    class Reader;

    std::string boundary_;
    std::vector<Part> parts_;
};

}  // namespace curlew
