#pragma once

#include "local/route.h"

// The handlers of this room's routes, named like their rows in routes.cpp. Threads: those that
// `runs_on` of the row allows.
namespace flows::local {

wire::Response get_index(const wire::Request& request, const Labels& labels, Services& services);

wire::Response get_health(const wire::Request& request, const Labels& labels, Services& services);

wire::Response get_backends(const wire::Request& request, const Labels& labels, Services& services);
wire::Response put_backends(const wire::Request& request, const Labels& labels, Services& services);

wire::Response get_objects(const wire::Request& request, const Labels& labels, Services& services);
wire::Response get_object(const wire::Request& request, const Labels& labels, Services& services);
wire::Response put_object(const wire::Request& request, const Labels& labels, Services& services);
wire::Response delete_object(const wire::Request& request, const Labels& labels,
                             Services& services);

wire::Response get_requests(const wire::Request& request, const Labels& labels, Services& services);
wire::Response delete_requests(const wire::Request& request, const Labels& labels,
                               Services& services);

wire::Response get_calls(const wire::Request& request, const Labels& labels, Services& services);
wire::Response delete_calls(const wire::Request& request, const Labels& labels, Services& services);

wire::Response get_executions(const wire::Request& request, const Labels& labels,
                              Services& services);
wire::Response get_execution(const wire::Request& request, const Labels& labels,
                             Services& services);

wire::Response get_clock(const wire::Request& request, const Labels& labels, Services& services);
wire::Response post_clock(const wire::Request& request, const Labels& labels, Services& services);

wire::Response get_state(const wire::Request& request, const Labels& labels, Services& services);
wire::Response put_state(const wire::Request& request, const Labels& labels, Services& services);

wire::Response get_snapshots(const wire::Request& request, const Labels& labels,
                             Services& services);
wire::Response post_snapshot(const wire::Request& request, const Labels& labels,
                             Services& services);
wire::Response delete_snapshot(const wire::Request& request, const Labels& labels,
                               Services& services);
wire::Response post_snapshot_load(const wire::Request& request, const Labels& labels,
                                  Services& services);

wire::Response post_reset(const wire::Request& request, const Labels& labels, Services& services);

}  // namespace flows::local
