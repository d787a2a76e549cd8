import { c24 } from '../../../../src/language/check/c24-environment.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c24, {
  right: ['container c { env A = "1" env B = "2" }', 'container c { env DB_PASSWORD = "" }'],
  wrong: [
    { text: 'container c {\n  «env A = "1"»\n  env A = "2"\n}', fixed: 'container c {\n  env A = "2"\n}' },
    { text: 'container c { «env DB_PASSWORD = "x"» }', severity: 'warning' },
    { text: 'container x { «env AWS_SECRET_ACCESS_KEY = "x"» }', severity: 'warning' },
    { text: 'container x { «env PGPASS = "x"» }', severity: 'warning' },
  ],
});
