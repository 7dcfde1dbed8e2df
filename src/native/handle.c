#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addon.h"

static const napi_type_tag HANDLE_TAG = {0x7d3c5a1f9be24e06, 0xa1c06f7be85d4f32};

/* On the waiter's thread. The queue takes whatever comes: a waiter speaks once for each time it is armed. */
static void tell_readable(void *context) { napi_call_threadsafe_function(context, NULL, napi_tsfn_nonblocking); }

/* On the thread that owns the capture. */
static void call_on_readable(napi_env env, napi_value on_readable, void *context, void *data) {
  (void)context;
  (void)data;
  napi_value receiver;
  if (env == NULL || on_readable == NULL || napi_get_undefined(env, &receiver) != napi_ok) return;
  napi_call_function(env, receiver, on_readable, 0, NULL, NULL);
}

/*
 * The waiter ends before its threadsafe function is let go: nothing calls that function afterwards. As hooks run in the
 * reverse order of their adding, this one comes before the function's own when a worker is terminated.
 */
static void release(struct handle *handle) {
  if (handle->capture == NULL) return;
  waiter_stop(&handle->waiter);
  napi_release_threadsafe_function(handle->readable, napi_tsfn_release);
  capture_close(handle->capture);
  handle->capture = NULL;
}

static void on_environment_end(void *data) {
  struct handle *handle = data;
  handle->hooked = false;
  release(handle);
}

void handle_close(napi_env env, struct handle *handle) {
  if (handle->hooked) napi_remove_env_cleanup_hook(env, on_environment_end, handle);
  handle->hooked = false;
  release(handle);
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)hint;
  handle_close(env, data);
  free(data);
}

static bool start_waiter(napi_env env, struct handle *handle, napi_value on_readable, struct capture_error *error) {
  napi_value name;
  error->status = PCAP_ERROR;
  snprintf(error->text, sizeof error->text, "no threadsafe function");
  if (napi_create_string_utf8(env, "capture", NAPI_AUTO_LENGTH, &name) != napi_ok) return false;
  if (napi_create_threadsafe_function(env, on_readable, NULL, name, 0, 1, NULL, NULL, NULL, call_on_readable,
                                      &handle->readable) != napi_ok)
    return false;
  handle->waiter.awaited_fd = handle->capture->selectable_fd;
  handle->waiter.readable = tell_readable;
  handle->waiter.context = handle->readable;
  int status = waiter_start(&handle->waiter);
  if (status == 0) return true;
  snprintf(error->text, sizeof error->text, "%s", strerror(status));
  napi_release_threadsafe_function(handle->readable, napi_tsfn_release);
  return false;
}

napi_value handle_create(napi_env env, struct capture *capture, napi_value on_readable,
                         struct capture_error *error) {
  struct handle *handle = calloc(1, sizeof *handle);
  napi_value object;
  if (handle != NULL) handle->capture = capture;
  if (handle == NULL || !start_waiter(env, handle, on_readable, error)) {
    capture_close(capture);
    free(handle);
    return NULL;
  }
  if (napi_create_object(env, &object) != napi_ok ||
      napi_wrap(env, object, handle, finalize, NULL, NULL) != napi_ok) {
    release(handle);
    free(handle);
    return NULL;
  }
  napi_type_tag_object(env, object, &HANDLE_TAG);
  handle->hooked = napi_add_env_cleanup_hook(env, on_environment_end, handle) == napi_ok;
  set_number(env, object, "linkType", capture->link_type);
  set_number(env, object, "snapshotLength", capture->snapshot_length);
  return object;
}

struct handle *handle_of(napi_env env, napi_value object) {
  bool ours = false;
  void *handle = NULL;
  if (napi_check_object_type_tag(env, object, &HANDLE_TAG, &ours) == napi_ok && ours) napi_unwrap(env, object, &handle);
  if (handle == NULL) napi_throw_type_error(env, NULL, "not a capture handle");
  return handle;
}
