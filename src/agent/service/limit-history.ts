import type { LimitEvent } from '../../model/cgroup/limit-event.ts';
import { countField, fields, textField, wordField } from '../../protocol/fields.ts';
import type { Log } from '../log.ts';
import { JsonLines } from '../run/json-lines.ts';

/** Older ones are not told. */
const MOST_EVENTS = 1000;
const KINDS: readonly LimitEvent['kind'][] = ['oom_kill', 'memory', 'memory.high', 'pids', 'cpu', 'emptied'];
/** Path of a group, and the number of its hierarchy before it. */
const GROUP_LENGTH = 4096 + 8;

/** What limits did, in a file beside the journal: it outlives the groups, the kernel's log and the agent. */
export class LimitHistory {
  readonly #lines: JsonLines<LimitEvent>;
  readonly #known = new Set<string>();

  constructor(dir: string, log: Log) {
    this.#lines = new JsonLines({ dir, name: 'limits.jsonl', read: readLimitEvent, log });
    for (const { id } of this.list()) this.#known.add(id);
  }

  /** Writes down what is not there yet. @returns that @throws Error when it cannot be written */
  add(events: readonly LimitEvent[]): LimitEvent[] {
    const found = events.filter(({ id }) => !this.#known.has(id));
    for (const event of found) {
      this.#known.add(event.id);
      this.#lines.append(event);
    }
    return found;
  }

  /** The latest, oldest first. Several agents may have written the same down. */
  list(): readonly LimitEvent[] {
    const events = new Map(this.#lines.list().map((event) => [event.id, event]));
    return [...events.values()].sort((a, b) => a.time - b.time).slice(-MOST_EVENTS);
  }
}

/** @throws ProtocolError invalid */
function readLimitEvent(value: unknown): LimitEvent {
  const event = fields(value, 'event');
  textField(event, 'id', 'event', GROUP_LENGTH + 128);
  textField(event, 'group', 'event', GROUP_LENGTH);
  countField(event, 'time', 'event');
  wordField(event, 'kind', 'event', KINDS);
  if (event['limited'] !== undefined) textField(event, 'limited', 'event', GROUP_LENGTH);
  for (const name of ['limit', 'usage', 'count']) if (event[name] !== undefined) countField(event, name, 'event');
  if (event['process'] !== undefined) {
    const process = fields(event['process'], 'event.process');
    for (const name of ['pid', 'uid']) countField(process, name, 'event.process');
    textField(process, 'comm', 'event.process');
  }
  return event as unknown as LimitEvent;
}
