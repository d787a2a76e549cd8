// A program of its own, with the name of an engine as its argument: one for each container, in a session of its own, so that containers outlive the agent.
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { titleOf } from '../mark.ts';
import type { Job } from './job.ts';
import { Supervisor } from './supervisor.ts';

const STDOUT = 1;

process.umask(0o077);
process.chdir('/');

/** The end of its standard output tells that the container is there, or could not be made. */
function tell(): void {
  closeSync(STDOUT);
  openSync('/dev/null', 'w');
}

async function main(): Promise<void> {
  // Loaded while it waits: only this engine needs system calls of its own.
  if (process.argv[2] === 'oci') await import('./oci.ts');
  const job = await text(process.stdin);
  // Whoever started it has ended, or needs it no more.
  if (job === '') return;
  const { launch, ...others } = JSON.parse(job) as Job;
  process.title = titleOf(launch.directory);
  await new Supervisor({ launch, ...others }).run(tell);
}

void main();
