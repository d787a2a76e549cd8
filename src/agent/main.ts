import './heap.ts';
import { serve } from './service/agent.ts';

declare const __BUILD__: string;

process.umask(0o077);
process.chdir('/');
serve(typeof __BUILD__ === 'undefined' ? 'dev' : __BUILD__);
