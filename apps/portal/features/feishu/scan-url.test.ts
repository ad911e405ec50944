import { expect, it } from 'vitest';
import { scanUrl } from './scan-url.ts';

it("keeps the vendor's own parameters and adds the preset name", () => {
  const url = new URL(
    scanUrl('https://open.feishu.cn/page/launcher?user_code=P85M-4GNR', {
      name: '{user} 的云电脑',
      desc: 'a & b',
    }),
  );
  expect(url.searchParams.get('user_code')).toBe('P85M-4GNR');
  expect(url.searchParams.get('from')).toBe('sdk');
  expect(url.searchParams.get('tp')).toBe('sdk');
  expect(url.searchParams.get('name')).toBe('{user} 的云电脑');
  expect(url.searchParams.get('desc')).toBe('a & b');
});
