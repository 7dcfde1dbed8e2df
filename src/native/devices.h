#ifndef TCPDIALOG_DEVICES_H
#define TCPDIALOG_DEVICES_H

#include "values.h"

/* An array of what pcap_findalldevs(3PCAP) finds, in its order; NULL with an exception pending where it fails. */
napi_value list_devices(napi_env env, const struct libpcap *pcap);

#endif
