import { containerFacts } from '../container-facts.ts';

process.stdout.write(containerFacts(process.argv[2] ?? ''));
