#include "waiter.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void wake(struct waiter *waiter) {
  uint64_t one = 1;
  while (write(waiter->wake_fd, &one, sizeof one) < 0 && errno == EINTR) continue;
}

static void take_wake(struct waiter *waiter) {
  uint64_t count;
  while (read(waiter->wake_fd, &count, sizeof count) < 0 && errno == EINTR) continue;
}

static void *run(void *argument) {
  struct waiter *waiter = argument;
  while (!atomic_load(&waiter->stopping)) {
    int armed = atomic_load(&waiter->armed);
    struct pollfd polled[2] = {{.fd = waiter->wake_fd, .events = POLLIN},
                               {.fd = armed ? waiter->awaited_fd : -1, .events = POLLIN}};
    int ready = poll(polled, 2, armed ? atomic_load(&waiter->wait_milliseconds) : -1);
    if (ready < 0) continue;
    if (polled[0].revents != 0) take_wake(waiter);
    if (!armed || (ready > 0 && polled[1].revents == 0) || atomic_load(&waiter->stopping)) continue;
    atomic_store(&waiter->armed, 0);
    waiter->readable(waiter->context);
  }
  return NULL;
}

int waiter_start(struct waiter *waiter) {
  waiter->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (waiter->wake_fd < 0) return errno;
  /* The process's signals are Node's to handle: a thread inherits the mask that it is started under. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&waiter->thread, NULL, run, waiter);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (error != 0) close(waiter->wake_fd);
  return error;
}

void waiter_arm(struct waiter *waiter, int milliseconds) {
  atomic_store(&waiter->wait_milliseconds, milliseconds);
  atomic_store(&waiter->armed, 1);
  wake(waiter);
}

void waiter_stop(struct waiter *waiter) {
  atomic_store(&waiter->stopping, 1);
  wake(waiter);
  pthread_join(waiter->thread, NULL);
  close(waiter->wake_fd);
}
