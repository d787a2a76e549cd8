import { message } from '../../base/message.ts';
import { stackName, Wiring } from '../wiring.ts';
import { defineCheck } from './check.ts';

export const i07 = defineCheck({
  code: 'I07',
  severity: 'warning',
  title: 'Both ends of a veth in one place',
  explanation:
    'A veth pair is made to join two network namespaces. With both ends in one, the kernel sends packets between their addresses over ' +
    'its loopback, and nothing ever passes the cable. Put one end elsewhere. Containers that join one network namespace are one place.',
  on: ['Veth'],
  check(veth, { index, report }) {
    const [first, second, another] = Wiring.of(index)
      .segmentsOf(veth)
      .flatMap(({ attachments }) => attachments);
    if (!first || !second || another || first.stack !== second.stack) return;
    // One interface of a profile, twice: I03 says so.
    if (first.owner === second.owner) return;
    report(
      { node: second.owner, property: 'name' },
      {
        message: message('Both ends of {0} are in {1}.', veth.name, stackName(first.stack)),
        related: [{ at: { node: first.owner, property: 'name' }, message: message('This is the other end.') }],
      },
    );
  },
});
