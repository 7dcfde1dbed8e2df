#include "libpcap.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static struct libpcap library;
static char load_error[512];
static int loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The names under which distributions install the library; the last one only comes with development files. */
static const char *const LIBRARY_NAMES[] = {"libpcap.so.1", "libpcap.so.0.8", "libpcap.so"};

struct symbol {
  const char *name;
  size_t offset;
};

#define SYMBOL(field) {"pcap_" #field, offsetof(struct libpcap, field)}

static const struct symbol REQUIRED[] = {
    SYMBOL(lib_version),   SYMBOL(statustostr),          SYMBOL(create),
    SYMBOL(set_snaplen),   SYMBOL(set_promisc),          SYMBOL(set_timeout),
    SYMBOL(set_buffer_size), SYMBOL(set_tstamp_precision), SYMBOL(get_tstamp_precision),
    SYMBOL(activate),      SYMBOL(setnonblock),          SYMBOL(get_selectable_fd),
    SYMBOL(datalink),      SYMBOL(set_datalink),         SYMBOL(snapshot),
    SYMBOL(lookupnet),     SYMBOL(compile),              SYMBOL(setfilter),
    SYMBOL(freecode),      SYMBOL(open_dead),            SYMBOL(dispatch),
    SYMBOL(breakloop),     SYMBOL(stats),                SYMBOL(geterr),
    SYMBOL(close),         SYMBOL(findalldevs),          SYMBOL(freealldevs),
};
static const struct symbol OPTIONAL[] = {SYMBOL(get_required_select_timeout)};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void *find(void *opened, const struct symbol *symbol) {
  void *found = dlsym(opened, symbol->name);
  *(void **)((char *)&library + symbol->offset) = found;
  return found;
}

static void load(void) {
  void *opened = NULL;
  for (size_t i = 0; i < COUNT(LIBRARY_NAMES) && opened == NULL; i++) {
    opened = dlopen(LIBRARY_NAMES[i], RTLD_NOW | RTLD_LOCAL);
    if (opened == NULL && load_error[0] == '\0') snprintf(load_error, sizeof load_error, "%s", dlerror());
  }
  if (opened == NULL) return;
  for (size_t i = 0; i < COUNT(REQUIRED); i++) {
    if (find(opened, &REQUIRED[i]) != NULL) continue;
    snprintf(load_error, sizeof load_error, "libpcap has no %s", REQUIRED[i].name);
    return;
  }
  for (size_t i = 0; i < COUNT(OPTIONAL); i++) find(opened, &OPTIONAL[i]);
  loaded = 1;
}

const struct libpcap *libpcap_load(const char **error) {
  pthread_once(&once, load);
  *error = load_error;
  return loaded ? &library : NULL;
}
