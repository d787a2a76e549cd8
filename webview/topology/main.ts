import { Page } from '../panel/page.ts';
import { TopologyPage } from './page.ts';

// Known only while the script runs for the first time.
const { currentScript } = document;
const base = currentScript instanceof HTMLScriptElement ? currentScript.src : location.href;

new Page((page, say) => new TopologyPage(page, say, base)).begin();
