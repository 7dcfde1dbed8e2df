/* What may take as long as the name servers do, and so runs on Node's thread pool: opening, and compiling a filter. */
#include <stdlib.h>
#include <string.h>

#include "addon.h"

struct task {
  napi_async_work work;
  napi_deferred deferred;
  napi_ref kept; /* opening: onReadable; a filter: the handle's object */
  const struct libpcap *pcap;
  struct capture_options options;
  struct capture_error error;
  struct capture *capture; /* opened */
  int link_type;
  uint32_t netmask;
  struct bpf_program program; /* compiled */
};

static void free_task(napi_env env, struct task *task) {
  if (task->kept != NULL) napi_delete_reference(env, task->kept);
  if (task->work != NULL) napi_delete_async_work(env, task->work);
  free(task->options.device);
  free(task->options.filter);
  free(task);
}

static void settle(napi_env env, struct task *task, napi_value value) {
  napi_value error;
  if (value != NULL) napi_resolve_deferred(env, task->deferred, value);
  else if ((error = make_error(env, &task->error)) != NULL) napi_reject_deferred(env, task->deferred, error);
}

/* Queues `task` and returns the promise of its result; on failure frees it and leaves an exception pending. */
static napi_value queue(napi_env env, struct task *task, napi_value kept, const char *name,
                        napi_async_execute_callback execute, napi_async_complete_callback complete) {
  napi_value promise, resource_name;
  if (napi_create_reference(env, kept, 1, &task->kept) == napi_ok &&
      napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &resource_name) == napi_ok &&
      napi_create_async_work(env, NULL, resource_name, execute, complete, task, &task->work) == napi_ok &&
      napi_create_promise(env, &task->deferred, &promise) == napi_ok &&
      napi_queue_async_work(env, task->work) == napi_ok)
    return promise;
  free_task(env, task);
  napi_throw_error(env, NULL, name);
  return NULL;
}

static void execute_open(napi_env env, void *data) {
  (void)env;
  struct task *task = data;
  task->capture = capture_open(task->pcap, &task->options, &task->error);
}

/* Also called, with no script allowed to run, when the thread ends meanwhile: then each call into it fails. */
static void complete_open(napi_env env, napi_status status, void *data) {
  (void)status;
  struct task *task = data;
  napi_value on_readable;
  napi_value object = NULL;
  if (task->capture != NULL) {
    if (napi_get_reference_value(env, task->kept, &on_readable) == napi_ok)
      object = handle_create(env, task->capture, on_readable, &task->error);
    else capture_close(task->capture);
  }
  settle(env, task, object);
  free_task(env, task);
}

static bool read_options(napi_env env, napi_value object, struct capture_options *options) {
  return get_text(env, object, "device", &options->device) && get_text(env, object, "filter", &options->filter) &&
         get_integer(env, object, "snapshotLength", &options->snapshot_length) &&
         get_integer(env, object, "bufferOctets", &options->buffer_octets) &&
         get_integer(env, object, "timeoutMilliseconds", &options->timeout_milliseconds) &&
         get_boolean(env, object, "promiscuous", &options->promiscuous);
}

static struct task *new_task(napi_env env, const struct libpcap *pcap) {
  struct task *task = pcap == NULL ? NULL : calloc(1, sizeof *task);
  if (task == NULL && pcap != NULL) napi_throw_error(env, NULL, "out of memory");
  if (task != NULL) task->pcap = pcap;
  return task;
}

napi_value open_capture(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  size_t count = 2;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  struct task *task = new_task(env, need_libpcap(env));
  if (task == NULL) return NULL;
  if (read_options(env, arguments[0], &task->options))
    return queue(env, task, arguments[1], "open", execute_open, complete_open);
  free_task(env, task);
  return NULL;
}

static void execute_filter(napi_env env, void *data) {
  (void)env;
  struct task *task = data;
  capture_compile(task->pcap, task->options.device, task->link_type, task->options.snapshot_length, task->netmask,
                  task->options.filter, &task->program, &task->error);
}

/* The thread that drains is the one that installs. A capture that was closed meanwhile needs no filter any more. */
static void complete_filter(napi_env env, napi_status status, void *data) {
  (void)status;
  struct task *task = data;
  napi_value object;
  napi_value done = NULL;
  if (task->program.instructions != NULL) {
    if (napi_get_reference_value(env, task->kept, &object) == napi_ok) {
      struct handle *handle = handle_of(env, object);
      if (handle != NULL && handle->capture != NULL)
        capture_install(handle->capture, &task->program, &task->error);
    }
    task->pcap->freecode(&task->program);
  }
  if (task->error.status == 0) napi_get_undefined(env, &done);
  settle(env, task, done);
  free_task(env, task);
}

napi_value set_filter(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  size_t count = 2;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  struct handle *handle = handle_of(env, arguments[0]);
  if (handle == NULL) return NULL;
  if (handle->capture == NULL) {
    napi_throw_error(env, "CLOSED", "the capture is closed");
    return NULL;
  }
  struct task *task = new_task(env, handle->capture->pcap);
  if (task == NULL) return NULL;
  task->options.device = strdup(handle->capture->device);
  task->options.filter = copy_text(env, arguments[1]);
  if (task->options.device == NULL || task->options.filter == NULL) {
    free_task(env, task);
    napi_throw_type_error(env, NULL, "text");
    return NULL;
  }
  task->options.snapshot_length = handle->capture->snapshot_length;
  task->link_type = handle->capture->link_type;
  task->netmask = handle->capture->netmask;
  return queue(env, task, arguments[0], "filter", execute_filter, complete_filter);
}
