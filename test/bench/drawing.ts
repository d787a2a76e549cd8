import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import type { Wiring } from '../../src/drawing/build-scene.ts';
import { PART, splitTopologyChange } from '../../src/model/network/topology-parts.ts';
import { bridged } from '../support/drawings.ts';
import { atMost, type Result } from './result.ts';

const PAGES = path.join(import.meta.dirname, '../../dist/webview');
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** The page as in a panel, with what VS Code gives to it, and without VS Code. */
const HTML = `<!DOCTYPE html><html><head><link rel="icon" href="data:,"><link rel="stylesheet" href="/topology.css"><script>
window.longest = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
}).observe({ type: 'longtask', buffered: true });
window.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });
window.tell = (type, body) => dispatchEvent(new MessageEvent('message', { data: { type, body }, origin }));
</script></head><body class="vscode-dark"><script src="/topology.js"></script></body></html>`;

/** Measures the page with namespaces on a bridge in a real browser; the layout engine works in its worker. */
export async function measureDrawing(): Promise<Result[]> {
  const server = serve();
  const { port } = await listening(server);
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info'],
  });
  try {
    const address = `http://127.0.0.1:${port}/`;
    const all = await withPage(browser, address, (page) => picture(page, manyOn(149)));
    const many = await withPage(browser, address, (page) => picture(page, manyOn(499)));
    const most = await withPage(browser, address, (page) => picture(page, manyOn(1999)));
    return [
      atMost('150 boxes: first picture, engine started', all.first, 2000, 'ms'),
      atMost('150 boxes: arranged again', all.again, 1000, 'ms'),
      atMost('150 boxes: longest task of the page', all.longest, 50, 'ms'),
      atMost('150 boxes: a frame while panning and zooming, median', all.frame, 17.5, 'ms'),
      atMost('500 namespaces: first picture', many.first, 3000, 'ms'),
      atMost('500 namespaces: longest task of the page', many.longest, 50, 'ms'),
      atMost('2,000 namespaces: memory of the page', most.memory, 600, 'MB'),
    ];
  } finally {
    await browser.close();
    server.close();
  }
}

/** Namespaces on a bridge, with ids as an agent gives them. */
function manyOn(count: number): Wiring {
  return bridged(count, (n) => `net:[${4_026_532_000 + n}]`);
}

interface Measures {
  readonly first: number;
  readonly again: number;
  readonly longest: number;
  readonly frame: number;
  readonly memory: number;
}

async function withPage<T>(browser: Browser, address: string, act: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(address);
  await page.evaluate('tell("start", {})');
  try {
    return await act(page);
  } finally {
    await page.close();
  }
}

async function picture(page: Page, { networks, wires, places }: Wiring): Promise<Measures> {
  const told = { places: [...places.values()] };
  const parts = splitTopologyChange({ first: true, networks, gone: [], wires }, { most: PART, mostOfOne: Infinity });
  await page.evaluate(`window.told = ${JSON.stringify(told)}; window.parts = ${JSON.stringify(parts)};`);
  // What VS Code loads before: the page itself. It is not what a person waits for with each change.
  await page.evaluate(`(async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    longest = 0;
  })()`);
  const first = await page.evaluate<number>(`(async () => {
    const began = performance.now();
    tell('places', told);
    for (const part of parts) {
      await new Promise((resolve) => setTimeout(resolve));
      tell('topology', part);
    }
    while (!document.querySelector('.boxes > g')) await new Promise(requestAnimationFrame);
    return performance.now() - began;
  })()`);
  const again = await page.evaluate<number>(`(async () => {
    const status = [...document.querySelectorAll('[role=status]')];
    const began = performance.now();
    [...document.querySelectorAll('vscode-button')].find((each) => each.textContent === 'Arrange Again').click();
    while (!status.some((each) => each.textContent === 'Arranged again')) await new Promise(requestAnimationFrame);
    return performance.now() - began;
  })()`);
  const longest = await page.evaluate<number>('longest');
  const frame = await page.evaluate<number>(FRAMES);
  return { first, again, longest, frame, memory: await memoryOf(page) };
}

/** Pans and zooms with every frame; the median time of a frame, in ms. */
const FRAMES = `(async () => {
  const frame = document.querySelector('.frame');
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let at = 0; at < 120; at++) {
    const zoom = at % 3 === 0;
    const init = { deltaX: 7, deltaY: zoom ? (at < 60 ? -20 : 20) : 11, ctrlKey: zoom, clientX: 500, clientY: 400 };
    frame.dispatchEvent(new WheelEvent('wheel', { ...init, bubbles: true, cancelable: true }));
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
})()`;

/** Heap of the page, in MB, after what is garbage was collected. */
async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

function serve(): Server {
  return createServer((request, response) => {
    const name = path.basename(request.url ?? '');
    if (name === '') {
      response.setHeader('content-type', 'text/html');
      response.end(HTML);
      return;
    }
    response.setHeader('content-type', TYPES[path.extname(name)] ?? 'text/plain');
    response.end(readFileSync(path.join(PAGES, name)));
  });
}

async function listening(server: Server): Promise<{ readonly port: number }> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address;
}
