/* population N M: N sleeping processes, M of which have their own uts, ipc, net and cgroup namespaces.
 * Prints "ready" and ends with all of them when standard input does. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

static void live(int separate, int ready) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (separate && unshare(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWCGROUP) != 0) {
    perror("unshare");
    _exit(1);
  }
  if (write(ready, "x", 1) != 1) _exit(1);
  for (;;) pause();
}

int main(int argc, char **argv) {
  if (argc != 3) return 64;
  int count = atoi(argv[1]), separate = atoi(argv[2]), ready[2];
  char byte;
  if (pipe(ready) != 0) return 1;
  for (int i = 0; i < count; i++) {
    pid_t pid = fork();
    if (pid < 0) {
      perror("fork");
      return 1;
    }
    if (pid == 0) live(i < separate, ready[1]);
  }
  for (int i = 0; i < count; i++)
    if (read(ready[0], &byte, 1) != 1) return 1;
  puts("ready");
  fflush(stdout);
  while (read(0, &byte, 1) > 0) {
  }
  return 0;
}
