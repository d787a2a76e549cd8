import { Arranger, type EngineWorker } from '../../src/drawing/arranger.ts';

/** The program of the layout engine, next to the page's own. */
const PROGRAM = 'elk-worker.js';

/**
 * The layout engine in a worker. A page may not run a worker from the address of a file, but from one of its own: the
 * program is read and given to it.
 */
export async function startArranger(base: string): Promise<Arranger> {
  const response = await fetch(new URL(PROGRAM, base));
  const address = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
  return new Arranger({
    makeWorker: (): EngineWorker => new Worker(address),
    timer: (act, ms) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
  });
}
