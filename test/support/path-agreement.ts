import assert from 'node:assert/strict';
import { formatMessage } from '../../src/base/message.ts';
import type { PathReport } from '../../src/model/network/path/report.ts';
import type { Explanation } from './netlab.ts';

/** A link that came up a moment ago may lose a packet. */
const TRIES = 4;

/** What is told, in short: `broken link-down forward`. */
export function told({ verdict, cause }: PathReport): string {
  return [verdict, cause?.code, cause?.direction].filter((word) => word !== undefined).join(' ');
}

/** Asserts that this is told, and that a probe and ping(8) see the same. */
export async function agree(expected: string, explain: () => Promise<Explanation>): Promise<Explanation> {
  const reaches = expected === 'reaches';
  const isSeen = ({ probe, ping }: Explanation) => probe?.reaches === true && ping !== false;
  let found = await explain();
  for (let left = reaches ? TRIES - 1 : 0; left > 0 && !isSeen(found); left--) found = await explain();
  assert.equal(told(found.report), expected, describePath(found));
  if (found.probe) assert.equal(found.probe.reaches, reaches, describePath(found));
  else assert.ok(!reaches, 'nothing was sent');
  if (found.ping !== undefined) assert.equal(found.ping, reaches, describePath(found));
  return found;
}

function describePath({ report, probe }: Explanation): string {
  const sentences = [report.cause?.sentence, probe?.text].flatMap((sentence) =>
    sentence ? formatMessage(sentence) : [],
  );
  return [...sentences, probe?.command.join(' ')].join(' ');
}
