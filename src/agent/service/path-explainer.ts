import { labelsOf } from '../../model/network/labels.ts';
import type { PathReport, ProbeResult } from '../../model/network/path/report.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Explained, ExplainParams } from '../../protocol/path.ts';
import type { Discovery } from '../discover/discovery.ts';
import { probeProgram } from '../discover/inside.ts';
import { type InsideOf, PathFinder } from '../discover/path/path-finder.ts';
import { Prober } from '../discover/path/prober.ts';

/** Explains paths, and proves them when that is wanted. */
export class PathExplainer {
  readonly #discovery: Discovery;
  readonly #finder: PathFinder;
  readonly #prober: Prober;

  constructor(discovery: Discovery, insideOf: InsideOf) {
    this.#discovery = discovery;
    this.#finder = new PathFinder(discovery, insideOf);
    this.#prober = new Prober(discovery, probeProgram());
  }

  /** @throws ProtocolError gone, denied, unsupported */
  async explain({ question, probe }: ExplainParams): Promise<Explained> {
    const snapshot = this.#discovery.current ?? (await this.#discovery.scan('full'));
    const report = await this.#finder.explain(snapshot, question);
    const seen = probe ? await this.#probe(snapshot, report) : undefined;
    return { report, ...(seen && { probe: seen }) };
  }

  /** Undefined where there is nothing to send. */
  async #probe(snapshot: Snapshot, { flow, from }: PathReport): Promise<ProbeResult | undefined> {
    const { namespace } = from;
    if (!flow || namespace === undefined) return undefined;
    return this.#prober.probe(namespace, flow, labelsOf(snapshot).get(namespace) ?? { label: namespace });
  }
}
