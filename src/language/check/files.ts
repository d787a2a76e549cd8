/** What a check may ask of a file system. Answers may be some seconds old. */
export interface Files {
  /** lstat(2); undefined when there is nothing or it cannot be read. */
  lstat(path: string): Promise<FileStat | undefined>;
  /** Target of a symbolic link; undefined when it is none. */
  readlink(path: string): Promise<string | undefined>;
  /** The first bytes of a file; undefined when it cannot be read. */
  head(path: string, bytes: number): Promise<Uint8Array | undefined>;
  /** Names in a directory; undefined when it is none or cannot be read. */
  list(path: string): Promise<readonly string[] | undefined>;
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'link' | 'block' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
}
