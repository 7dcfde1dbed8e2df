/* Reading and making JavaScript values. A failed call leaves its exception pending and yields NULL or 0. */
#ifndef TCPDIALOG_VALUES_H
#define TCPDIALOG_VALUES_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>

#include "capture.h"

/* A copy on the heap, or NULL. */
char *copy_text(napi_env env, napi_value value);

/* Properties of an object; each yields false with an exception pending where it is not of that type. */
bool get_text(napi_env env, napi_value object, const char *name, char **text);
bool get_integer(napi_env env, napi_value object, const char *name, int *number);
bool get_boolean(napi_env env, napi_value object, const char *name, int *flag);

void set_text(napi_env env, napi_value object, const char *name, const char *text);
void set_number(napi_env env, napi_value object, const char *name, double number);
void set_boolean(napi_env env, napi_value object, const char *name, bool flag);

/* An Error with libpcap's text as message, `status`, libpcap's code, and `ofFilter`. */
napi_value make_error(napi_env env, const struct capture_error *error);

#endif
