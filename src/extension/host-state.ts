import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/event.ts';
import { applyDelta, type SnapshotDelta } from '../model/delta.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** The latest snapshot of one host. Steps of a delta that was split are put together before anybody sees them. */
export class HostState implements Disposable {
  readonly #changed = new Emitter<Snapshot | undefined>();
  readonly #resync: () => void;
  #shown: Snapshot | undefined;
  #building: Snapshot | undefined;

  readonly onChange = this.#changed.event;

  /** `resync`: asks for everything again. */
  constructor(resync: () => void) {
    this.#resync = resync;
  }

  get snapshot(): Snapshot | undefined {
    return this.#shown;
  }

  apply(delta: SnapshotDelta): void {
    const next = applyDelta(this.#building, delta);
    if (!next) {
      this.#resync();
      return;
    }
    this.#building = next;
    // Steps before the last have fractional versions.
    if (!Number.isInteger(next.version)) return;
    this.#shown = next;
    this.#changed.fire(next);
  }

  /** Nothing is known any more. */
  clear(): void {
    this.#building = undefined;
    this.#shown = undefined;
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
