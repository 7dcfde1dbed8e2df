#include "devices.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

static bool address_text(const struct sockaddr *address, char *text, socklen_t octets) {
  if (address == NULL) return false;
  if (address->sa_family == AF_INET)
    return inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, octets) != NULL;
  if (address->sa_family == AF_INET6)
    return inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, text, octets) != NULL;
  return false;
}

static void set_addresses(napi_env env, napi_value device, const struct pcap_addr *first) {
  napi_value list;
  if (napi_create_array(env, &list) != napi_ok) return;
  uint32_t count = 0;
  for (const struct pcap_addr *each = first; each != NULL; each = each->next) {
    char text[INET6_ADDRSTRLEN];
    napi_value value;
    if (!address_text(each->address, text, sizeof text)) continue;
    if (napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) == napi_ok)
      napi_set_element(env, list, count++, value);
  }
  napi_set_named_property(env, device, "addresses", list);
}

static napi_value describe(napi_env env, const struct pcap_if *found) {
  napi_value device;
  if (napi_create_object(env, &device) != napi_ok) return NULL;
  set_text(env, device, "name", found->name);
  set_text(env, device, "description", found->description == NULL ? "" : found->description);
  set_boolean(env, device, "up", (found->flags & PCAP_IF_UP) != 0);
  set_boolean(env, device, "running", (found->flags & PCAP_IF_RUNNING) != 0);
  set_boolean(env, device, "loopback", (found->flags & PCAP_IF_LOOPBACK) != 0);
  set_addresses(env, device, found->addresses);
  return device;
}

napi_value list_devices(napi_env env, const struct libpcap *pcap) {
  struct capture_error error = {.status = PCAP_ERROR};
  char text[PCAP_ERROR_TEXT_OCTETS] = "";
  struct pcap_if *all = NULL;
  napi_value list;
  if (pcap->findalldevs(&all, text) < 0) {
    snprintf(error.text, sizeof error.text, "%s", text);
    napi_value made = make_error(env, &error);
    if (made != NULL) napi_throw(env, made);
    return NULL;
  }
  if (napi_create_array(env, &list) == napi_ok) {
    uint32_t count = 0;
    for (const struct pcap_if *each = all; each != NULL; each = each->next) {
      napi_value device = describe(env, each);
      if (device != NULL) napi_set_element(env, list, count++, device);
    }
  } else {
    list = NULL;
  }
  pcap->freealldevs(all);
  return list;
}
