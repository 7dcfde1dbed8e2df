/* A thread that waits for one descriptor, and tells when it is readable: once, until it is armed again. */
#ifndef TCPDIALOG_WAITER_H
#define TCPDIALOG_WAITER_H

#include <pthread.h>
#include <stdatomic.h>

struct waiter {
  pthread_t thread;
  int wake_fd;
  int awaited_fd; /* -1: only the time is waited for */
  atomic_int wait_milliseconds;
  atomic_int armed;
  atomic_int stopping;
  void (*readable)(void *context); /* called on the waiter's thread */
  void *context;
};

/* 0, or an errno. `awaited_fd`, `readable` and `context` are set by the caller; the waiter starts unarmed. */
int waiter_start(struct waiter *waiter);

/* `readable` will be called once: when the descriptor is readable or in error, or after `milliseconds` (-1: never). */
void waiter_arm(struct waiter *waiter, int milliseconds);

/* Returns when the thread has ended; `readable` is not called any more then. */
void waiter_stop(struct waiter *waiter);

#endif
