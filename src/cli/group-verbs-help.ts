/** What the verbs of group-verbs.ts do, without loading what does it. */
export const GROUP_VERBS_HELP = `  set GROUP FILE=VALUE…      writes files, all or none: memory.max=10M, cpu.max=50%, io.max='/dev/sda rbps=2M'
  clear GROUP FILE…          takes limits away
  create GROUP [FILE=VALUE…] makes a group, and those above it that are missing
  delete GROUP…              deletes groups without processes, with those below them
  move GROUP PID…            moves processes
  move --thread GROUP TID…   moves single threads: in v1 anywhere, in v2 inside a threaded subtree
  freeze, thaw, kill GROUP…  all processes of groups and of those below
  enable, disable GROUP CONTROLLER…
                             hands controllers on to the groups below (v2), or no longer
  mount CONTROLLERS DIR      mounts a hierarchy of v1: cpu,cpuacct, or name=NAME
  property UNIT NAME=VALUE…  has systemd set properties of a unit until the next boot`;
