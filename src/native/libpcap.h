/*
 * What this addon uses of libpcap, declared here so that no libpcap headers are needed to build it; the library itself
 * is opened at run time. Types and prototypes as in pcap(3PCAP), libpcap 1.5 or newer.
 */
#ifndef TCPDIALOG_LIBPCAP_H
#define TCPDIALOG_LIBPCAP_H

#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>

#define PCAP_ERROR_TEXT_OCTETS 256 /* PCAP_ERRBUF_SIZE */

#define PCAP_ERROR (-1)
#define PCAP_ERROR_BREAK (-2)
#define PCAP_NETMASK_UNKNOWN 0xffffffffu
#define PCAP_TSTAMP_PRECISION_NANO 1

#define PCAP_IF_LOOPBACK 0x1u
#define PCAP_IF_UP 0x2u
#define PCAP_IF_RUNNING 0x4u

#define DLT_RAW 12
#define DLT_LINUX_SLL 113
#define DLT_LINUX_SLL2 276
#define LINKTYPE_RAW 101

typedef struct pcap pcap_t;
struct sockaddr;

struct bpf_instruction {
  uint16_t code;
  uint8_t jump_true;
  uint8_t jump_false;
  uint32_t k;
};

struct bpf_program {
  unsigned int length;
  struct bpf_instruction *instructions;
};

struct pcap_pkthdr {
  struct timeval time; /* tv_usec holds nanoseconds where that precision was asked for and granted */
  uint32_t captured_length;
  uint32_t original_length;
};

struct pcap_stat {
  unsigned int received;
  unsigned int dropped;
  unsigned int dropped_by_interface;
};

struct pcap_addr {
  struct pcap_addr *next;
  struct sockaddr *address;
  struct sockaddr *netmask;
  struct sockaddr *broadcast;
  struct sockaddr *destination;
};

struct pcap_if {
  struct pcap_if *next;
  char *name;
  char *description;
  struct pcap_addr *addresses;
  uint32_t flags;
};

typedef void (*pcap_handler)(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *octets);

/* The functions used, as found in the library. Those after `optional` may be NULL. */
struct libpcap {
  const char *(*lib_version)(void);
  const char *(*statustostr)(int status);
  pcap_t *(*create)(const char *device, char *error);
  int (*set_snaplen)(pcap_t *, int octets);
  int (*set_promisc)(pcap_t *, int on);
  int (*set_timeout)(pcap_t *, int milliseconds);
  int (*set_buffer_size)(pcap_t *, int octets);
  int (*set_tstamp_precision)(pcap_t *, int precision);
  int (*get_tstamp_precision)(pcap_t *);
  int (*activate)(pcap_t *);
  int (*setnonblock)(pcap_t *, int on, char *error);
  int (*get_selectable_fd)(pcap_t *);
  int (*datalink)(pcap_t *);
  int (*set_datalink)(pcap_t *, int link_type);
  int (*snapshot)(pcap_t *);
  int (*lookupnet)(const char *device, uint32_t *network, uint32_t *netmask, char *error);
  int (*compile)(pcap_t *, struct bpf_program *, const char *text, int optimize, uint32_t netmask);
  int (*setfilter)(pcap_t *, struct bpf_program *);
  void (*freecode)(struct bpf_program *);
  pcap_t *(*open_dead)(int link_type, int snapshot_length);
  int (*dispatch)(pcap_t *, int count, pcap_handler, unsigned char *user);
  void (*breakloop)(pcap_t *);
  int (*stats)(pcap_t *, struct pcap_stat *);
  char *(*geterr)(pcap_t *);
  void (*close)(pcap_t *);
  int (*findalldevs)(struct pcap_if **, char *error);
  void (*freealldevs)(struct pcap_if *);
  /* optional */
  const struct timeval *(*get_required_select_timeout)(pcap_t *); /* libpcap 1.9 */
};

/* The library's functions, or NULL where there is no libpcap; then `*error` says what the dynamic linker said. */
const struct libpcap *libpcap_load(const char **error);

#endif
