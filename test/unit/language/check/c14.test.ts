import { c14 } from '../../../../src/language/check/c14-command-not-found.ts';
import { testCheck } from '../../../support/cspec.ts';
import { memoryFiles } from '../../../support/memory-files.ts';

/** A program for a machine (elf.h), with the name of its loader. */
function elf(machine: number, interpreter = ''): { readonly bytes: Uint8Array } {
  const bytes = Buffer.alloc(256);
  bytes.write('\x7fELF\x02\x01\x01', 'latin1');
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(interpreter === '' ? 0 : 1, 56);
  bytes.writeUInt32LE(3, 64);
  bytes.writeBigUInt64LE(128n, 72);
  bytes.writeBigUInt64LE(BigInt(interpreter.length + 1), 96);
  bytes.write(`${interpreter}\0`, 128, 'latin1');
  return { bytes };
}

const files = memoryFiles({
  '/bin/true': '',
  '/w/r/bin/busybox': elf(62),
  '/w/r/bin/sh': { link: '/bin/busybox' },
  '/w/r/sbin': { link: 'bin' },
  '/w/r/bin/loop': { link: 'loop' },
  '/w/r/bin/arm': elf(183),
  '/w/r/bin/dynamic': elf(62, '/lib/ld.so.1'),
  '/w/r/bin/loaded': elf(62, '/bin/busybox'),
  '/w/r/bin/script': '#!/bin/sh -e\n',
  '/w/r/bin/orphan': '#! /usr/bin/python3\n',
  '/w/r/bin/plain': { mode: 0o644 },
  '/w/r/bin/escape': { link: '../../../../bin/true' },
});
const at = { files, path: '/w/x.cspec', facts: { machine: 'x86_64' } };

testCheck(c14, {
  right: [
    { ...at, text: 'container x { rootfs ./r namespaces [mnt] command ["sh"] }' },
    { ...at, text: 'container x { rootfs ./r namespaces [mnt] command ["/sbin/sh"] }' },
    { ...at, text: 'container x { rootfs ./r namespaces [mnt] command ["/bin/busybox", "sh"] }' },
    { ...at, text: 'container x { rootfs ./r namespaces [mnt] command ["loaded"] }' },
    { ...at, text: 'container x { rootfs ./r namespaces [mnt] command ["script"] }' },
    { ...at, text: 'container x { rootfs ./r namespaces [mnt] command ["./any"] }' },
    {
      ...at,
      text: 'container x { rootfs ./r namespaces [mnt] env PATH = "/srv" mount bind ./s at /srv command ["any"] }',
    },
    { ...at, text: 'container x { rootfs ./missing command ["x"] }' },
    { ...at, text: 'container x { rootfs host command ["true"] }' },
    'container x { rootfs ./r command ["nothing"] }',
    { ...at, text: 'container x { command [] }' },
  ],
  wrong: [
    {
      ...at,
      text: 'container x { rootfs ./r namespaces [mnt] command [«"shh"»] }',
      fixed: 'container x { rootfs ./r namespaces [mnt] command ["sh"] }',
      message: 'There is no command shh in /w/r.',
    },
    {
      ...at,
      text: 'container x { rootfs ./r namespaces [mnt] command [«"/bin/busybix"»] }',
      fixed: 'container x { rootfs ./r namespaces [mnt] command ["/bin/busybox"] }',
      message: 'There is no /bin/busybix in /w/r.',
    },
    { ...at, text: 'container x { rootfs ./r namespaces [mnt] command [«"zzzzzz"»] }' },
    { ...at, text: 'container x { rootfs ./r namespaces [mnt] command [«"/bin/yyyyyyyyyy"»] }' },
    {
      ...at,
      text: 'container x { rootfs ./r namespaces [mnt] command [«"arm"»] }',
      message: 'arm is a program for aarch64, and this is x86_64.',
    },
    {
      ...at,
      text: 'container x { rootfs ./r namespaces [mnt] command [«"dynamic"»] }',
      message: 'dynamic needs /lib/ld.so.1, which is not there.',
    },
    {
      ...at,
      text: 'container x { rootfs ./r namespaces [mnt] command [«"orphan"»] }',
      message: 'orphan needs /usr/bin/python3, which is not there.',
    },
    {
      ...at,
      text: 'container x { rootfs ./r namespaces [mnt] command [«"plain"»] }',
      message: 'plain is not executable: chmod +x it.',
    },
    { ...at, text: 'container x { rootfs host command [«"nothing-like-it"»] }', severity: 'warning' },
  ],
});
