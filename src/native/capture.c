#include "capture.h"

#include <endian.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How often a descriptor that does not tell everything is looked at (pcap_get_required_select_timeout(3PCAP)). */
#define UNTOLD_WAIT_MILLISECONDS 50
#define SCRATCH_BUFFER_OCTETS (64 * 1024)

static int fail(struct capture_error *error, int status, const char *text) {
  error->status = status < 0 ? status : PCAP_ERROR;
  snprintf(error->text, sizeof error->text, "%s", text);
  return error->status;
}

/* As tcpdump says it: libpcap's text for the code, and beside it what it found out in this case. */
static int fail_activation(const struct libpcap *pcap, pcap_t *handle, int status, struct capture_error *error) {
  const char *particular = pcap->geterr(handle);
  const char *general = pcap->statustostr(status);
  fail(error, status, status == PCAP_ERROR ? particular : general);
  if (status != PCAP_ERROR && particular[0] != '\0' && strcmp(particular, general) != 0)
    snprintf(error->text, sizeof error->text, "%s (%s)", general, particular);
  return error->status;
}

/* The LINKTYPE_ value of a DLT_ value; of the link types read here they differ in one. */
static int link_type_of(int data_link) { return data_link == DLT_RAW ? LINKTYPE_RAW : data_link; }

static int compile(const struct libpcap *pcap, pcap_t *handle, const char *text, uint32_t netmask,
                   struct bpf_program *program, struct capture_error *error) {
  int status = pcap->compile(handle, program, text, 1, netmask);
  if (status >= 0) return 0;
  error->of_filter = 1;
  return fail(error, status, pcap->geterr(handle));
}

static int install(const struct libpcap *pcap, pcap_t *handle, struct bpf_program *program,
                   struct capture_error *error) {
  int status = pcap->setfilter(handle, program);
  return status < 0 ? fail(error, status, pcap->geterr(handle)) : 0;
}

/* Nothing is to fill the buffer while the filter compiles, which takes as long as the name servers do. */
static int reject_all(const struct libpcap *pcap, pcap_t *handle, struct capture_error *error) {
  struct bpf_instruction reject = {0x06 /* BPF_RET | BPF_K */, 0, 0, 0};
  struct bpf_program program = {1, &reject};
  return install(pcap, handle, &program, error);
}

/* A handle that is created, set up and active, but lets nothing through; NULL and `*error` where that fails. */
static pcap_t *activate(const struct libpcap *pcap, const struct capture_options *options,
                        struct capture_error *error) {
  char text[PCAP_ERROR_TEXT_OCTETS] = "";
  pcap_t *handle = pcap->create(options->device, text);
  if (handle == NULL) {
    fail(error, PCAP_ERROR, text);
    return NULL;
  }
  /* These fail on an active handle alone; a precision that a device cannot have leaves microseconds. */
  pcap->set_snaplen(handle, options->snapshot_length);
  pcap->set_promisc(handle, options->promiscuous);
  pcap->set_timeout(handle, options->timeout_milliseconds);
  pcap->set_buffer_size(handle, options->buffer_octets);
  pcap->set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
  int status = pcap->activate(handle);
  if (status < 0) {
    fail_activation(pcap, handle, status, error);
  } else {
    /* Cooked capture, as on the device `any`: version 2 names the interface of each packet; libpcap 1.10 has it. */
    if (pcap->datalink(handle) == DLT_LINUX_SLL) pcap->set_datalink(handle, DLT_LINUX_SLL2);
    status = reject_all(pcap, handle, error);
  }
  if (status >= 0) return handle;
  pcap->close(handle);
  return NULL;
}

static int start(struct capture *capture, const char *filter, struct capture_error *error) {
  const struct libpcap *pcap = capture->pcap;
  char text[PCAP_ERROR_TEXT_OCTETS] = "";
  if (pcap->setnonblock(capture->handle, 1, text) < 0) return fail(error, PCAP_ERROR, text);
  capture->selectable_fd = pcap->get_selectable_fd(capture->handle);
  if (capture->selectable_fd >= 0) fcntl(capture->selectable_fd, F_SETFD, FD_CLOEXEC);
  uint32_t network;
  if (pcap->lookupnet(capture->device, &network, &capture->netmask, text) < 0)
    capture->netmask = PCAP_NETMASK_UNKNOWN;
  struct bpf_program program;
  if (compile(pcap, capture->handle, filter, capture->netmask, &program, error) < 0) return error->status;
  /* The empty filter too: without one the kernel does not apply the snapshot length. */
  int status = install(pcap, capture->handle, &program, error);
  pcap->freecode(&program);
  return status;
}

struct capture *capture_open(const struct libpcap *pcap, const struct capture_options *options,
                             struct capture_error *error) {
  struct capture *capture = calloc(1, sizeof *capture);
  char *device = strdup(options->device);
  pcap_t *handle = capture != NULL && device != NULL ? activate(pcap, options, error) : NULL;
  if (handle == NULL) {
    if (capture == NULL || device == NULL) fail(error, PCAP_ERROR, "out of memory");
    free(device);
    free(capture);
    return NULL;
  }
  capture->pcap = pcap;
  capture->handle = handle;
  capture->device = device;
  capture->link_type = link_type_of(pcap->datalink(handle));
  capture->snapshot_length = pcap->snapshot(handle);
  capture->nanoseconds_per_unit = pcap->get_tstamp_precision(handle) == PCAP_TSTAMP_PRECISION_NANO ? 1 : 1000;
  if (start(capture, options->filter, error) == 0) return capture;
  capture_close(capture);
  return NULL;
}

/*
 * A filter is compiled on a second handle of the same device: code for a live one differs (the kernel takes VLAN tags
 * out of the packets), and pcap_compile writes to its handle, so that the first cannot be used from another thread.
 * Where no second one can be had, as on a device that is down, a dead one has to do. pcap_compile can run in several
 * threads at once since libpcap 1.8.
 */
int capture_compile(const struct libpcap *pcap, const char *device, int link_type, int snapshot_length,
                    uint32_t netmask, const char *text, struct bpf_program *program, struct capture_error *error) {
  struct capture_options options = {.device = (char *)device,
                                    .snapshot_length = snapshot_length,
                                    .buffer_octets = SCRATCH_BUFFER_OCTETS,
                                    .timeout_milliseconds = 1000};
  struct capture_error unheeded = {0};
  pcap_t *handle = activate(pcap, &options, &unheeded);
  if (handle != NULL && link_type_of(pcap->datalink(handle)) != link_type) {
    pcap->close(handle);
    handle = NULL;
  }
  if (handle == NULL) handle = pcap->open_dead(link_type == LINKTYPE_RAW ? DLT_RAW : link_type, snapshot_length);
  if (handle == NULL) return fail(error, PCAP_ERROR, "out of memory");
  int status = compile(pcap, handle, text, netmask, program, error);
  pcap->close(handle);
  return status;
}

int capture_install(struct capture *capture, struct bpf_program *program, struct capture_error *error) {
  return install(capture->pcap, capture->handle, program, error);
}

static void put_u32(uint8_t *at, uint32_t value) {
  value = htole32(value);
  memcpy(at, &value, sizeof value);
}

static void write_record(uint8_t *at, const struct capture *capture, const struct pcap_pkthdr *header,
                         const unsigned char *octets) {
  put_u32(at, (uint32_t)header->time.tv_sec);
  put_u32(at + 4, (uint32_t)header->time.tv_usec * capture->nanoseconds_per_unit);
  put_u32(at + 8, header->captured_length);
  put_u32(at + 12, header->original_length);
  memcpy(at + RECORD_HEADER_OCTETS, octets, header->captured_length);
}

/* Room for one more pending record, or NULL. Before libpcap 1.10 a break may come some packets late. */
static uint8_t *extend_pending(struct capture *capture, size_t octets) {
  size_t needed = capture->pending_end + octets;
  if (needed > capture->pending_capacity) {
    uint8_t *grown = realloc(capture->pending, needed * 2);
    if (grown == NULL) return NULL;
    capture->pending = grown;
    capture->pending_capacity = needed * 2;
  }
  uint8_t *at = capture->pending + capture->pending_end;
  capture->pending_end = needed;
  return at;
}

static void on_packet(unsigned char *user, const struct pcap_pkthdr *header, const unsigned char *octets) {
  struct capture *capture = (struct capture *)user;
  struct pcap_pkthdr bounded = *header;
  if (bounded.captured_length > (uint32_t)capture->snapshot_length)
    bounded.captured_length = (uint32_t)capture->snapshot_length;
  size_t needed = RECORD_HEADER_OCTETS + bounded.captured_length;
  uint8_t *at = NULL;
  if (capture->pending_end == 0 && needed <= capture->room_octets - capture->used_octets) {
    at = capture->room + capture->used_octets;
    capture->used_octets += needed;
  } else {
    at = extend_pending(capture, needed);
    capture->pcap->breakloop(capture->handle);
  }
  if (at != NULL) write_record(at, capture, &bounded, octets);
  else capture->lost++;
}

static void take_pending(struct capture *capture) {
  while (capture->pending_start < capture->pending_end) {
    const uint8_t *at = capture->pending + capture->pending_start;
    uint32_t captured_length;
    memcpy(&captured_length, at + 8, sizeof captured_length);
    size_t octets = RECORD_HEADER_OCTETS + le32toh(captured_length);
    if (octets > capture->room_octets - capture->used_octets) return;
    memcpy(capture->room + capture->used_octets, at, octets);
    capture->used_octets += octets;
    capture->pending_start += octets;
  }
  capture->pending_start = 0;
  capture->pending_end = 0;
}

size_t capture_drain(struct capture *capture, uint8_t *room, size_t octets) {
  capture->room = room;
  capture->room_octets = octets;
  capture->used_octets = 0;
  take_pending(capture);
  if (capture->pending_end == 0 && capture->error.status == 0) {
    /* PCAP_ERROR_BREAK, with or without packets, says no more than that the room was full. */
    int status = capture->pcap->dispatch(capture->handle, -1, on_packet, (unsigned char *)capture);
    if (status < 0 && status != PCAP_ERROR_BREAK) fail(&capture->error, status, capture->pcap->geterr(capture->handle));
  }
  capture->room = NULL;
  return capture->used_octets;
}

int capture_wait_milliseconds(struct capture *capture) {
  if (capture->selectable_fd < 0) return UNTOLD_WAIT_MILLISECONDS;
  if (capture->pcap->get_required_select_timeout == NULL) return -1;
  return capture->pcap->get_required_select_timeout(capture->handle) == NULL ? -1 : UNTOLD_WAIT_MILLISECONDS;
}

void capture_close(struct capture *capture) {
  capture->pcap->close(capture->handle);
  free(capture->pending);
  free(capture->device);
  free(capture);
}
