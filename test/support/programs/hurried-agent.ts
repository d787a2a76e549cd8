// An agent that ends after so many milliseconds without a heartbeat: `hurried-agent.ts 300`.
import { serve } from '../../../src/agent/service/agent.ts';

serve('dev', Number(process.argv[2]));
