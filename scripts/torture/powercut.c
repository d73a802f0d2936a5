/* Acts a power cut on an ordinary machine (LD_PRELOAD). What a program writes below POWERCUT_DIR is noted in
   POWERCUT_JOURNAL before it happens: where, what stood there, how long the file was. A successful fsync or fdatasync
   of a file empties its note, because from then on the data is safe. After a kill -9, undo.ts takes back what is still
   noted. Not acted: names in folders, memory-mapped writes, loss of what was synced.

   One note per file: records of { offset, length, size, wrote } (64 bits each, native order) followed by `length` old bytes.

   With POWERCUT_FAIL=n the nth sync of a log fails, as Linux lets it fail: what was not synced by then stays in memory,
   where everybody reads it, but no later sync writes it. Its note moves to NOTE.lost, where what is synced later is noted
   too (length UINT64_MAX, no old bytes), because that does reach the disk.

   cc -O2 -shared -fPIC -o powercut.so powercut.c -lpthread */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { max_files = 256, max_path = 1024 };

struct note {
  uint64_t offset, length, size, wrote;
};

static struct {
  char path[max_path];
  int fd;
} noted[max_files];
static int files;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The path behind a descriptor, if its file is one whose writes are noted. Shared memory of SQLite is not a file. */
static int is_watched(int fd, char *path, struct stat *st) {
  const char *dir = getenv("POWERCUT_DIR");
  char link[64];
  if (!dir || syscall(SYS_fstat, fd, st) || !S_ISREG(st->st_mode)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, max_path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  if (strncmp(path, dir, strlen(dir))) return 0;
  return length < 4 || strcmp(path + length - 4, "-shm");
}

static int note_of(const char *path) {
  const char *journal = getenv("POWERCUT_JOURNAL");
  char name[2 * max_path];
  for (int i = 0; i < files; i++)
    if (!strcmp(noted[i].path, path)) return noted[i].fd;
  if (!journal || files == max_files) return -1;
  snprintf(name, sizeof name, "%s/%s", journal, path + strlen(getenv("POWERCUT_DIR")) + 1);
  for (char *c = name + strlen(journal) + 1; *c; c++)
    if (*c == '/') *c = '%';
  strcpy(noted[files].path, path);
  return noted[files++].fd = syscall(SYS_openat, AT_FDCWD, name, O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
}

/* Old bytes are read through the file's name when the descriptor can only write. */
static void read_old(int fd, const char *path, void *into, size_t length, off_t offset) {
  if (syscall(SYS_pread64, fd, into, length, offset) >= 0 || errno != EBADF) return;
  int reader = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  if (reader < 0) return;
  syscall(SYS_pread64, reader, into, length, offset);
  syscall(SYS_close, reader);
}

static void before_write(int fd, int64_t offset, uint64_t length) {
  int before = errno;
  char path[max_path];
  struct stat st;
  if (!is_watched(fd, path, &st)) {
    errno = before;
    return;
  }
  pthread_mutex_lock(&lock);
  int note = note_of(path);
  if (note >= 0) {
    if (offset < 0)
      offset = syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND ? st.st_size : syscall(SYS_lseek, fd, 0, SEEK_CUR);
    uint64_t wanted = length;
    uint64_t there = offset < st.st_size ? (uint64_t)(st.st_size - offset) : 0;
    if (there > length) there = length;
    char *record = malloc(sizeof(struct note) + there);
    struct note head = {(uint64_t)offset, there, (uint64_t)st.st_size, wanted};
    memcpy(record, &head, sizeof head);
    if (there) read_old(fd, path, record + sizeof head, there, offset);
    syscall(SYS_write, note, record, sizeof head + there);
    free(record);
  }
  pthread_mutex_unlock(&lock);
  errno = before;
}

/* The file beside a note that holds what a failed sync has lost; -1 when nothing was. */
static int lost_of(const char *path, int create) {
  char name[2 * max_path];
  snprintf(name, sizeof name, "%s/%s", getenv("POWERCUT_JOURNAL"), path + strlen(getenv("POWERCUT_DIR")) + 1);
  for (char *c = name + strlen(getenv("POWERCUT_JOURNAL")) + 1; *c; c++)
    if (*c == '/') *c = '%';
  strcat(name, ".lost");
  return syscall(SYS_openat, AT_FDCWD, name, (create ? O_CREAT : 0) | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

/* Moves the records of a note: whole when they are lost; as places only when they were synced after a loss. */
static void move_note(int note, int lost, int is_synced) {
  struct note head;
  off_t at = 0;
  while (syscall(SYS_pread64, note, &head, sizeof head, at) == sizeof head) {
    uint64_t old = head.length;
    if (is_synced) head.length = UINT64_MAX;
    syscall(SYS_write, lost, &head, sizeof head);
    if (!is_synced && old) {
      char *bytes = malloc(old);
      syscall(SYS_pread64, note, bytes, old, at + sizeof head);
      syscall(SYS_write, lost, bytes, old);
      free(bytes);
    }
    at += sizeof head + old;
  }
}

static int syncs_left = -2;

static int fails_now(const char *path) {
  if (syncs_left == -2) syncs_left = getenv("POWERCUT_FAIL") ? atoi(getenv("POWERCUT_FAIL")) : -1;
  if (syncs_left < 0 || !strstr(path, "/logs/")) return 0;
  return syncs_left-- == 0;
}

static int synced(int fd, long call) {
  int before = errno;
  char path[max_path];
  struct stat st;
  if (!is_watched(fd, path, &st)) {
    errno = before;
    return syscall(call, fd);
  }
  pthread_mutex_lock(&lock);
  int fails = fails_now(path);
  int result = fails ? -1 : syscall(call, fd);
  int note = note_of(path);
  int lost = result == 0 || fails ? lost_of(path, fails) : -1;
  if (note >= 0 && (result == 0 || fails)) {
    if (lost >= 0) move_note(note, lost, !fails);
    syscall(SYS_ftruncate, note, 0);
  }
  if (lost >= 0) syscall(SYS_close, lost);
  pthread_mutex_unlock(&lock);
  errno = fails ? EIO : before;
  return result;
}

static uint64_t length_of(const struct iovec *parts, int count) {
  uint64_t length = 0;
  for (int i = 0; i < count; i++) length += parts[i].iov_len;
  return length;
}

ssize_t write(int fd, const void *data, size_t length) {
  if (fd > 2) before_write(fd, -1, length);
  return syscall(SYS_write, fd, data, length);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (fd > 2) before_write(fd, -1, length_of(parts, count));
  return syscall(SYS_writev, fd, parts, count);
}
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  before_write(fd, offset, length);
  return syscall(SYS_pwrite64, fd, data, length, offset);
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  before_write(fd, offset, length_of(parts, count));
  return syscall(SYS_pwritev, fd, parts, count, offset, 0);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) { return pwritev64(fd, parts, count, offset); }
int ftruncate64(int fd, off64_t length) {
  before_write(fd, length, UINT64_MAX >> 1);
  return syscall(SYS_ftruncate, fd, length);
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }
