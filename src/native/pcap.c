/* The addon's door: what JavaScript can call. One instance of it serves any number of threads. */
#include "addon.h"
#include "devices.h"

const struct libpcap *need_libpcap(napi_env env) {
  const char *error;
  const struct libpcap *pcap = libpcap_load(&error);
  if (pcap == NULL) napi_throw_error(env, "LIBPCAP_MISSING", error);
  return pcap;
}

static napi_value library_version(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value text = NULL;
  const struct libpcap *pcap = need_libpcap(env);
  if (pcap != NULL) napi_create_string_utf8(env, pcap->lib_version(), NAPI_AUTO_LENGTH, &text);
  return text;
}

static napi_value devices(napi_env env, napi_callback_info info) {
  (void)info;
  const struct libpcap *pcap = need_libpcap(env);
  return pcap == NULL ? NULL : list_devices(env, pcap);
}

/* The first argument's handle as long as it is open; else NULL with an exception pending. */
static struct handle *open_handle(napi_env env, napi_callback_info info, size_t count, napi_value *arguments) {
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  struct handle *handle = handle_of(env, arguments[0]);
  if (handle == NULL || handle->capture != NULL) return handle;
  napi_throw_error(env, "CLOSED", "the capture is closed");
  return NULL;
}

/* drain(handle, octets): how many octets of whole records were written; 0: none are there. Throws when it has ended. */
static napi_value drain(napi_env env, napi_callback_info info) {
  napi_value arguments[2], written, error;
  struct handle *handle = open_handle(env, info, 2, arguments);
  if (handle == NULL) return NULL;
  napi_typedarray_type type;
  size_t octets;
  void *room;
  struct capture *capture = handle->capture;
  if (napi_get_typedarray_info(env, arguments[1], &type, &octets, &room, NULL, NULL) != napi_ok ||
      type != napi_uint8_array || octets < (size_t)capture->snapshot_length + RECORD_HEADER_OCTETS) {
    napi_throw_range_error(env, NULL, "a Uint8Array with room for the longest record");
    return NULL;
  }
  size_t used = capture_drain(capture, room, octets);
  if (used == 0 && capture->error.status != 0) {
    if ((error = make_error(env, &capture->error)) != NULL) napi_throw(env, error);
    return NULL;
  }
  return napi_create_uint32(env, (uint32_t)used, &written) == napi_ok ? written : NULL;
}

/* arm(handle): onReadable is called once, as soon as draining is worth while. */
static napi_value arm(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  struct handle *handle = open_handle(env, info, 1, arguments);
  if (handle != NULL) waiter_arm(&handle->waiter, capture_wait_milliseconds(handle->capture));
  return NULL;
}

/* stats(handle): what pcap_stats(3PCAP) counts since the start, as it counts it, and what was lost for want of memory. */
static napi_value stats(napi_env env, napi_callback_info info) {
  napi_value arguments[1], object;
  struct handle *handle = open_handle(env, info, 1, arguments);
  if (handle == NULL || napi_create_object(env, &object) != napi_ok) return NULL;
  struct pcap_stat counts = {0};
  struct capture *capture = handle->capture;
  if (capture->pcap->stats(capture->handle, &counts) < 0) {
    napi_throw_error(env, NULL, capture->pcap->geterr(capture->handle));
    return NULL;
  }
  set_number(env, object, "received", counts.received);
  set_number(env, object, "droppedByKernel", counts.dropped);
  set_number(env, object, "droppedByInterface", counts.dropped_by_interface);
  set_number(env, object, "lost", (double)capture->lost);
  return object;
}

/* close(handle): at once; what was not drained is gone. Safe to call twice. */
static napi_value close_capture(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  size_t count = 1;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  struct handle *handle = handle_of(env, arguments[0]);
  if (handle != NULL) handle_close(env, handle);
  return NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"libraryVersion", NULL, library_version, NULL, NULL, NULL, napi_enumerable, NULL},
      {"devices", NULL, devices, NULL, NULL, NULL, napi_enumerable, NULL},
      {"open", NULL, open_capture, NULL, NULL, NULL, napi_enumerable, NULL},
      {"drain", NULL, drain, NULL, NULL, NULL, napi_enumerable, NULL},
      {"arm", NULL, arm, NULL, NULL, NULL, napi_enumerable, NULL},
      {"setFilter", NULL, set_filter, NULL, NULL, NULL, napi_enumerable, NULL},
      {"stats", NULL, stats, NULL, NULL, NULL, napi_enumerable, NULL},
      {"close", NULL, close_capture, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof functions[0], functions);
  return exports;
}
