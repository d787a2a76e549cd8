/** What a file of a group says now. */
export interface FileState {
  /** Up to 4096 bytes as they are; absent when this user may not read it, or nobody can. */
  readonly content?: string;
  /** This user may write to it (access(2)). */
  readonly writable: boolean;
}

/** What a group's directory tells that no snapshot holds: read when a change of it is described. */
export interface GroupState {
  readonly inode: number;
  /** This user may make and remove groups in it. */
  readonly writable: boolean;
  /** systemd has handed it over: what is below is not its business (`Delegate=`, systemd.resource-control(5)). */
  readonly delegated: boolean;
  /** The files that were asked for, by name; those that are not there are missing. */
  readonly files: Readonly<Record<string, FileState>>;
}

/** The content of a file without the white space around it; undefined when it is not there or cannot be read. */
export function contentOf(state: GroupState | undefined, file: string): string | undefined {
  return state?.files[file]?.content?.trim();
}

/** The words of a file, as of `cgroup.subtree_control`. */
export function wordsOf(state: GroupState | undefined, file: string): readonly string[] {
  return contentOf(state, file)?.split(/\s+/).filter(Boolean) ?? [];
}
