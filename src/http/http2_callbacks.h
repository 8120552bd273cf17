#pragma once

#include <nghttp2/nghttp2.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "http/server_options.h"

namespace flows::http {

class Http2Session;

// Returns libnghttp2's session of a server, which calls `session` for what it reads and writes.
nghttp2_session* make_http2_library(Http2Session& session);

// The read callback of a response's body. The source is its Http2Stream.
ssize_t read_http2_body(nghttp2_session* library, std::int32_t id, std::uint8_t* buffer,
                        std::size_t most, std::uint32_t* flags, nghttp2_data_source* source,
                        void* user);

// Submits what this server allows: it is the first frame of each connection.
void submit_http2_settings(nghttp2_session* library, const ServerOptions& options);

}  // namespace flows::http
