#include "support/nginx.hpp"

namespace curlew::testing {

Nginx::Nginx(const std::string& locations, const std::string& certificate_pem,
             const std::string& key_pem)
    : certificate_(folder_.write("server.pem", certificate_pem)),
      key_(folder_.write("server.key", key_pem)),
      process_({program, "-p", folder_.path(), "-c",
                folder_.write("nginx.conf", configuration(locations, !certificate_pem.empty()))},
               {plain_.fd(), secure_.fd()},
               // How a running nginx hands its sockets to the next one.
               {"NGINX=3;4;"}, folder_.path() + "/log") {}

std::string Nginx::url() const {
    return "http://127.0.0.1:" + std::to_string(plain_.port());
}
std::string Nginx::https_url() const {
    return "https://127.0.0.1:" + std::to_string(secure_.port());
}

std::string Nginx::configuration(const std::string& locations, bool tls) const {
    const std::string root = folder_.path();
    std::string secure = "listen 127.0.0.1:" + std::to_string(secure_.port());
    if (tls) {
        secure += " ssl; ssl_certificate " + certificate_ + "; ssl_certificate_key " + key_;
    }
    return "daemon off; worker_processes 1; user root; pid " + root +
           "/pid; error_log stderr;\n"
           "events { worker_connections 512; }\n"
           "http { access_log off; default_type text/plain;\n"
           "  client_body_temp_path " +
           root + "/body; proxy_temp_path " + root +
           "/proxy;\n"
           "  fastcgi_temp_path " +
           root + "/fastcgi; uwsgi_temp_path " + root +
           "/uwsgi;\n"
           "  scgi_temp_path " +
           root +
           "/scgi;\n"
           "  server { listen 127.0.0.1:" +
           std::to_string(plain_.port()) + ";\n    " + secure + ";\n    root " + root + ";\n" +
           locations + "\n  }\n}\n";
}

}  // namespace curlew::testing
