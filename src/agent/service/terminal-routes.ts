import {
  AcknowledgeTerminal,
  CloseTerminal,
  DescribeEnter,
  OpenTerminal,
  ResizeTerminal,
  WriteTerminal,
} from '../../protocol/protocol.ts';
import {
  readAcknowledged,
  readEnterParams,
  readOpenTerminal,
  readTerminal,
  readTerminalSize,
  readTerminalText,
} from '../../protocol/terminal.ts';
import type { Entrance } from '../terminal/entrance.ts';
import type { Terminals } from '../terminal/terminals.ts';
import { params } from './params.ts';
import { notice, type Routes, route } from './routes.ts';

export interface TerminalParts {
  readonly entrance: Entrance;
  readonly terminals: Terminals;
  /** A program was started. */
  readonly onStarted: () => void;
}

/** What a client may ask of terminals. */
export function terminalRoutes({ entrance, terminals, onStarted }: TerminalParts): Routes {
  return new Map([
    route(DescribeEnter, params(readEnterParams), ({ enter }) => entrance.describe(enter)),
    route(OpenTerminal, params(readOpenTerminal), async (opening) => {
      const { process } = await terminals.open(opening);
      onStarted();
      return { process };
    }),
    route(CloseTerminal, params(readTerminal), ({ terminal }) => {
      terminals.close(terminal);
      return null;
    }),
  ]);
}

/** What a client tells of terminals: as often as somebody types, so nobody waits for an answer. */
export function terminalNotices({ terminals }: Pick<TerminalParts, 'terminals'>): Routes {
  return new Map([
    notice(WriteTerminal, params(readTerminalText), (text) => terminals.write(text)),
    notice(ResizeTerminal, params(readTerminalSize), ({ terminal, size }) => terminals.resize(terminal, size)),
    notice(AcknowledgeTerminal, params(readAcknowledged), ({ terminal, count }) =>
      terminals.acknowledge(terminal, count),
    ),
  ]);
}
