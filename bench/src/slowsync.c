/* Acts a slower disk (LD_PRELOAD): each fsync and fdatasync takes SLOWSYNC_US microseconds longer, and is counted.
   At a normal end the count is written to the file SLOWSYNC_COUNT.

   cc -O2 -shared -fPIC -o slowsync.so slowsync.c */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static atomic_long syncs;

static int slow(long call, int fd) {
  const char *us = getenv("SLOWSYNC_US");
  int result = syscall(call, fd);
  if (us) {
    long wait = atol(us);
    struct timespec nap = {wait / 1000000, wait % 1000000 * 1000};
    nanosleep(&nap, 0);
  }
  atomic_fetch_add(&syncs, 1);
  return result;
}

int fsync(int fd) { return slow(SYS_fsync, fd); }
int fdatasync(int fd) { return slow(SYS_fdatasync, fd); }

__attribute__((destructor)) static void tell(void) {
  const char *name = getenv("SLOWSYNC_COUNT");
  FILE *file = name ? fopen(name, "w") : 0;
  if (!file) return;
  fprintf(file, "%ld\n", (long)syncs);
  fclose(file);
}
