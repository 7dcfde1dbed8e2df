/* One live capture: opening, filters and draining. Knows nothing of Node.js. */
#ifndef TCPDIALOG_CAPTURE_H
#define TCPDIALOG_CAPTURE_H

#include <stdint.h>

#include "libpcap.h"

#define CAPTURE_ERROR_TEXT_OCTETS 512
#define RECORD_HEADER_OCTETS 16

struct capture_options {
  char *device;
  char *filter;
  int snapshot_length;
  int buffer_octets;
  int timeout_milliseconds;
  int promiscuous;
};

/* What libpcap said: `status` is 0 or one of its negative codes. */
struct capture_error {
  int status;
  int of_filter;
  char text[CAPTURE_ERROR_TEXT_OCTETS];
};

struct capture {
  const struct libpcap *pcap;
  pcap_t *handle;
  char *device;
  uint32_t netmask;
  int link_type;
  int snapshot_length;
  uint32_t nanoseconds_per_unit;
  int selectable_fd;
  /* Where the dispatch under way writes to. */
  uint8_t *room;
  size_t room_octets;
  size_t used_octets;
  /* Records that were handed over when the room was full: first in, first out. */
  uint8_t *pending;
  size_t pending_start;
  size_t pending_end;
  size_t pending_capacity;
  uint64_t lost; /* records for which there was no memory */
  struct capture_error error; /* why the capture ended; told once the room is empty */
};

/* Opens and starts a capture; NULL and `*error` where that fails. May resolve host names: not for the capture thread. */
struct capture *capture_open(const struct libpcap *pcap, const struct capture_options *options,
                             struct capture_error *error);

/*
 * Compiles another filter for a device that is being captured, without touching the capture: from any thread.
 * `*program` is to be freed with pcap_freecode.
 */
int capture_compile(const struct libpcap *pcap, const char *device, int link_type, int snapshot_length,
                    uint32_t netmask, const char *text, struct bpf_program *program, struct capture_error *error);

int capture_install(struct capture *capture, struct bpf_program *program, struct capture_error *error);

/*
 * Writes whole records, as many as are there and fit, and returns their octets; never waits. `octets` is at least
 * RECORD_HEADER_OCTETS more than the snapshot length. 0 with capture->error.status set: the capture has ended.
 */
size_t capture_drain(struct capture *capture, uint8_t *room, size_t octets);

/* For how long to wait for the selectable descriptor before draining all the same, in milliseconds; -1: for ever. */
int capture_wait_milliseconds(struct capture *capture);

void capture_close(struct capture *capture);

#endif
