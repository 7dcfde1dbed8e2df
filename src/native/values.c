#include "values.h"

#include <stdlib.h>

char *copy_text(napi_env env, napi_value value) {
  size_t octets;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &octets) != napi_ok) return NULL;
  char *text = malloc(octets + 1);
  if (text != NULL) napi_get_value_string_utf8(env, value, text, octets + 1, &octets);
  return text;
}

static bool refuse(napi_env env, const char *name) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_type_error(env, NULL, name);
  return false;
}

bool get_text(napi_env env, napi_value object, const char *name, char **text) {
  napi_value value;
  *text = NULL;
  if (napi_get_named_property(env, object, name, &value) == napi_ok) *text = copy_text(env, value);
  return *text != NULL || refuse(env, name);
}

bool get_integer(napi_env env, napi_value object, const char *name, int *number) {
  napi_value value;
  return (napi_get_named_property(env, object, name, &value) == napi_ok &&
          napi_get_value_int32(env, value, number) == napi_ok) ||
         refuse(env, name);
}

bool get_boolean(napi_env env, napi_value object, const char *name, int *flag) {
  napi_value value;
  bool read = false;
  bool ok = napi_get_named_property(env, object, name, &value) == napi_ok &&
            napi_get_value_bool(env, value, &read) == napi_ok;
  *flag = read;
  return ok || refuse(env, name);
}

void set_text(napi_env env, napi_value object, const char *name, const char *text) {
  napi_value value;
  if (napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) == napi_ok)
    napi_set_named_property(env, object, name, value);
}

void set_number(napi_env env, napi_value object, const char *name, double number) {
  napi_value value;
  if (napi_create_double(env, number, &value) == napi_ok) napi_set_named_property(env, object, name, value);
}

void set_boolean(napi_env env, napi_value object, const char *name, bool flag) {
  napi_value value;
  if (napi_get_boolean(env, flag, &value) == napi_ok) napi_set_named_property(env, object, name, value);
}

napi_value make_error(napi_env env, const struct capture_error *error) {
  napi_value message;
  napi_value made = NULL;
  if (napi_create_string_utf8(env, error->text, NAPI_AUTO_LENGTH, &message) != napi_ok) return NULL;
  if (napi_create_error(env, NULL, message, &made) != napi_ok) return NULL;
  set_number(env, made, "status", error->status);
  set_boolean(env, made, "ofFilter", error->of_filter != 0);
  return made;
}
