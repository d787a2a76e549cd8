import { formatMessage } from '../../base/message.ts';
import { labelsOf } from '../../model/network/labels.ts';
import type { PathProtocol, PathQuestion } from '../../model/network/path/report.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Explained, ExplainParams } from '../../protocol/path.ts';
import type { Command, Values } from '../command.ts';
import { CliError, EXIT, usageError } from '../exit.ts';
import { END_HELP, findEnd } from '../find-end.ts';
import { pathJson, pathLines } from '../path-text.ts';
import { noteCompleteness, type Scan, scan } from '../scan.ts';

const CODES = { reaches: EXIT.ok, broken: EXIT.no, unknown: EXIT.cannotTell } as const;

export const command: Command = {
  usage: 'explain path FROM TO [--port N] [--udp] [--size BYTES] [--probe] [--json]',
  summary: 'Tells whether one network namespace reaches another, and what is broken where it does not.',
  help: `${END_HELP}

  -p, --port N      a connection of TCP to that port instead of a ping
  -u, --udp         with --port: UDP
  -s, --size BYTES  a packet of that length with its IP header, not to be fragmented; 84 if not given
      --probe       really sends one from there, too, and another when the answer takes over a second
  -J, --json        {"verdict", "from", "to", "cause", "forward", "back", "warnings", "probe"}

Exit code: 0 reaches, 1 does not, 2 cannot tell; with --probe what was seen. Codes in brackets: docs/paths.md.`,
  options: {
    port: { type: 'string', short: 'p' },
    udp: { type: 'boolean', short: 'u' },
    size: { type: 'string', short: 's' },
    probe: { type: 'boolean' },
    json: { type: 'boolean', short: 'J' },
  },
  async run(values, [from, to, ...rest], output) {
    if (from === undefined || to === undefined || rest.length > 0) throw usageError('two ends are needed');
    const kind = kindOf(values);
    const found = await scan({ inside: false });
    const { snapshot } = found;
    const question: PathQuestion = { from: findEnd(snapshot, from), to: findEnd(snapshot, to), ...kind };
    const { report, probe } = await explain(found, { question, probe: values['probe'] === true });
    const labels = labelsOf(snapshot);
    if (values['json'] === true) {
      output.write(`${JSON.stringify(pathJson(report, labels, snapshot, probe), undefined, 2)}\n`);
    } else {
      for (const line of pathLines(report, labels, probe)) output.write(`${line}\n`);
    }
    noteCompleteness(snapshot, output);
    return probe ? (probe.reaches ? EXIT.ok : EXIT.no) : CODES[report.verdict];
  },
};

function kindOf(values: Values): Pick<PathQuestion, 'protocol' | 'port' | 'size'> {
  const port = numberIn(values, 'port', 1, 65_535);
  const size = numberIn(values, 'size', 48, 65_535);
  const udp = values['udp'] === true;
  if (udp && port === undefined) throw usageError('--udp needs a --port');
  if (udp && values['probe'] === true) {
    throw usageError('nothing has to answer a packet of UDP', 'Leave --probe away.');
  }
  const protocol: PathProtocol = udp ? 'udp' : 'tcp';
  return { ...(port !== undefined && { port, protocol }), ...(size !== undefined && { size }) };
}

function numberIn(values: Values, name: string, least: number, most: number): number | undefined {
  const given = values[name];
  if (given === undefined) return undefined;
  const number = /^\d{1,6}$/.test(String(given)) ? Number(given) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw usageError(`--${name} takes a number from ${least} to ${most}`);
}

async function explain({ discovery }: Scan, params: ExplainParams): Promise<Explained> {
  const [{ PathExplainer }, { NetworkInspector }] = await Promise.all([
    import('../../agent/service/path-explainer.ts'),
    import('../../agent/discover/network/inside/network-inspector.ts'),
  ]);
  const inspector = new NetworkInspector(discovery);
  try {
    return await new PathExplainer(discovery, (namespace) => inspector.inspect(namespace)).explain(params);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const { name, message, hint } = error.data;
    throw new CliError(name === 'denied' ? EXIT.noRight : EXIT.cannotTell, formatMessage(message), formatMessage(hint));
  }
}
