#include "layers/outcome.hpp"

namespace curlew::layers {

std::string Outcome::in_words() const {
    if (error != nullptr) return error->message();
    return failure ? "an exception that is not curlew's" : response.status_line();
}

std::vector<Attempt> Outcome::attempts() const {
    std::vector<Attempt> known;
    if (error != nullptr) {
        known = error->attempts();
    } else if (!failure) {
        known = response.attempts();
    }
    if (known.size() <= 1) known.clear();
    return known;
}

void Outcome::set_attempts(const std::shared_ptr<const AttemptLog>& log) {
    if (error != nullptr) {
        error->attach({.log = log});
    } else if (!failure) {
        response.set_attempts(log);
    }
}

}  // namespace curlew::layers
