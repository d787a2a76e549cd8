import { traces } from '../traces.ts';

const [test = ''] = process.argv.slice(2);
process.stdout.write(traces(test));
