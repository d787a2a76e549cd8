/** A thread of a group that is not the main thread of its process. */
export interface Thread {
  readonly tid: number;
  /** Of its process. */
  readonly pid: number;
  /** Raw text. */
  readonly comm: string;
}
