import { type OutsideWords, sceneOf } from '../../src/drawing/build-scene.ts';
import { filtered, kindsOf } from '../../src/drawing/filter.ts';
import { fold } from '../../src/drawing/fold.ts';
import { type Measured, measure } from '../../src/drawing/measure.ts';
import type { Box, BoxKey, Scene } from '../../src/drawing/scene.ts';
import type { NamespaceId } from '../../src/model/namespace.ts';
import type { Difference } from '../../src/model/network/differences.ts';
import type { Network } from '../../src/model/network/network.ts';
import type { Place } from '../../src/model/network/place.ts';
import {
  applyTopologyChange,
  EMPTY_TOPOLOGY,
  type Topology,
  type TopologyChange,
} from '../../src/model/network/topology.ts';
import type { TopologyState } from '../../src/protocol/topology-page.ts';

export interface Notices {
  /** What could not be read. */
  readonly problems: number;
  readonly differences?: number;
}

/** What the page knows of namespaces and their networks. */
export class TopologyModel {
  #topology: Topology = EMPTY_TOPOLOGY;
  #places: ReadonlyMap<NamespaceId, Place> = new Map();
  #whole: Scene = { boxes: [], wires: [], subnets: [] };
  #stale = true;
  #differences: readonly Difference[] | undefined;
  readonly #words: OutsideWords;
  readonly #sizes = new WeakMap<Box, Measured>();

  constructor(words: OutsideWords) {
    this.#words = words;
  }

  get topology(): Topology {
    return this.#topology;
  }

  /** What is not as declared; all of it. */
  differ(differences: readonly Difference[]): void {
    this.#differences = differences;
  }

  /** Namespaces with something that is not as declared. */
  get different(): ReadonlySet<NamespaceId> {
    return new Set(this.#differences?.map(({ namespace }) => namespace));
  }

  differencesIn(namespace: NamespaceId): readonly Difference[] {
    return this.#differences?.filter((each) => each.namespace === namespace) ?? [];
  }

  /** How much is not as one would think; `differences` only of a declared wiring that was compared. */
  get notices(): Notices {
    const { length } = this.#topology.problems;
    return { problems: length, ...(this.#differences && { differences: this.#differences.length }) };
  }

  apply(change: TopologyChange): void {
    this.#topology = applyTopologyChange(this.#topology, change);
    this.#stale = true;
  }

  get places(): ReadonlyMap<NamespaceId, Place> {
    return this.#places;
  }

  /** Takes what all namespaces are called. */
  rename(places: readonly Place[]): void {
    this.#places = new Map(places.map((place) => [place.namespace, place]));
    this.#stale = true;
  }

  place(namespace: NamespaceId): Place | undefined {
    return this.#places.get(namespace);
  }

  network(namespace: NamespaceId): Network | undefined {
    return this.#topology.networks[namespace];
  }

  /** Everything, unfolded. */
  get whole(): Scene {
    if (this.#stale) {
      const networks = Object.values(this.#topology.networks);
      this.#whole = sceneOf({ networks, wires: this.#topology.wires, places: this.#places }, this.#words);
      this.#stale = false;
    }
    return this.#whole;
  }

  get kinds(): readonly string[] {
    return kindsOf(this.whole);
  }

  /** What is shown, as few boxes as can be seen. @param kept boxes that are not folded */
  scene(state: TopologyState, kept: ReadonlySet<BoxKey>): Scene {
    const { focus, withoutDown, withoutLonely, kind, opened } = state;
    const some = filtered(this.whole, { focus: focus ?? undefined, withoutDown, withoutLonely, kind });
    return fold(some, { opened: new Set(opened), kept });
  }

  sizes({ boxes }: Scene): Map<BoxKey, Measured> {
    return new Map(boxes.map((box) => [box.key, this.#size(box)]));
  }

  #size(box: Box): Measured {
    const known = this.#sizes.get(box);
    if (known) return known;
    const size = measure(box);
    this.#sizes.set(box, size);
    return size;
  }
}
