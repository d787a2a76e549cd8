import { defineCheck } from './check.ts';
import { reportFault } from './knob-fault.ts';

export const g04 = defineCheck({
  code: 'G04',
  severity: 'error',
  title: 'A value of the wrong form, or out of range',
  explanation:
    "The kernel refuses a value that is not of the file's form with “Invalid argument”, and one out of its range with “Invalid argument” or “Numerical result out of range”. Hover over the name of the file to see what it takes.",
  on: ['Knob'],
  check(node, context) {
    reportFault(node, context, ['type', 'range']);
  },
});
