/* A capture as JavaScript holds it. */
#ifndef TCPDIALOG_ADDON_H
#define TCPDIALOG_ADDON_H

#include "values.h"
#include "waiter.h"

struct handle {
  struct capture *capture; /* NULL once it is closed */
  struct waiter waiter;
  napi_threadsafe_function readable;
  bool hooked;
};

/* libpcap, or NULL with an exception pending whose code is LIBPCAP_MISSING. */
const struct libpcap *need_libpcap(napi_env env);

/* An object that owns `capture`; NULL with `*error` set, and then the capture is closed. */
napi_value handle_create(napi_env env, struct capture *capture, napi_value on_readable,
                         struct capture_error *error);

/* The handle behind an object of handle_create, or NULL with an exception pending. */
struct handle *handle_of(napi_env env, napi_value object);

/* Ends the thread and the capture; safe to call twice. */
void handle_close(napi_env env, struct handle *handle);

/* open(options, onReadable): Promise of a handle. */
napi_value open_capture(napi_env env, napi_callback_info info);

/* setFilter(handle, text): Promise of nothing. */
napi_value set_filter(napi_env env, napi_callback_info info);

#endif
