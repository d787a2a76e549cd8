/* floor basic|full: only the system calls that a scan cannot do without, and nothing done with the answers.
 * basic: ns links, stat and cgroup of every process. full: also status, cmdline, the for_children links, threads,
 * descriptors with the namespaces of sockets, and the mountinfo of every mount namespace. Prints its wall time in ms. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SIOCGSKNS 0x894c

static const char *KINDS[] = {"pid", "mnt", "net", "ipc", "uts", "user", "cgroup", "time"};
static char buffer[1 << 16], path[512], link_text[4096];
static char mounts_seen[4096][32];
static int mounts_count;

static void read_file(const char *name) {
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (read(fd, buffer, sizeof buffer) < 0) perror(name);
  close(fd);
}

static void read_records(const char *name) {
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  while (read(fd, buffer, sizeof buffer) > 0) {
  }
  close(fd);
}

static int read_link(const char *name) {
  ssize_t length = readlink(name, link_text, sizeof link_text - 1);
  if (length < 0) return 0;
  link_text[length] = 0;
  return 1;
}

static void read_mounts(const char *pid) {
  snprintf(path, sizeof path, "/proc/%s/ns/mnt", pid);
  if (!read_link(path) || mounts_count == 4096) return;
  for (int i = 0; i < mounts_count; i++)
    if (strncmp(mounts_seen[i], link_text, 31) == 0) return;
  snprintf(mounts_seen[mounts_count++], 32, "%.31s", link_text);
  snprintf(path, sizeof path, "/proc/%s/mountinfo", pid);
  read_records(path);
}

static void read_basic(const char *pid) {
  for (int kind = 0; kind < 8; kind++) {
    snprintf(path, sizeof path, "/proc/%s/ns/%s", pid, KINDS[kind]);
    read_link(path);
  }
  snprintf(path, sizeof path, "/proc/%s/stat", pid);
  read_file(path);
  snprintf(path, sizeof path, "/proc/%s/cgroup", pid);
  read_file(path);
}

static void read_socket(int pidfd, int number) {
  int fd = syscall(SYS_pidfd_getfd, pidfd, number, 0), ns;
  struct stat st;
  if (fd < 0) return;
  ns = ioctl(fd, SIOCGSKNS);
  if (ns >= 0) {
    fstat(ns, &st);
    close(ns);
  }
  close(fd);
}

static void read_descriptors(const char *pid) {
  snprintf(path, sizeof path, "/proc/%s/fd", pid);
  DIR *dir = opendir(path);
  int pidfd = -1;
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (entry->d_name[0] == '.') continue;
    if (readlinkat(dirfd(dir), entry->d_name, link_text, 8) < 8 || memcmp(link_text, "socket:[", 8) != 0) continue;
    if (pidfd < 0) pidfd = syscall(SYS_pidfd_open, atoi(pid), 0);
    read_socket(pidfd, atoi(entry->d_name));
  }
  if (pidfd >= 0) close(pidfd);
  closedir(dir);
}

static void read_threads(const char *pid) {
  snprintf(path, sizeof path, "/proc/%s/task", pid);
  DIR *dir = opendir(path);
  if (!dir) return;
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (entry->d_name[0] == '.' || strcmp(entry->d_name, pid) == 0) continue;
    for (int kind = 0; kind < 8; kind++) {
      snprintf(path, sizeof path, "/proc/%s/task/%.16s/ns/%s", pid, entry->d_name, KINDS[kind]);
      read_link(path);
    }
  }
  closedir(dir);
}

static void read_full(const char *pid) {
  const char *files[] = {"status", "cmdline"}, *links[] = {"pid_for_children", "time_for_children"};
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "/proc/%s/%s", pid, files[i]);
    read_file(path);
    snprintf(path, sizeof path, "/proc/%s/ns/%s", pid, links[i]);
    read_link(path);
  }
  read_threads(pid);
  read_descriptors(pid);
  read_mounts(pid);
}

int main(int argc, char **argv) {
  int full = argc > 1 && strcmp(argv[1], "full") == 0;
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  DIR *proc = opendir("/proc");
  for (struct dirent *entry; (entry = readdir(proc));) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    read_basic(entry->d_name);
    if (full) read_full(entry->d_name);
  }
  closedir(proc);
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("%.3f\n", (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6);
  return 0;
}
