/**
 * How Node.js is started for the language server, in MiB: a small young generation (files of 10,000 lines need no more,
 * and memory stays lower), and an end to what a defect could take.
 */
export const SERVER_OPTIONS: readonly string[] = ['--max-semi-space-size=8', '--max-old-space-size=512'];
