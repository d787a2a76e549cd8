// Starts an agent with pipes as an extension host does, prints its pid and waits to be killed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Initialize, PROTOCOL_VERSION, SetAttention } from '../../../src/protocol/protocol.ts';

const agent = spawn(process.execPath, [path.join(import.meta.dirname, '../../../src/agent/main.ts')], {
  stdio: 'pipe',
});
const send = (id: number, method: string, params: object) => {
  const body = JSON.stringify({ jsonrpc: '2.0', id, method, params });
  agent.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};
send(1, Initialize.method, { protocol: PROTOCOL_VERSION, build: 'dev' });
send(2, SetAttention.method, { attention: 'focused' });
let output = '';
agent.stdout.on('data', (chunk) => {
  output += String(chunk);
  if (!output.includes('live/snapshotChanged')) return;
  agent.stdout.removeAllListeners('data');
  console.log(`${agent.pid}\nready`);
});
