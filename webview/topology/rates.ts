import { rowKey } from '../../src/drawing/rows.ts';
import type { RowKey, SceneWire } from '../../src/drawing/scene.ts';
import { roughSize } from '../../src/model/cgroup/size.ts';
import type { LinkCounters, TopologyCounters } from '../../src/model/network/topology.ts';

/** Bytes in a second through a link. */
export interface Rate {
  readonly rx: number;
  readonly tx: number;
}

/** Less is not worth telling. */
const LEAST = 1;

/** What goes through links, from counters that are read again and again. */
export class Rates {
  readonly #last = new Map<RowKey, { readonly time: number; readonly counters: LinkCounters }>();
  readonly #rates = new Map<RowKey, Rate>();

  take({ time, namespaces }: TopologyCounters): void {
    this.#rates.clear();
    for (const { namespace, links } of namespaces) {
      for (const counters of links) this.#add(rowKey({ namespace }, counters), time, counters);
    }
  }

  of(row: RowKey): Rate | undefined {
    return this.#rates.get(row);
  }

  /** The counters that were read last. */
  counters(row: RowKey): LinkCounters | undefined {
    return this.#last.get(row)?.counters;
  }

  /** What goes both ways through a wire, by its key; nothing for one that is still. */
  labels(wires: readonly SceneWire[]): Map<string, string> {
    const labels = new Map<string, string>();
    for (const { key, a, b } of wires) {
      const rate = this.of(a.row) ?? this.of(b.row);
      const sum = rate ? rate.rx + rate.tx : 0;
      if (sum >= LEAST) labels.set(key, `${roughSize(sum)}B/s`);
    }
    return labels;
  }

  #add(row: RowKey, time: number, counters: LinkCounters): void {
    const before = this.#last.get(row);
    this.#last.set(row, { time, counters });
    const seconds = before ? (time - before.time) / 1000 : 0;
    if (!before || seconds <= 0) return;
    const rate = {
      rx: Math.max(0, counters.rx.bytes - before.counters.rx.bytes) / seconds,
      tx: Math.max(0, counters.tx.bytes - before.counters.tx.bytes) / seconds,
    };
    if (rate.rx + rate.tx > 0) this.#rates.set(row, rate);
  }
}
