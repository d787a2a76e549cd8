import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { TestLanguage } from '../../support/language.ts';
import { largeSpec } from '../../support/large-spec.ts';

const language = new TestLanguage();
const EXAMPLES = path.join(import.meta.dirname, '../../../examples');

/** The text becomes the other one, which then stays. */
function formats(text: string, wanted: string): void {
  assert.equal(language.format(text), wanted);
  assert.equal(language.format(wanted), wanted, 'it changes when it is formatted again');
}

/** The text stays as it is. */
function stays(text: string): void {
  formats(text, text);
}

const FULL = `# A complete container: every namespace, own root, mapped users, few rights.
bridge lan { address 10.2.0.1/24 }

container box {
  rootfs ./rootfs/alpine
  image "docker.io/library/alpine:3.22"
  namespaces [pid, net, mnt, ipc, uts, user, cgroup, time]
  hostname box
  map ids 0 to host 100000 count 65536
  clock boottime +7d

  mount standard
  mount bind ./site at /srv [ro, nosuid, nodev]
  mount tmpfs at /tmp [size=64M, mode=1777]

  capabilities [CAP_NET_BIND_SERVICE, CAP_CHOWN]
  user 0:0
  workdir /srv
  env PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
  command ["httpd", "-f", "-p", "80"]

  limits {
    memory.high = 48M
    cpu.max = 50%
    io.max = /dev/sda rbps=2M wiops=120
  }

  interface eth0 on lan { address 10.2.0.10/24  gateway 10.2.0.1 }
}

host { publish 8080 to box port 80 }
`;

const THREE_TIERS = `environment shop

bridge dmz in router { address 10.10.1.1/24 }
bridge mid in router { address 10.10.2.1/24 }
veth uplink

host {
  interface up-host on uplink { address 198.51.100.1/30 }
  route 10.10.0.0/16 via 198.51.100.2
  nat from 198.51.100.0/30 via default
  publish 8080 to web port 80
}

netns router {
  interface up0 on uplink { address 198.51.100.2/30  gateway 198.51.100.1 }
  sysctl net.ipv4.ip_forward = 1
}

cgroup shop { memory.max = 512M  pids.max = 200 }

container web {
  cgroup shop
  limits { memory.max = 128M  cpu.weight = 100 }
  interface eth0 on dmz { address 10.10.1.10/24  gateway 10.10.1.1 }
  env DB = "10.10.3.10:5432"
  after app
}
`;

const PINNED = `# Both spinners are pinned to CPU 1 and share it 3 : 1.
cgroup onecpu {
  cpuset.cpus = 1
  cpuset.mems = 0
}

cgroup big in onecpu { cpu.weight = 300 }
container spin-a { rootfs host  cgroup big  command ["sh", "-c", "while :; do :; done"] }
`;

describe('the layout of what is right', () => {
  for (const [name, text] of Object.entries({ FULL, THREE_TIERS, PINNED })) it(`keeps ${name}`, () => stays(text));

  it('keeps the examples', () => {
    for (const name of readdirSync(EXAMPLES).filter((file) => file.endsWith('.cspec'))) {
      stays(readFileSync(path.join(EXAMPLES, name), 'utf8'));
    }
  });

  it('keeps a long file', () => stays(largeSpec(2000)));

  it('finds its way back from any blanks', () => {
    for (const text of [FULL, THREE_TIERS, PINNED]) {
      const spoilt = text.replace(/^ +/gm, '\t\t').replace(/ = /g, '=').replace(/ \{/g, '\t{');
      formats(spoilt.replace(/(?<!^#.*), /gm, ' ,  '), text);
    }
  });

  it('is empty for an empty file', () => {
    stays('');
    formats(' \n\t\n', '');
    formats('# only this', '# only this\n');
  });
});

describe('the layout of blocks', () => {
  it('has a statement on each line of a block of several lines', () => {
    formats(
      'netns a { dns 1.1.1.1 dns 2.2.2.2\ndns 3.3.3.3 }\nveth b veth c',
      'netns a {\n  dns 1.1.1.1\n  dns 2.2.2.2\n  dns 3.3.3.3\n}\nveth b\nveth c\n',
    );
  });

  it('keeps a block of one line with two blanks between its statements', () => {
    formats('netns a {dns 1.1.1.1 dns 2.2.2.2}', 'netns a { dns 1.1.1.1  dns 2.2.2.2 }\n');
    formats('netns   red   {interface e on b{mtu 1500}}', 'netns red { interface e on b { mtu 1500 } }\n');
  });

  it('breaks a block of one line that does not fit, the outer one first', () => {
    const inner = `interface eth0 on ${'b'.repeat(50)} { address 10.0.0.1/24 }`;
    formats(`netns a { ${inner}  dns 1.1.1.1 }`, `netns a {\n  ${inner}\n  dns 1.1.1.1\n}\n`);
  });

  it('fills 100 columns, not 101', () => {
    const line = (length: number) => `netns ${'a'.repeat(length - 23)} { dns 10.0.0.1 }`;
    assert.equal(line(100).length, 100);
    stays(`${line(100)}\n`);
    formats(line(101), `netns ${'a'.repeat(78)} {\n  dns 10.0.0.1\n}\n`);
  });

  it('closes an empty block', () => {
    formats('netns a {\n\n}\ncgroup b{ }', 'netns a {}\ncgroup b {}\n');
    formats('netns a { # why\n}', 'netns a {  # why\n}\n');
  });

  it('has each expectation on a line', () => {
    formats(
      'netns a expect a listens 80 expect a\n not reaches   host port 80\n\n\nexpect a listens 81 within 5s # late\n',
      'netns a\nexpect a listens 80\nexpect a not reaches host port 80\n\nexpect a listens 81 within 5s  # late\n',
    );
  });

  it('joins the lines of a statement', () => {
    formats('host {\n publish\n 8080\n to web\n\n port 80\n}', 'host {\n  publish 8080 to web port 80\n}\n');
  });

  it('keeps one empty line at most, and none at the ends of blocks and of the file', () => {
    formats(
      '\n\nveth a\n\n\n\nnetns b {\n\n  dns 1.1.1.1\n\n\n  dns 2.2.2.2\n\n}\n\n\n',
      'veth a\n\nnetns b {\n  dns 1.1.1.1\n\n  dns 2.2.2.2\n}\n',
    );
  });
});

describe('the layout of settings and lists', () => {
  it('has blanks around the = of settings only', () => {
    formats(
      'cgroup a{io.max=/dev/sda rbps = 2M wiops= 5}\ncontainer b{env A="x" sysctl net.ipv4.ip_forward=1 mount tmpfs at /t [ size = 5M,ro ]}',
      'cgroup a { io.max = /dev/sda rbps=2M wiops=5 }\ncontainer b { env A = "x"  sysctl net.ipv4.ip_forward = 1  mount tmpfs at /t [size=5M, ro] }\n',
    );
  });

  it('brings a list that fits to one line, without a comma at its end', () => {
    formats('container a { namespaces [\n  net,\n pid,\n] }', 'container a {\n  namespaces [net, pid]\n}\n');
    formats('container a {\n  namespaces [ ]\n}', 'container a {\n  namespaces []\n}\n');
  });

  it('breaks a list that does not fit, with a comma at its end', () => {
    const words = Array.from({ length: 9 }, (_, at) => `"argument-${at}"`);
    formats(
      `container a { command [${words.join(',')}] }`,
      `container a {\n  command [\n${words.map((word) => `    ${word},\n`).join('')}  ]\n}\n`,
    );
  });
});

describe('the layout of comments', () => {
  it('indents those on their own line as the next statement', () => {
    formats(
      '  # one\n\n\n    # two\nnetns a {\n# three\n\n# four\ndns 1.1.1.1\n      # five\n}\n  # six\n\n',
      '# one\n\n# two\nnetns a {\n  # three\n\n  # four\n  dns 1.1.1.1\n  # five\n}\n# six\n',
    );
  });

  it('sets those at the end of a line off by two blanks, and cuts the blanks at their end', () => {
    formats(
      'environment e # one  \nnetns a {# two\n dns 1.1.1.1# three\n}       # four',
      'environment e  # one\nnetns a {  # two\n  dns 1.1.1.1  # three\n}  # four\n',
    );
  });

  it('breaks a list with a comment; a comma comes before it', () => {
    formats(
      'container a {\ncommand ["a" # one\n, "b", # two\n# three\n"c" # four\n # five\n]\n}',
      'container a {\n  command [\n    "a",  # one\n    "b",  # two\n    # three\n    "c",  # four\n    # five\n  ]\n}\n',
    );
    formats('container a {\nnamespaces [ # none\n]\n}', 'container a {\n  namespaces [  # none\n  ]\n}\n');
  });

  it('keeps one within a statement where it is', () => {
    formats(
      'host {\n publish 8080 # from\n # to\n to web port 80\n}\nnetns a # b\n{ dns 1.1.1.1 }',
      'host {\n  publish 8080  # from\n    # to\n    to web port 80\n}\nnetns a  # b\n{ dns 1.1.1.1 }\n',
    );
  });
});

describe('the layout of odd texts', () => {
  it('keeps the line breaks of the file', () => {
    formats('netns a {\r\ndns 1.1.1.1\r\n\r\n\r\n# b \r\n}', 'netns a {\r\n  dns 1.1.1.1\r\n\r\n  # b\r\n}\r\n');
    formats('veth a\rveth b', 'veth a\nveth b\n');
    formats('veth a\r\nveth b\nveth c\r\n', 'veth a\nveth b\nveth c\n');
  });

  it('keeps a byte order mark', () => {
    formats('\uFEFF  veth a', '\uFEFFveth a\n');
    stays('\uFEFF');
  });

  it('keeps text of any script', () => stays('# שלום עולם\nveth a  # 網路\n'));
});

describe('the layout of a file with errors', () => {
  it('leaves the elements with errors as they are, with the blanks around them', () => {
    formats(
      'netns   a {dns 1.1.1.1}\n\n\n  netns b { interface   x  nonsense }  # why\n\n\n   veth   c\nveth  d',
      'netns a { dns 1.1.1.1 }\n\n\n  netns b { interface   x  nonsense }  # why\n\n\nveth c\nveth d\n',
    );
  });

  it('leaves the element that lacks its end, and formats the next', () => {
    formats('netns  a {\n  dns  1.1.1.1\n\nnetns  b { }', 'netns  a {\n  dns  1.1.1.1\n\nnetns b {}\n');
  });

  it('leaves what it cannot read', () => {
    formats('veth   a\n§§  \0  §\nveth   b', 'veth a\n§§  \0  §\nveth b\n');
    formats('cgroup a { memory.max = "10M }\nveth   b', 'cgroup a { memory.max = "10M }\nveth b\n');
  });

  it('leaves a file that is too large', () => {
    const text = `veth   a\n${' '.repeat(2 ** 20)}`;
    assert.equal(language.format(text), text);
  });
});
