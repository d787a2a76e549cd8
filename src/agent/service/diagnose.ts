import type { Snapshot } from '../../model/snapshot.ts';

/** Facts for a bug report, a line each: nothing of what runs on the host. */
export function diagnose(build: string, snapshot: Snapshot | undefined, scanMs: number): readonly string[] {
  const program = `agent ${build}, Node.js ${process.version} ${process.arch}, pid ${process.pid}`;
  if (!snapshot) return [program, 'nothing scanned yet'];
  const { host, completeness, problems } = snapshot;
  const features = Object.entries(host.features).map(([name, on]) => `${name} ${on ? 'yes' : 'no'}`);
  const counts = `${Object.keys(snapshot.namespaces).length} namespaces, ${completeness.processes} processes`;
  return [
    program,
    `kernel ${host.kernel.release} ${host.kernel.machine}, ${host.distribution ?? 'unknown distribution'}`,
    `container ${host.container ?? 'none'}, hypervisor ${host.hypervisor ?? 'none'}, WSL ${host.wsl ?? 'no'}`,
    `cgroups ${host.cgroups.mode}, rights ${host.agent.level} (uid ${host.agent.uid}, CapEff ${host.agent.capEff})`,
    `features: ${features.join(', ')}`,
    `${counts}, ${completeness.unreadable} unreadable, last scan ${scanMs.toFixed(0)} ms of a core`,
    ...problems.map(
      ({ call, errno, subject, count }) => `problem: ${call}: ${errno}, ${count} times, first ${subject}`,
    ),
  ];
}
