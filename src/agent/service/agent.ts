import { formatMessage } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import { processId } from '../../model/process.ts';
import {
  EnvironmentProgress,
  ExpectationTested,
  LimitsReached,
  SnapshotChanged,
  TerminalEnded,
  TerminalWrote,
  TopologyChanged,
} from '../../protocol/protocol.ts';
import { Discovery } from '../discover/discovery.ts';
import { insideProgram } from '../discover/inside.ts';
import { engines } from '../environment/engines.ts';
import { Environments } from '../environment/environments.ts';
import { Readiness } from '../kernel/readiness.ts';
import type { Log } from '../log.ts';
import { FileJournal } from '../run/journal.ts';
import { stateDir } from '../run/json-lines.ts';
import { Runner } from '../run/runner.ts';
import { startTimeOf } from '../run/start-time.ts';
import { Entrance } from '../terminal/entrance.ts';
import { Terminals } from '../terminal/terminals.ts';
import { agentRoutes } from './agent-routes.ts';
import { LimitEvents } from './limit-events.ts';
import { LimitHistory } from './limit-history.ts';
import { Live } from './live.ts';
import { Server } from './server.ts';
import { connect } from './streams.ts';
import { terminalNotices, terminalRoutes } from './terminal-routes.ts';
import { TopologyWatch } from './topology-watch.ts';

/** Without a heartbeat of its client for this long the agent ends. */
const SILENCE_MS = 60_000;
/** Exit status when the input is not the protocol's (sysexits.h EX_PROTOCOL). */
const EX_PROTOCOL = 76;

/** One line on stderr for each message: `LEVEL text`. */
const log: Log = (level, message) => {
  process.stderr.write(`${level} ${printable(message, 4000)}\n`);
};

/** Serves one client on standard input and output until it goes, or is silent for too long. */
export function serve(build: string, silenceMs = SILENCE_MS): void {
  // Nobody reads the log any more: no reason to end.
  process.stderr.on('error', () => {});
  const discovery = new Discovery({ log, insideProgram: insideProgram() });
  const stop = (status: number, reason: string) => {
    log(status === 0 ? 'info' : 'error', `The agent ends: ${reason}`);
    process.exit(status);
  };
  const connection = connect({
    input: process.stdin,
    output: process.stdout,
    onBroken: (reason) => stop(EX_PROTOCOL, reason),
    onEnd: () => stop(0, 'its client has gone'),
  });
  const readiness = new Readiness();
  const limits = new LimitEvents({
    readiness,
    log,
    history: new LimitHistory(stateDir(), log),
    send: (events) => void connection.sendNotification(LimitsReached.method, events),
  });
  const live = new Live({
    discovery,
    log,
    readiness,
    send: (delta) => connection.sendNotification(SnapshotChanged.method, delta),
    onScan: (snapshot) => {
      limits.follow(snapshot);
      topology.follow(snapshot);
    },
  });
  const topology = new TopologyWatch({
    discovery,
    readiness,
    log,
    send: (change) => connection.sendNotification(TopologyChanged.method, change),
    onGone: () => live.changed('changed'),
  });
  const runner = new Runner({ discovery, journal: FileJournal.ofThisUser(log) });
  for (const { id, title } of runner.interrupted()) {
    log('warn', `Interrupted by the end of an earlier agent: ${formatMessage(title)} (${id})`);
  }
  const silence = setTimeout(() => stop(0, `no heartbeat for ${silenceMs / 1000} s`), silenceMs);
  const environments = new Environments({ stateDir: stateDir(), log, engines: engines({ ahead: true }) });
  const entrance = new Entrance(discovery);
  const terminals = new Terminals({
    entrance,
    agent: processId(process.pid, startTimeOf(process.pid) ?? 0),
    onMark: (mark) => discovery.followTerminals(mark),
    wrote: (text) => void connection.sendNotification(TerminalWrote.method, text),
    ended: (end) => {
      live.changed('changed');
      void connection.sendNotification(TerminalEnded.method, end);
    },
  });
  const routes = new Map([
    ...agentRoutes({
      discovery,
      live,
      limits,
      topology,
      runner,
      environments,
      send: (progress) => void connection.sendNotification(EnvironmentProgress.method, progress),
      sendTested: (told) => void connection.sendNotification(ExpectationTested.method, told),
      build,
    }),
    ...terminalRoutes({ entrance, terminals, onStarted: () => live.changed('changed') }),
  ]);
  const notices = terminalNotices({ terminals });
  new Server({ connection, build, log, routes, notices, onPing: () => silence.refresh() }).listen();
  process.on('SIGTERM', () => stop(0, 'SIGTERM'));
  process.on('SIGINT', () => stop(0, 'SIGINT'));
}
