import { execFile, execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { NetworkInspector } from '../../src/agent/discover/network/inside/network-inspector.ts';
import { PathFinder } from '../../src/agent/discover/path/path-finder.ts';
import { commandOf, Prober } from '../../src/agent/discover/path/prober.ts';
import type { NamespaceId } from '../../src/model/namespace.ts';
import { labelsOf } from '../../src/model/network/labels.ts';
import type { Flow, PathEnd, PathQuestion, PathReport, ProbeResult } from '../../src/model/network/path/report.ts';
import { discoverHere } from './discovering.ts';

const PROBE_PROGRAM = path.join(import.meta.dirname, '../../src/agent/discover/path/probe-child.ts');

export interface Explanation {
  readonly report: PathReport;
  /** Absent where there is nothing to send. */
  readonly probe?: ProbeResult;
  /** Whether ping(8) was answered; absent where this machine has none. */
  readonly ping?: boolean | undefined;
}

/** Network namespaces made for one test, by short names: `a` is `itest-PID-a`. Disposing it deletes them with all in them. */
export class Netlab implements Disposable {
  readonly #names = new Set<string>();

  /** The name for `ip netns`. */
  name(short: string): string {
    return `itest-${process.pid}-${short}`;
  }

  /** Makes namespaces; a loopback is up in each. */
  add(...shorts: readonly string[]): void {
    for (const short of shorts) {
      this.#names.add(short);
      execFileSync('ip', ['netns', 'add', this.name(short)]);
      this.run(`${short}: ip link set lo up`);
      // Addresses of IPv6 can be used at once.
      this.run(`${short}: sysctl -qw net.ipv6.conf.default.accept_dad=0`);
    }
  }

  /**
   * Runs a command in a namespace: `a: ip link add eth0 type veth peer name eth0 netns @b`; `@b` is the name of another.
   * @throws Error when it fails
   */
  run(line: string): void {
    this.output(line);
  }

  /** The same; what it says. */
  output(line: string): string {
    return execFileSync('ip', this.#argv(line), { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  }

  /** The same; false when it fails: the kernel has no such thing, perhaps. */
  tries(line: string): boolean {
    return spawnSync('ip', this.#argv(line), { stdio: 'ignore' }).status === 0;
  }

  /** What is told of a path between ends as `a`, `10.0.0.1` or `a 10.0.0.1`, and what became of a real packet. */
  async explain(from: string, to: string, more: Partial<PathQuestion> = {}): Promise<Explanation> {
    const discovery = discoverHere();
    const inspector = new NetworkInspector(discovery);
    try {
      const snapshot = await discovery.scan('full');
      const idOf = (short: string): NamespaceId =>
        Object.values(snapshot.namespaces).find(({ name }) => name === this.name(short))?.id ?? '';
      const finder = new PathFinder(discovery, (namespace) => inspector.inspect(namespace));
      const report = await finder.explain(snapshot, { from: endOf(from, idOf), to: endOf(to, idOf), ...more });
      const home = report.flow ? report.from.namespace : undefined;
      const label = home === undefined ? undefined : labelsOf(snapshot).get(home);
      if (!report.flow || home === undefined || !label) return { report };
      const prober = new Prober(discovery, PROBE_PROGRAM);
      const [probe, pinged] = await Promise.all([
        prober.probe(home, report.flow, label),
        ping(commandOf(report.flow, label)),
      ]);
      return { report, probe, ping: pinged };
    } finally {
      inspector.dispose();
      discovery.dispose();
    }
  }

  /** Sends a real packet from a namespace, and nothing else. */
  async probe(short: string, flow: Flow): Promise<ProbeResult> {
    const discovery = discoverHere();
    try {
      const { namespaces } = await discovery.scan('full');
      const home = Object.values(namespaces).find(({ name }) => name === this.name(short));
      if (!home) throw new Error(`${short} is not there`);
      return await new Prober(discovery, PROBE_PROGRAM).probe(home.id, flow, { label: short });
    } finally {
      discovery.dispose();
    }
  }

  /** Runs the commands that are told to repair a path. */
  repair({ cause }: PathReport): void {
    for (const [file = '', ...args] of cause?.repair ?? []) execFileSync(file, args, { stdio: 'pipe' });
  }

  [Symbol.dispose](): void {
    for (const short of this.#names) spawnSync('ip', ['netns', 'del', this.name(short)], { stdio: 'ignore' });
  }

  #argv(line: string): string[] {
    const [short = '', ...words] = line.split(' ');
    const argv = words.map((word) => word.replace(/^@(\w+)$/, (_, other: string) => this.name(other)));
    return ['netns', 'exec', this.name(short.replace(/:$/, '')), ...argv];
  }
}

function endOf(text: string, idOf: (short: string) => NamespaceId): PathEnd {
  const words = text.split(' ');
  const address = words.find((word) => /[.:]/.test(word));
  const name = words.find((word) => word !== address);
  return { ...(name !== undefined && { namespace: idOf(name) }), ...(address !== undefined && { address }) };
}

/** Runs the command that is told for a probe; undefined where there is no such program. */
function ping([file = '', ...args]: readonly string[]): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    execFile(file, args, (error, _, stderr) => {
      resolve(/exec of "\w+" failed/.test(stderr) ? undefined : error === null);
    });
  });
}
