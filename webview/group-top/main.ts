import { Page } from '../panel/page.ts';
import { GroupTopPage } from './page.ts';

new Page((page, say) => new GroupTopPage(page, say)).begin();
