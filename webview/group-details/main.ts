import { Page } from '../panel/page.ts';
import { GroupDetailsPage } from './page.ts';

new Page((page, say) => new GroupDetailsPage(page, say)).begin();
